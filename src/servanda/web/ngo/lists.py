"""The list of foreign organisations, the days that come, and the sums of their projects; as pages and as XLSX."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import ngos
from servanda.processes.fields_of_work.ngos import Due
from servanda.processes.kinds.ngo import CERTIFICATE_KINDS, STANDING
from servanda.processes.organisation import places
from servanda.processes.organisation.periods import exact_day
from servanda.processes.search.searching import fold_text
from servanda.processes.telling.wording import amount
from servanda.reports import sheets
from servanda.reports.sheets import Sheet
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.downloads import XLSX, download
from servanda.web.labels import State
from servanda.web.ngo.day_words import WHAT, of_day
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat

SIZE = 50
AHEAD = (30, 90, 180, 365)
NEAR = 90


@dataclass(frozen=True)
class Asked:
    """What the reader narrows the list to."""

    q: str = ""
    certificate: str = ""
    place: str = ""
    ahead: int = 180

    @classmethod
    def of(cls, request: Request) -> "Asked":
        ahead = request.GET.get("ahead", "")
        certificate = request.GET.get("certificate", "")
        return cls(
            " ".join(request.GET.get("q", "").split())[:80],
            certificate if certificate in (*CERTIFICATE_KINDS, "none") else "",
            request.GET.get("place", "")[:60], int(ahead) if ahead in map(str, AHEAD) else 180,
        )  # fmt: skip

    def fits(self, row: Dossier) -> bool:
        facts = row.facts
        held = {str(item.get("kind")) for item in rows.of(facts.get("certificates")) if ngos.stands(item)}
        if self.q and fold_text(self.q) not in fold_text(f"{row.title} {facts.get('other_names') or ''}"):
            return False
        if self.certificate and (held if self.certificate == "none" else self.certificate not in held):
            return False
        wanted = places.codes(self.place)
        found = [places.codes(str(item.get("places") or "")) for item in rows.of(facts.get("projects"))]
        return not self.place or any(wanted & codes for codes in found)


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    """All organisations whose files the reader may see, with the sums of those that fit."""
    asked, today = Asked.of(request), timezone.localtime(seat.at).date()
    found = files(actor_of(seat), asked)
    part, shown = paged(request, len(found), size=SIZE)
    coming = [due for due in ngos.coming(found) if due.on <= today + timedelta(days=NEAR)]
    context = {
        "section": "files", "filters": _filters(asked), "q": asked.q, "place": asked.place,
        "query": request.GET.urlencode(),
        "totals": sums(found), "projects": sum(len(rows.of(row.facts.get("projects"))) for row in found),
        "rows": [_row(row, today) for row in found[part]], "near": len(coming), **shown,
    }  # fmt: skip
    return render(request, "ngos.html", context)


@officer_required
@require_safe
def days(request: Request, seat: Seat) -> HttpResponse:
    """What ends and what is due, month by month; what is past stands first."""
    asked, today = Asked.of(request), timezone.localtime(seat.at).date()
    coming = [d for d in ngos.coming(files(actor_of(seat), asked)) if d.on <= today + timedelta(days=asked.ahead)]
    part, shown = paged(request, len(coming), size=SIZE)
    groups: list[dict[str, Any]] = []
    for due in coming[part]:
        month = None if due.on < today else due.on.replace(day=1)
        if not groups or groups[-1]["month"] != month:
            groups.append({"month": month, "rows": []})
        groups[-1]["rows"].append(of_day(due, today))
    options = [{"value": str(n), "label": _("%(n)s days") % {"n": n}, "is_chosen": n == asked.ahead} for n in AHEAD]
    context = {"section": "files", "groups": groups, "options": options, "total": len(coming), **shown}
    return render(request, "ngo_days.html", context)


@officer_required
@require_safe
def as_xlsx(request: Request, seat: Seat) -> HttpResponse:
    """The list with its certificates, its projects, the sums and the days: a sheet each."""
    asked, today = Asked.of(request), timezone.localtime(seat.at).date()
    made = sheets.workbook(_sheets(files(actor_of(seat), asked), today), rtl=get_language_bidi())
    return download(made, XLSX, f"organisations-{today.isoformat()}.xlsx")


def files(actor: Actor, asked: Asked) -> list[Dossier]:
    """Those that fit, by name. One query."""
    found = reads.visible(actor).filter(process="ngo", is_shared=True, is_ended=False)
    fitting = [row for row in found.defer("search", "equivocations", "under") if asked.fits(row)]
    return sorted(fitting, key=lambda row: (fold_text(row.title), row.id))


def sums(found: list[Dossier]) -> list[str]:
    return [amount({"amount": f"{total:f}", "currency": currency}) for currency, total in ngos.totals(found).items()]


def _row(row: Dossier, today: date) -> dict[str, Any]:
    certificates = [
        {"kind": str(CERTIFICATE_KINDS.get(str(item.get("kind")), "")), "number": item.get("number"),
         "until": exact_day(item.get("until_on")), "state": _state(exact_day(item.get("until_on")), today)}
        for item in rows.of(row.facts.get("certificates")) if ngos.stands(item)
    ]  # fmt: skip
    return {
        "title": row.title, "url": items.file_url(row), "code": items.file_code(row.id),
        "country": ngos.country_name(str(row.facts.get("country") or ""), get_language() or "en"),
        "state": items.file_state(row), "certificates": certificates, "totals": sums([row]),
        "projects": len(rows.of(row.facts.get("projects"))),
    }  # fmt: skip


def _state(until: date | None, today: date) -> State | None:
    if until is None or until > today + timedelta(days=NEAR):
        return None
    return State(_("ended"), "late") if until < today else State(_("ends soon"), "soon")


def _filters(asked: Asked) -> list[dict[str, Any]]:
    kinds = [
        ("", _("any")),
        *((key, str(label)) for key, label in CERTIFICATE_KINDS.items()),
        ("none", _("none at all")),
    ]
    options = [{"value": key, "label": label, "is_chosen": key == asked.certificate} for key, label in kinds]
    return [{"name": "certificate", "label": _("Certificate"), "options": options}]


def _sheets(found: list[Dossier], today: date) -> list[Sheet]:
    language = get_language() or "en"
    note = _("As of %(day)s; files that the reader may see.") % {"day": today.isoformat()}
    certificates, projects, organisations = [], [], []
    for row in found:
        facts = row.facts
        country = ngos.country_name(str(facts.get("country") or ""), language)
        organisations.append([row.title, country, str(facts.get("fields") or ""), str(items.file_state(row).label)])
        certificates += [
            [row.title, str(CERTIFICATE_KINDS.get(str(c.get("kind")), "")), str(c.get("number") or ""),
             exact_day(c.get("from_on")), exact_day(c.get("until_on")), exact_day(c.get("home_until")),
             str(STANDING.get(str(c.get("standing")), ""))]
            for c in rows.of(facts.get("certificates"))
        ]  # fmt: skip
        projects += [
            [row.title, str(p.get("title") or ""), str(p.get("field") or ""), str(p.get("places") or ""),
             str(p.get("from_on") or ""), str(p.get("until_on") or ""), _of_money(p, "amount"),
             _of_money(p, "currency"), str(p.get("source") or ""), exact_day(p.get("as_of"))]
            for p in rows.of(facts.get("projects"))
        ]  # fmt: skip
    name, certificate = _("Organisation"), _("Certificate")
    return [
        Sheet(_("Organisations"), [name, _("Country"), _("Fields of work"), _("State")], organisations, note),
        Sheet(_("Certificates"), [name, certificate, _("Number"), _("Valid from"), _("Valid until"),
                                  _("Registered at home until"), _("State")], certificates),
        Sheet(_("Projects"), [name, _("Project"), _("Field"), _("Provinces"),
                                pgettext("first day of a period", "From"), _("Until"), _("Amount"),
                              _("Currency"), _("Source of the figure"), _("As of")], projects),
        Sheet(_("Sums"), [_("Currency"), _("Amount")],
              [[currency, f"{total:f}"] for currency, total in ngos.totals(found).items()]),
        Sheet(_("Days"), [_("Day"), _("What"), name], [_day(due) for due in ngos.coming(found)]),
    ]  # fmt: skip


def _of_money(project: Mapping[str, Any], name: str) -> str:
    money = project.get("amount")
    return str(money.get(name) or "") if isinstance(money, Mapping) else ""


def _day(due: Due) -> list[Any]:
    return [due.on, str(WHAT[due.what]), due.file.title]

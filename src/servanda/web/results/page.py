"""A report on results: what was stated and what it comes to now, what is declared, the assessment, who signed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.kernel.texts import pick
from servanda.processes.agreements.agreement_reading import field_titles, text
from servanda.processes.declaration import rows
from servanda.processes.figures import results
from servanda.processes.figures.results import Asked, Figure
from servanda.processes.kinds.report import PROCESS
from servanda.processes.organisation.periods import exact_day
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed, written
from servanda.reports import result_tables
from servanda.reports.result_tables import Results
from servanda.web.desk import items
from servanda.web.seats import Seat

STATING = ("report.state", "report.restate")
TOLD = ("mechanism", "working", "directions")
SIGNING = ("report.agree", "report.issue", "report.issue_alone")


def asked(row: Dossier, seat: Seat) -> Asked | None:
    """What is counted: as of the day that was stated, else as of today."""
    today = timezone.localtime(seat.at).date()
    return results.asked(row, row.facts.get("as_of") or today.isoformat())


def results_of(row: Dossier, wanted: Asked, names: Names, *, is_recounted: bool = True) -> Results:
    """The whole report; before results are stated, what stating them now would say.

    What it comes to when it is counted again is for the screen: a paper holds what was stated and signed.
    """
    is_stated = isinstance(row.facts.get("figures"), list)
    is_recounted = is_recounted and is_stated
    now = results.figures(wanted) if is_recounted or not is_stated else []
    stated = result_tables.figures_of(rows.of(row.facts.get("figures"))) if is_stated else now
    entries = _entries(row)
    first = exact_day(row.facts.get("complete_from")) if is_stated else results.complete_from(wanted)
    titles = {name: pick(texts, names.language) or name for name, texts in field_titles().items()}
    language, rtl = result_tables.language()
    return Results(
        title=items.file_title(row), subtitle=_subtitle(row, is_stated=is_stated),
        coverage=result_tables.coverage(
            as_of=wanted.as_of, since=wanted.since, until=wanted.until, complete_from=first,
            parties=listed(names.agency(party) for party in wanted.parties), is_own=wanted.is_own,
        ),
        sides=tuple(names.agency(side) for side in wanted.parties),
        parts=result_tables.parts(
            _with_new(stated, now) if is_recounted else stated,
            {one.key: one.value for one in now} if is_recounted else None,
            sides=wanted.parties, titles=titles, link=lambda one: behind_url(row, one),
        ),
        declared_heads=(_("Figure"), _("Number"), _("Source"), _("As of"), _("Declared by")),
        declared=tuple(_declared(entries, names)),
        texts=tuple(_texts(entries, names)), signatures=tuple(_signatures(entries, names)),
        words={
            "figure": _("Figure"), "declared": _("Declared figures"), "signatures": _("Signatures"),
            "now": _("counted again: %(number)s"), "none": _("Nothing was counted in this period."),
            "declared_note": _("Not counted from entries: each side answers for what it declares."),
        }, language=language, rtl=rtl,
    )  # fmt: skip


def behind_url(row: Dossier, one: Figure) -> str:
    query = {"what": one.what, "heading": one.heading, "side": one.side}
    return f"{reverse('web:results_behind', args=[row.id])}?{urlencode(query)}"


def _with_new(stated: list[Figure], now: Iterable[Figure]) -> list[Figure]:
    """What is counted now and was not then stands there with nothing stated."""
    known = {one.key for one in stated}
    return [*stated, *(Figure(one.heading, one.what, one.side, "0", one.unit) for one in now if one.key not in known)]


def _subtitle(row: Dossier, *, is_stated: bool) -> str:
    about = PROCESS.field("about")
    kind = about.choices.get(str(row.facts.get("about")), "") if about else ""
    if not is_stated:
        return _("%(kind)s: a preview, not stated yet") % {"kind": kind}
    return f"{kind} · {PROCESS.states.get(row.state, row.state)}"


def _entries(row: Dossier) -> list[tuple[Entry, Act]]:
    """Those of the report that count, in their order; two queries."""
    told = Entry.objects.filter(dossier=row, kind__startswith="report.", internal=False, has_effect=True)
    found = list(told.exclude(reported="disputed").order_by("place"))
    stored = {one.name: one.act for one in StoredAct.objects.filter(name__in=[entry.name for entry in found])}
    return [(entry, stored[entry.name]) for entry in found if entry.name in stored]


def _declared(entries: list[tuple[Entry, Act]], names: Names) -> Iterable[tuple[str, ...]]:
    """The newest that each side declared, by steps of either kind."""
    newest: dict[str, list[Mapping[str, Any]]] = {}
    for entry, act in entries:
        if "declared" in act.facts:
            newest[entry.speaker] = list(rows.of(act.facts["declared"]))
    for side, stated in newest.items():
        for line in stated:
            day = exact_day(line.get("as_of"))
            by = names.unit(str(line["by"])) if line.get("by") else names.agency(side)
            yield (text(line.get("what")), text(line.get("value")), text(line.get("source")),
                   written(day) if day else "", by)  # fmt: skip


def _texts(entries: list[tuple[Entry, Act]], names: Names) -> Iterable[tuple[str, str]]:
    """What each side contributed, then the assessment and the directions of the newest statement."""
    stated: dict[str, Any] = {}
    for entry, act in entries:
        content = act.part("content")
        if entry.kind == "report.contribute" and text(content.get("contribution")):
            yield _("Contribution of %(agency)s") % {"agency": names.agency(entry.speaker)}, content["contribution"]
        if entry.kind in STATING:
            stated = content
    for name in TOLD:
        field = PROCESS.field(name)
        if field and text(stated.get(name)):
            yield str(field.label), stated[name]


def _signatures(entries: list[tuple[Entry, Act]], names: Names) -> Iterable[str]:
    """Those upon the results as they were stated last."""
    version = next((entry.name for entry, _act in reversed(entries) if entry.kind in STATING), "")
    for entry, act in entries:
        if entry.kind in SIGNING and act.facts.get("version") == version:
            day = exact_day(act.facts.get("signed_on"))
            yield _("%(agency)s: %(signatory)s, No. %(number)s, %(day)s") % {
                "agency": names.agency(entry.speaker), "signatory": text(act.part("content").get("signatory")),
                "number": text(act.facts.get("number")), "day": written(day) if isinstance(day, date) else "",
            }  # fmt: skip

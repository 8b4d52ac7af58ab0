"""A draft goes out: what is still missing is listed; what is whole is proposed, and from then on it is a version."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from servanda.imports import draft_files
from servanda.imports.agreement_files import write_agreement
from servanda.imports.agreements import ReadAgreement
from servanda.imports.faults import Faulty
from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.office import agreement_drafts, outgoing
from servanda.office.models import AgreementDraft
from servanda.processes.agreements import agreement_twice
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import read_statement
from servanda.processes.folding.internal import CLEARING, HELD, SENT
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements.views import find as find_agreement
from servanda.web.drafts import shown
from servanda.web.drafts.page import as_file
from servanda.web.files import audience
from servanda.web.names import has_own_system, names_in
from servanda.web.once import new_token, once, taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps.undo import grace
from servanda.web.texts import versions

GONE = (SENT, CLEARING, HELD)
TITLES = {
    "agreement.propose": _("Propose an agreement"), "agreement.revise": _("Propose another wording"),
    "agreement.amend": _("Propose an amendment"),
}  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, seat: Seat, draft: str) -> HttpResponse:
    known = taken_url(request.POST.get("once", ""), seat) if request.method == "POST" else ""
    if known:
        return redirect(known)
    row = shown.find(draft, seat)
    try:
        read = draft_files.read_whole(row.data, today=seat.at.date())
    except Faulty as faulty:
        context = _context(row, seat) | {"faults": shown.fault_lines(row, faulty.faults)}
        return render(request, "draft_propose.html", context, status=422 if request.method == "POST" else 200)
    refusal = ""
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "").strip()[:4000]
            return redirect(once(request.POST.get("once", ""), seat, lambda: _send(row, read, reason, seat)))
        except Refused as refused:
            refusal = refusal_text.sentence(refused)
        except Faults as faults:
            refusal = " ".join(refusal_text.sentence(fault) for fault in faults.faults.values())
    context = _context(row, seat) | {
        "read": read,
        "refusal": refusal,
        "stands": _stands(row, read),
        "once": new_token(),
    }
    return render(request, "draft_propose.html", context, status=422 if refusal else 200)


@officer_required
@require_safe
def version_file(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """A version that was proposed, as the file that reads back as the same agreement."""
    row = find_agreement(dossier, actor_of(seat))
    history = versions.history(row)
    number = request.GET.get("version", "")
    version = next((each for each in history.versions if str(each.n) == number), None) or history.current(row)
    if version is None:
        raise Refused("no_file")
    try:
        text = write_agreement(version.terms, version.act.part("content")["texts"])
    except (KeyError, TypeError, AttributeError):
        # Another party's version that was never a file.
        raise Refused("bad_facts") from None
    return as_file(text, f"{version.terms.get('code') or 'agreement'}-{version.n}")


def _send(row: AgreementDraft, read: ReadAgreement, reason: str, seat: Seat) -> str:
    actor, here = actor_of(seat), node.current().agency
    if agreement_drafts.stands(shown.find(row.id, seat)) in GONE:
        raise Refused("draft_sent")
    if here not in read.terms["parties"]:
        raise Refused("agreement_not_ours", agency=here, field="parties")
    stated: dict[str, Any] = {"title": read.title, "terms": read.terms, "texts": read.texts}
    if row.dossier:
        stated |= {"reason": reason} if reason else {}
        statement = read_statement(row.step, stated, dossier=row.dossier)
    else:
        statement = read_statement(row.step, stated, parties=read.terms["parties"])
    sent = outgoing.submit(statement, actor, at=seat.at, hold=grace())
    agreement_drafts.mark_sent(row.id, actor, sent, at=seat.at)
    return reverse("web:agreement" if sent.state == SENT else "web:file", args=[sent.dossier])


def _stands(row: AgreementDraft, read: ReadAgreement) -> dict[str, str] | None:
    """Where the same text is on the table or in force already, said before it is sent."""
    found = None if row.dossier else agreement_twice.standing(read.terms, read.texts)
    if found is None or agreement_drafts.stands(row) in GONE:
        return None
    said = refusal_text.of_code(found.code, {"title": found.title, "file": found.dossier})
    return {"text": said, "url": reverse("web:file", args=[found.dossier])}


def _context(row: AgreementDraft, seat: Seat) -> dict[str, Any]:
    language = get_language() or "en"
    names, data = names_in(language), row.data
    levels = outgoing.levels_of(row.step)
    connected = has_own_system() | {node.current().agency}
    duties = sum(len(item["duties"]) for item in data["articles"])
    return {
        "section": "agreements", "title": shown.title_of(data, language), "url": shown.url(row),
        "heading": str(TITLES.get(row.step, TITLES["agreement.revise"])), "asks_reason": bool(row.dossier),
        "audience": audience.of_units(data["parties"], names), "can_send": not levels,
        "letters": [names.agency(party) for party in data["parties"] if party not in connected],
        "clearing": ngettext("%(n)s person approves it first.", "%(n)s people approve it first.", levels)
        % {"n": levels} if levels else "",
        "is_gone": agreement_drafts.stands(row) in GONE, "left": len(data["left"]),
        "file_url": reverse("web:file", args=[row.became]) if row.became else "",
        "summary": [
            ngettext("%(n)s article", "%(n)s articles", len(data["articles"])) % {"n": len(data["articles"])},
            ngettext("%(n)s responsibility", "%(n)s responsibilities", duties) % {"n": duties},
        ],
    }  # fmt: skip

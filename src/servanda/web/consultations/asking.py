"""The page on which a round begins, and the entries that it sends: one for each file of the round."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from servanda.kernel import node
from servanda.kernel.calendars import Calendar
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes import reads
from servanda.processes.agreements import terms
from servanda.processes.declaration import rows
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import Statement, read_statement
from servanda.processes.fields_of_work import consulting
from servanda.processes.fields_of_work.consulting import ASK, Round
from servanda.processes.kinds.consultation import PROCESS
from servanda.processes.telling.text_lines import is_heading
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.consultations.ask_form import AskForm
from servanda.web.desk import items
from servanda.web.files import attachments
from servanda.web.files.leaving import clearing
from servanda.web.names import names_in
from servanda.web.once import new_token, once, taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import taking
from servanda.web.steps.undo import grace

PLAIN = Calendar(zone="UTC", years={})


@dataclass(frozen=True)
class Sending:
    """One file of the round: the units asked in it, and the day by which they answer."""

    units: tuple[str, ...]
    by: date | None


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, seat: Seat) -> HttpResponse:
    """A round; `after` names a file of the one that it follows."""
    actor = actor_of(seat)
    taking.check_enters(actor, ASK)
    if known := taken_url(request.POST.get("once", ""), seat):
        return redirect(known)
    before = _before(request, seat)
    names = names_in(get_language() or "en")
    form = AskForm(
        request.POST or None, request.FILES or None, names=names, on=timezone.localdate(seat.at),
        initial=_initial(before), label_suffix="",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request.POST.get("once", ""), seat, lambda: _send(form, before, seat)))
        except Refused as refused:
            form.add_error(None, refusal_text.sentence(refused))
        except Faults as faults:
            for fault in faults.faults.values():
                form.add_error(None, refusal_text.sentence(fault))
    context = {
        "section": "new", "form": form, "once": new_token(), "clearing": clearing(ASK), "grace": grace().seconds,
        "can_send": not outgoing.levels_of(ASK), "draft": f"{seat.officer.id}:new:{ASK}:{before.key if before else ''}",
        "earlier": {"title": items.file_title(before.row), "url": reverse("web:round", args=[before.row.id])}
        if before else None, "number": _number(before), "about": PROCESS.about,
    }  # fmt: skip
    return render(request, "consultation_ask.html", context, status=422 if form.errors else 200)


def _before(request: Request, seat: Seat) -> Round | None:
    name = request.GET.get("after", "")
    if not name:
        return None
    before = consulting.load(reads.find(name, actor_of(seat)), actor_of(seat))
    if before.row.process != PROCESS.name or not before.is_ours:
        raise Http404
    return before


def _initial(before: Round | None) -> dict[str, Any]:
    if before is None:
        return {}
    facts = before.row.facts
    return {
        "title": before.row.title, "question": before.question, "draft": "\n".join(before.draft),
        "to": [asked.unit for asked in before.asked], "class": before.row.cls,
    } | {name: facts[name] for name in ("seen", "silence", "field") if facts.get(name)}  # fmt: skip


def _number(before: Round | None) -> int:
    return before.number + 1 if before else 1


def _send(form: AskForm, before: Round | None, seat: Seat) -> str:
    """Every file of the round or none; where it leads."""
    data, actor = form.cleaned_data, actor_of(seat)
    sendings = _sendings(form, seat)
    stated: dict[str, Any] = {
        "title": data["title"], "question": data["question"], "silence": data["silence"], "seen": data["seen"],
        "field": data.get("field") or "", "draft": _rows(form.paragraphs(), before), "number": _number(before),
        "earlier": before.key if before else "", "round": secrets.token_urlsafe(16) if len(sendings) > 1 else "",
    }  # fmt: skip
    files = attachments.keep(data.get("attached") or [])
    names = []
    with node.current().writing():
        for sending in sendings:
            statement = _statement(stated, sending, files, data["class"])
            names.append(outgoing.submit(statement, actor, at=seat.at, hold=grace()).dossier)
    # Who asked one unit goes on with its file; who asked many, with the page on which all of them stand.
    return reverse("web:file" if len(names) == 1 else "web:round", args=[names[0]])


def _statement(stated: dict[str, Any], sending: Sending, files: list[dict[str, Any]], cls: str) -> Statement:
    agencies = tuple(dict.fromkeys(unit.split("/", 1)[0] for unit in sending.units))
    by = sending.by.isoformat() if sending.by else ""
    return read_statement(
        ASK, stated | {"answer_by": by}, to=sending.units, parties=agencies, cls=cls, files=files
    )  # fmt: skip


def _sendings(form: AskForm, seat: Seat) -> list[Sending]:
    """One file for all who may read each other, else one for each unit."""
    data, units = form.cleaned_data, form.units()
    groups = [tuple(units)] if data["seen"] == "all" else [(unit,) for unit in units]
    days, here = data.get("working_days"), node.current().agency
    if not days:
        return [Sending(group, data.get("answer_by")) for group in groups]
    agreed = {unit.split("/", 1)[0]: PLAIN for unit in units}
    for agency in agreed:
        known = terms.load(terms.in_force([here, agency], at=seat.at))
        agreed[agency] = next((found.calendar for found in known.values()), PLAIN)
    return [Sending(group, max(_day(agreed[unit.split("/", 1)[0]], days, seat) for unit in group)) for group in groups]


def _day(calendar: Calendar, days: int, seat: Seat) -> date:
    return calendar.add_working_days(calendar.local_day(seat.at), days)[0]


def _rows(paragraphs: Sequence[str], before: Round | None) -> list[dict[str, Any]]:
    """Paragraphs that stood in the round before keep their names, so that what changed shows."""
    said = before.opening.part("content").get("draft") if before and before.opening else None
    old = [(row["id"], str(row.get("text", ""))) for row in rows.of(said)]
    names = [rows.new_id() for _ in paragraphs]
    matcher = SequenceMatcher(None, [text for _, text in old], list(paragraphs), autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            names[c:d] = [name for name, _text in old[a:b]]
    return [
        {"id": name, "text": text} | ({"heading": True} if is_heading(text) else {})
        for name, text in zip(names, paragraphs, strict=True)
    ]

"""Steps that have pages of their own: who speaks, and what becomes of the form when it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.office.outgoing import Sent
from servanda.processes import dossiers
from servanda.processes.declaration.base import Step
from servanda.processes.declaration.fields import Faults
from servanda.processes.folding.internal import RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.organisation import recusals
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.web import refusal_text
from servanda.web.access import actor_of
from servanda.web.files import attachments, audience
from servanda.web.files.leaving import clearing
from servanda.web.once import new_token, once
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Request, Seat
from servanda.web.steps import reported, taking, undo
from servanda.web.steps.forms import report_fields
from servanda.web.steps.undo import grace
from servanda.web.texts import places

REPORTED = ("via", "said-on", "reference")


@dataclass(frozen=True)
class Speaking:
    """In whose name a step is taken: this agency's, or with `speaker` that of one whose words are recorded here.

    `again` is what was prepared before and came back.
    """

    row: Dossier
    actor: Actor
    speaker: str = ""
    again: Outgoing | None = None

    @property
    def agency(self) -> str:
        return self.speaker or self.actor.agency

    def stated_before(self) -> dict[str, Any]:
        """Field -> what was prepared before."""
        statement = outgoing.statement_of(self.again) if self.again else None
        return {name: value for part in statement.parts.values() for name, value in part.items()} if statement else {}


def speaking(row: Dossier, seat: Seat, query: MultiValueDict[str, str]) -> Speaking:
    """Who the address says speaks. Raises Refused: what the keeping agency says is never only reported."""
    actor, speaker = actor_of(seat), query.get("for", "")
    if speaker and (speaker not in row.parties or speaker == actor.agency):
        raise Refused("not_a_party", agency=speaker)
    if speaker == row.home:
        raise Refused("reported_of_home")
    return Speaking(row, actor, speaker, taking.again_of(row, query.get("again", ""), actor))


def step_of(who: Speaking, name: str) -> Step:
    """The step, where it is open to who speaks and to the role of who writes it down. Raises Refused."""
    step, kind = processes()[who.row.process].step(name), f"{who.row.process}.{name}"
    side = "home" if who.agency == who.row.home else "party"
    if step is None or who.row.state not in step.when:
        raise Refused("step_not_open", step=kind)
    recusals.check(who.row.id, who.actor)
    if step.by not in ("any", side) or who.actor.role not in step.roles:
        raise Refused("not_your_step", step=kind, role=step.by if step.by != "any" else ", ".join(sorted(step.roles)))
    return step


def is_open(who: Speaking, name: str) -> bool:
    try:
        return step_of(who, name) is not None
    except Refused:
        return False


def with_report(form: forms.Form, who: Speaking, seat: Seat) -> None:
    """What is asked beside the words of another side: how and when it said them."""
    if who.speaker:
        form.fields |= report_fields(on=timezone.localdate(seat.at))


def answer(request: Request, seat: Seat, form: forms.Form, do: Callable[[], str]) -> HttpResponse | None:
    """Where the form leads once it was taken; None with every fault on the form."""
    if not form.is_valid():
        return None
    try:
        return redirect(once(request.POST.get("once", ""), seat, do))
    except Refused as refused:
        form.add_error(None, refusal_text.sentence(refused))
    except Faults as faults:
        for name, fault in faults.faults.items():
            form.add_error(name if name in form.fields else None, refusal_text.sentence(fault))
    return None


def say(who: Speaking, name: str, stated: Mapping[str, Any], form: forms.Form, seat: Seat) -> Sent:
    """Say it, or put it before those who clear it. Raises Refused or Faults."""
    data = form.cleaned_data
    statement = dossiers.read_statement(
        f"{who.row.process}.{name}", stated, dossier=who.row.id, speaks_for=who.speaker or None,
        via=data.get("via") if who.speaker else None, files=attachments.keep(data.get("attached") or []),
    )  # fmt: skip
    if who.again is not None and who.again.state == RETURNED:
        outgoing.discard(who.again.name, who.actor, at=seat.at)
    if who.speaker:
        statement = reported.dated(statement, said_on=data["said-on"], reference=data.get("reference") or "")
        at = reported.said_at(data["said-on"], seat.at)
        return outgoing.submit(statement, who.actor, at=at, now=seat.at)
    held = undo.hold(dossiers.commitments_of(who.row.id), Reckoning([who.row], seat.at), seat.at)
    return outgoing.submit(statement, who.actor, at=seat.at, hold=held)


def context(
    who: Speaking,
    step: Step,
    form: forms.Form,
    seat: Seat,
    names: Names,
    *,
    title: str,
    hint: str,
    text: str,
    back: str,
) -> dict[str, Any]:
    """As step.html takes it; `text` is the title of what it is about."""
    kind = f"{who.row.process}.{step.name}"
    levels = outgoing.levels_of(kind)
    if who.speaker:
        hint = gettext("Recorded here in the name of %(agency)s, who may confirm or dispute it.") % {
            "agency": names.agency(who.speaker)
        }
    return {
        "section": places.section(who.row), "form": form, "once": new_token(),
        "audience": audience.of_step(who.row, names),
        "can_send": not levels, "clearing": clearing(kind), "grace": 0 if who.speaker else int(grace().total_seconds()),
        "step": {
            "title": title, "hint": hint, "is_internal": False, "has_files": "attached" in form.fields,
            "file": {"title": text, "code": "", "url": back}, "cancel_url": back,
            "draft": f"{seat.officer.id}|{who.row.id}|{step.name}|{who.speaker}",
        },
    }  # fmt: skip

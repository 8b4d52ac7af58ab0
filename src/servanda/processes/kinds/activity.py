"""Activities of one side or of both: proposed, fixed, carried out, and closed with their outcome."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Begun, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.declaration.spans import derive
from servanda.processes.fields_of_work.pillars import PILLAR

OPEN = ("proposed", "fixed", "postponed")
STATED = (
    "title", "outcome", "field", "partner", "start_on", "end_on", "place", "guest", "lead", "coordinating", "informed",
    "amount", "funds", "basis", "pillar", "out_of_plan",
)  # fmt: skip


def as_of_today(begun: Begun) -> Mapping[str, Any]:
    return {"as_of": begun.on.isoformat()}


PROCESS = Process(
    name="activity",
    label=_("Activity"),
    about=_("Propose or announce an activity, agree on it, carry it out and report what came of it."),
    icon="calendar-days",
    group="meeting",
    may_stay=True,
    area="people-to-people",
    is_dated=True,
    states={
        "proposed": _("proposed"), "fixed": _("fixed"), "postponed": _("postponed"),
        "carried_out": _("carried out"), "closed": _("closed with its outcome"), "cancelled": _("cancelled"),
    },
    ends=("closed", "cancelled"),
    fields=(
        Field("letter", _("Official letter"), kind="file", part="facts", begins=_("Make it an activity"),
              of={"letter_in": (), "letter": ()}),
        Field("title", _("Title")),
        Field("outcome", _("Outcome wanted"), kind="long",
              hint=_("What will be different afterwards, so that it can be seen later whether it came about.")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts"),
        Field("start_on", _("Begins"), kind="edtf", part="facts",
              hint=_("A day such as 25/12/2026, or only a month such as 12/2026.")),
        Field("end_on", _("Ends"), kind="edtf", part="facts", ends="start_on"),
        Field("place", _("Place")),
        Field("guest", _("Guest of honour or main speaker"), kind="person", part="personal", is_minor=True),
        Field("lead", _("Leading unit"), kind="unit", part="facts"),
        Field("coordinating", _("Coordinating units"), kind="units", part="facts", is_minor=True),
        Field("informed", _("Units kept informed"), kind="units", part="facts", is_minor=True),
        Field("amount", _("Amount planned"), kind="money", part="facts", is_minor=True, adds_up=True),
        Field("funds", _("Source of funds"), kind="choice", part="facts", is_minor=True, choices={
            "state": _("state budget"), "own": _("own funds"), "partner": _("the partner"),
            "sponsors": _("sponsors"), "several": _("several sources")}),
        BASIS,
        PILLAR,
        Field("out_of_plan", _("Not in this year's plan"), kind="yes", part="facts", is_minor=True),
        Field("proposal", _("Proposal"), kind="file", part="facts", begins=_("Make it an activity"),
              of={"proposal": ("accepted",)}, along="proposal.conclude"),
        Field("plan_item", _("Row of the plan"), kind="item", part="facts"),
        Field("preparation", _("What is to be prepared"), kind="long"),
        Field("due_on", _("By when"), kind="day", part="facts"),
        Field("reason", _("Reason"), kind="long"),
        Field("note", _("Note"), kind="long"),
        Field("result", _("What came of it"), kind="long"),
        Field("participants", _("Number of participants"), kind="number", part="facts", adds_up=True),
        Field("cost", _("What it cost"), kind="money", part="facts", adds_up=True),
        Field("as_of", _("Figures as of"), kind="day", part="facts"),
    ),
    steps=(
        Step("propose", _("Propose or announce an activity"),
             _("%(who)s proposed an activity: %(title)s, %(start_on)s."), is_opening=True, then="proposed", offers=True,
             fields=(*STATED, "plan_item", "proposal", "letter"), required=("title", "start_on"),
             does=(("deliver", "notice"),)),
        Step("agree", _("Agree"), _("%(who)s agreed to the activity."), by="party", when=("proposed", "postponed"),
             fields=("note",)),
        Step("ask_change", _("Ask for a change"), _("%(who)s asked for a change: %(reason)s"), by="party", when=OPEN,
             fields=("reason", "start_on", "end_on"), required=("reason",)),
        Step("fix", _("Fix the day"), _("%(who)s fixed the activity for %(start_on)s."), when=("proposed", "postponed"),
             then="fixed", fields=("start_on", "end_on", "place"), required=("start_on",),
             does=(("deliver", "notice"),)),
        Step("revise", _("Revise"), _("%(who)s revised the activity: %(reason)s"), when=OPEN,
             fields=("reason", *STATED), required=("reason",), does=(("deliver", "notice"),)),
        Step("ask_preparation", _("Ask for a preparation"), _("%(who)s asked for a preparation: %(preparation)s"),
             when=OPEN, fields=("preparation", "due_on"), required=("preparation",),
             asks=Ask("preparation", due="due_on")),
        Step("postpone", _("Postpone"), _("%(who)s postponed the activity: %(reason)s"), when=("proposed", "fixed"),
             then="postponed", fields=("start_on", "end_on", "reason"), required=("reason",)),
        Step("cancel", _("Cancel the activity"), _("%(who)s cancelled the activity: %(reason)s"), when=OPEN,
             then="cancelled", fields=("reason",), required=("reason",), lapses=True),
        Step("report", _("Report what came of it"), _("%(who)s reported the outcome."), when=("fixed",),
             then="carried_out", fields=("result", "participants", "cost", "as_of"), required=("result",),
             begins=as_of_today,
             does=(("deliver", "report"),)),
        Step("close", _("Close"), _("%(who)s closed the activity."), when=("carried_out",), then="closed",
             fields=("note",)),
    ),
    derive=derive,
)  # fmt: skip

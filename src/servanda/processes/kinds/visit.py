"""Visits and delegations: early news, refined until it is a day, prepared together, closed by a report."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Leg, Process, Step, Tour
from servanda.processes.declaration.basis import BASIS
from servanda.processes.declaration.spans import derive
from servanda.processes.fields_of_work.pillars import PILLAR

LIVE = ("announced", "confirmed", "postponed")
TOUR = Tour(
    "preparation",
    opened=Leg(_("Announce a visit"), _(
        "Enter the first agency as a desk officer, choose New file and announce a visit. Before it leaves you see "
        "who will read it.")),
    cleared=Leg(_("Clear it and let it go"), _(
        "Enter as the head of that unit and approve it on the desk. A moment later the other agency has it and has "
        "acknowledged it. Then ask for a preparation in the file.")),
    answered=Leg(_("Promise and deliver on the other side"), _(
        "Enter the other agency: the clerk assigns the file, its desk officer promises the preparation and hands "
        "it over.")),
    accepted=Leg(_("Accept it and take the proof with you"), _(
        "Back on the first side, accept the result. The file's proof can be checked by anyone, without this "
        "system.")),
)  # fmt: skip

PROCESS = Process(
    name="visit",
    label=_("Visit or delegation"),
    about=_("Announce a visit early, refine it, ask for preparations, close it with a report."),
    icon="globe-alt",
    tour=TOUR,
    group="meeting",
    area="visits",
    is_dated=True,
    states={
        "announced": _("announced"), "confirmed": _("confirmed"), "postponed": _("postponed"),
        "closed": _("closed with a report"), "cancelled": _("cancelled"),
    },
    ends=("closed", "cancelled"),
    fields=(
        Field("letter", _("Official letter"), kind="file", part="facts", begins=_("Make it a visit"),
              of={"letter_in": (), "letter": ()}),
        Field("title", _("Title")),
        Field("direction", _("Direction"), kind="choice", part="facts",
              choices={"incoming": _("incoming"), "outgoing": _("outgoing")}),
        Field("level", _("Level"), kind="choice", part="facts", choices={
            "state": _("state visit"), "official": _("official visit"), "working": _("working visit"),
            "unannounced": _("unannounced"), "private": _("private"), "transit": _("transit")}),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts"),
        Field("start_on", _("Begins"), kind="edtf", part="facts",
              hint=_("A day such as 25/12/2026, or only a month such as 12/2026.")),
        Field("end_on", _("Ends"), kind="edtf", part="facts", ends="start_on"),
        Field("approved_on", _("Approved on"), kind="day", part="facts", is_minor=True,
              hint=_("The day on which the visit was decided, if later than the usual time of notice.")),
        Field("place", _("Place"), is_minor=True),
        Field("head", _("Head of the delegation"), kind="person", part="personal", is_minor=True),
        Field("purpose", _("Purpose"), kind="long"),
        Field("source", _("Originator"), is_minor=True,
              hint=_("Who the news comes from, if this agency only passes it on.")),
        Field("out_of_plan", _("Not in this year's plan"), kind="yes", part="facts", is_minor=True),
        Field("plan_item", _("Row of the plan"), kind="item", part="facts"),
        Field("preparation", _("What is to be prepared"), kind="long"),
        Field("due_on", _("By when"), kind="day", part="facts"),
        Field("reason", _("Reason"), kind="long"),
        Field("report", _("Report"), kind="long"),
        BASIS,
        PILLAR,
    ),
    steps=(
        Step("announce", _("Announce a visit"), _("%(who)s announced the visit: %(title)s, %(start_on)s."),
             is_opening=True, then="announced", offers=True, does=(("deliver", "notice"),),
             fields=("title", "direction", "level", "field", "partner", "start_on", "end_on", "approved_on", "place",
                     "head", "purpose", "source", "out_of_plan", "plan_item", "letter", "basis", "pillar"),
             required=("title", "direction", "level", "start_on")),
        Step("refine", _("Refine"), _("%(who)s gave more exact news: %(start_on)s."), when=LIVE,
             fields=("start_on", "end_on", "place", "head", "purpose", "level"), required=("start_on",),
             does=(("deliver", "notice"),)),
        Step("confirm", _("Confirm"), _("%(who)s confirmed the visit for %(start_on)s."),
             when=("announced", "postponed"), then="confirmed", fields=("start_on", "end_on", "place"),
             required=("start_on", "end_on"), does=(("deliver", "notice"),)),
        Step("ask_preparation", _("Ask for a preparation"), _("%(who)s asked for a preparation: %(preparation)s"),
             when=LIVE, fields=("preparation", "due_on"), required=("preparation",),
             asks=Ask("preparation", due="due_on")),
        Step("postpone", _("Postpone"), _("%(who)s postponed the visit: %(reason)s"), when=("announced", "confirmed"),
             then="postponed", fields=("start_on", "end_on", "reason"), required=("reason",)),
        Step("cancel", _("Cancel the visit"), _("%(who)s cancelled the visit: %(reason)s"), when=LIVE, then="cancelled",
             fields=("reason",), required=("reason",), lapses=True),
        Step("close", _("Close with a report"), _("%(who)s closed the visit with a report."), when=("confirmed",),
             then="closed", fields=("report",), required=("report",), does=(("deliver", "report"),)),
    ),
    derive=derive,
)  # fmt: skip

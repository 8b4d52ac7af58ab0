"""Proposals for a partner: one side offers an activity, an answer is owed, and what is accepted becomes an activity."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.declaration.spans import derive
from servanda.processes.fields_of_work.pillars import PILLAR

# By these names an activity takes over what was proposed.
STATED = (
    "title", "partner", "outcome", "field", "start_on", "end_on", "place", "guest", "lead", "coordinating", "informed",
    "amount", "funds", "basis", "pillar",
)  # fmt: skip
UNDECIDED = ("open", "promised", "returned")

PROCESS = Process(
    name="proposal",
    label=_("Proposal"),
    about=_("Propose something to do with a partner. An answer is owed; what is accepted becomes an activity."),
    icon="light-bulb",
    group="meeting",
    area="people-to-people",
    states={
        "proposed": _("proposed"), "accepted": _("accepted"), "declined": _("declined"), "withdrawn": _("withdrawn"),
    },
    ends=("accepted", "declined", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("partner", _("Partner"), kind="partner", part="facts",
              hint=_("One that is missing is added under Partners.")),
        Field("outcome", _("Outcome wanted"), kind="long",
              hint=_("What will be different afterwards, so that it can be seen later whether it came about.")),
        Field("grounds", _("Why now, and why with this partner"), kind="long"),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("start_on", _("Begins"), kind="edtf", part="facts",
              hint=_("A day such as 25/12/2026, or only a month such as 12/2026.")),
        Field("end_on", _("Ends"), kind="edtf", part="facts", ends="start_on"),
        Field("place", _("Place")),
        Field("guest", _("Guest of honour or main speaker"), kind="person", part="personal", is_minor=True),
        Field("lead", _("Leading unit"), kind="unit", part="facts"),
        Field("coordinating", _("Coordinating units"), kind="units", part="facts", is_minor=True),
        Field("informed", _("Units kept informed"), kind="units", part="facts", is_minor=True),
        Field("amount", _("Amount planned"), kind="money", part="facts", is_minor=True),
        Field("funds", _("Source of funds"), kind="choice", part="facts", is_minor=True, choices={
            "state": _("state budget"), "own": _("own funds"), "partner": _("the partner"),
            "sponsors": _("sponsors"), "several": _("several sources")}),
        BASIS,
        PILLAR,
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("questions", _("Questions"), kind="long"),
        Field("reply", _("Reply to the questions"), kind="long"),
        Field("reply_by", _("Reply by"), kind="day", part="facts"),
        Field("reason", _("Reason"), kind="long"),
        Field("note", _("Note"), kind="long"),
    ),
    steps=(
        Step("propose", _("Make a proposal"), _("%(who)s proposed: %(title)s."), is_opening=True, then="proposed",
             offers=True, fields=(*STATED, "grounds", "answer_by"), required=("title", "partner", "outcome"),
             asks=Ask("answer", due="answer_by", remind=(3,), ladder=((2, "head"), (5, "leadership")))),
        Step("accept", _("Accept the proposal"), _("%(who)s accepted the proposal."), by="party", when=("proposed",),
             fields=("note",), does=(("deliver", "answer"),), must=True),
        Step("ask_back", _("Return it with questions"), _("%(who)s returned it with questions: %(questions)s"),
             by="party", when=("proposed",), fields=("questions", "reply_by"), required=("questions",),
             hint=_("The answer to the proposal is still owed; ask for more time if you need it."),
             asks=Ask("information", due="reply_by", debtor="owner", what="questions", needs_acceptance=False)),
        Step("reply", _("Reply to the questions"), _("%(who)s replied to the questions."), when=("proposed",),
             fields=("reply", *STATED[2:]), required=("reply",), does=(("deliver", "information"),), must=True),
        Step("decline", _("Decline with a reason"), _("%(who)s declined: %(reason)s"), by="party", when=("proposed",),
             fields=("reason",), required=("reason",), does=(("decline", "answer"),), must=True),
        Step("revise", _("Revise"), _("%(who)s revised the proposal: %(reason)s"), when=("proposed",),
             fields=("reason", *STATED), required=("reason",)),
        Step("conclude", _("Record that it is agreed"), _("%(who)s recorded that the proposal is agreed."),
             when=("proposed",), then="accepted", fields=("note",), does=(("accept", "answer"),), must=True,
             lapses=True,
             hint=_("After that either side makes it an activity in one click.")),
        Step("close", _("Close as declined"), _("%(who)s closed the proposal as declined."), when=("proposed",),
             then="declined", fields=("note",), does=(("withdraw", "answer"),), must=True, finds=("declined",),
             lapses=True),
        Step("withdraw", _("Withdraw"), _("%(who)s withdrew it: %(reason)s"), when=("proposed",), then="withdrawn",
             fields=("reason",), required=("reason",), does=(("withdraw", "answer"),), must=True, finds=UNDECIDED,
             lapses=True),
    ),
    derive=derive,
)  # fmt: skip

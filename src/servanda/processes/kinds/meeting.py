"""Meetings: called with agenda and papers, answered, held, minuted, agreed; each decision becomes a commitment."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Ask, Field, Process, Series, Step
from servanda.processes.declaration.basis import BASIS

COMING = ("called", "moved")
SIDES = {"owner": _("the inviting side"), "counterpart": _("the invited side")}
SPEAKERS = SIDES | {"guest": _("a guest")}
INVITATION = ("start_on", "time", "place", "online")

AGENDA = (
    Field("topic", _("Topic")),
    Field("raised_by", _("Raised by"), kind="choice", choices=SPEAKERS),
    Field("aim", _("What is to be settled")),
)  # fmt: skip
PRESENT = (
    Field("post", _("Post")),
    Field("side", _("Side"), kind="choice", choices=SPEAKERS),
    Field("name", _("Name"), kind="person", part="personal"),
)
MINUTES = (
    Field("topic", _("Topic")),
    Field("speaker", _("Speaker's post")),
    Field("side", _("Side"), kind="choice", choices=SPEAKERS),
    Field("statement", _("What was said"), kind="long"),
)
DECISIONS = (
    Field("what", _("What is to be done"), kind="long"),
    Field("side", _("Carried out by"), kind="choice", choices=SIDES),
    Field("unit", _("Unit"), kind="unit"),
    Field("due_on", _("By when"), kind="day"),
    Field("decided_by", _("Decided by")),
)
OBJECTIONS = (
    Field("place", _("Which statement or decision")),
    Field("wording", _("What it should say"), kind="long"),
)
INVITED = Ask("answer", due="answer_by", needs_acceptance=False, words=_("the invitation"))

PROCESS = Process(
    name="meeting",
    label=_("Meeting"),
    about=_("Invite to a meeting with agenda and papers; its minutes are agreed, its decisions carried out."),
    icon="user-group",
    hour="time",
    group="meeting",
    series=Series(_("Call the next meeting"),
                  keeps=("title", "initiator", "cadence", "field", "time", "place", "online")),
    states={
        "called": _("called"), "moved": _("moved"), "held": _("held"), "minuted": _("minutes to be agreed"),
        "concluded": _("decisions are carried out"), "closed": _("closed"), "cancelled": _("cancelled"),
    },
    ends=("closed", "cancelled"),
    fields=(
        Field("title", _("Title"), carries={}),
        Field("initiator", _("On whose initiative"), is_minor=True,
              hint=_("The unit or leader who proposed the meeting.")),
        Field("reviews", _("Agreement that it reviews"), kind="file", part="facts", begins=_("Review it in a meeting"),
              of={"agreement": ("in_force", "amending")}, again=True),
        Field("cadence", _("How often"), kind="choice", part="facts", choices={
            "once": _("once"), "monthly": _("each month"), "quarterly": _("each quarter"),
            "half-yearly": _("each half-year"), "yearly": _("each year")}),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("start_on", _("Day"), kind="day", part="facts"),
        Field("time", _("Time"), part="facts"),
        Field("place", _("Place"), part="facts"),
        Field("online", _("Online"), part="facts", is_minor=True,
              hint=_("The address under which the meeting is joined.")),
        Field("agenda", _("Agenda"), kind="rows", columns=AGENDA, must=("topic",)),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("coming", _("Who will come"), kind="long",
              hint=_("Posts, not names: names belong in the list of those present.")),
        Field("reason", _("Reason"), kind="long"),
        Field("held_on", _("Held on"), kind="day", part="facts"),
        Field("present", _("Present"), kind="rows", part="personal", columns=PRESENT, must=("post", "side")),
        Field("minutes", _("Minutes"), kind="rows", columns=MINUTES, must=("speaker", "side", "statement")),
        Field("decisions", _("Decisions"), kind="rows", part="facts", columns=DECISIONS, must=("what", "side")),
        Field("objections", _("Objections"), kind="rows", columns=OBJECTIONS, must=("wording",)),
        Field("agree_by", _("To be agreed by"), kind="day", part="facts"),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("call", _("Invite to a meeting"), _("%(who)s invited to the meeting: %(title)s, %(start_on)s."),
             is_opening=True, then="called",
             fields=("title", "cadence", *INVITATION, "agenda", "answer_by", "initiator", "field", "reviews",
                     "basis"),
             required=("title", "start_on"), asks=INVITED),
        Step("accept", _("Accept the invitation"), _("%(who)s accepted the invitation."), by="party", when=COMING,
             fields=("coming",), does=(("deliver", "answer"),), must=True),
        Step("decline", _("Decline the invitation"), _("%(who)s declined the invitation: %(reason)s"), by="party",
             when=COMING, fields=("reason",), required=("reason",), does=(("decline", "answer"),), must=True),
        Step("propose", _("Propose another day"), _("%(who)s asked for another day, %(start_on)s: %(reason)s"),
             by="party", when=COMING, fields=("start_on", "time", "reason"), required=("start_on", "reason")),
        Step("set_agenda", _("Revise the agenda"), _("%(who)s revised the agenda."), by="any", when=COMING,
             fields=("agenda", "note"), required=("agenda",)),
        Step("move", _("Move the meeting"), _("%(who)s moved the meeting to %(start_on)s: %(reason)s"), when=COMING,
             then="moved", fields=("start_on", "time", "place", "online", "reason", "answer_by"),
             required=("start_on", "reason"), asks=INVITED),
        Step("cancel", _("Cancel the meeting"), _("%(who)s cancelled the meeting: %(reason)s"), when=COMING,
             then="cancelled", fields=("reason",), required=("reason",), does=(("withdraw", "answer"),)),
        Step("hold", _("Record that it was held"), _("%(who)s recorded that the meeting was held on %(held_on)s."),
             when=COMING, then="held", fields=("held_on", "present"), required=("held_on",),
             does=(("withdraw", "answer"),)),
        Step("record", _("Send the minutes"), _("%(who)s sent the minutes, to be agreed."),
             when=("held", "minuted"), then="minuted", fields=("minutes", "decisions", "agree_by"),
             required=("minutes",), asks=Ask("answer", due="agree_by", needs_acceptance=False, words=_("the minutes"))),
        Step("agree", _("Agree to the minutes"), _("%(who)s agreed to the minutes."), by="party", when=("minuted",),
             fields=("note",), does=(("deliver", "answer"),), must=True),
        Step("object", _("Object to the minutes"), _("%(who)s objected to the minutes: %(reason)s"), by="party",
             when=("minuted",), fields=("reason", "objections"), required=("reason",), does=(("deliver", "answer"),),
             must=True),
        Step("conclude", _("Conclude the minutes"), _("%(who)s concluded the minutes."),
             when=("minuted",), then="concluded", fields=("decisions", "note"),
             hint=_("Each decision becomes a commitment of the side that carries it out. Objections stay in the file."),
             does=(("withdraw", "answer"),),
             asks=Ask("action", rows="decisions", debtor="side", unit="unit", due="due_on", what="what")),
        Step("close", _("Close"), _("%(who)s closed the meeting."), when=("concluded",), then="closed",
             fields=("note",)),
    ),
)  # fmt: skip

"""A plain request of information or action, also of a mission abroad, with an answer owed by a date."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS

PROCESS = Process(
    name="request",
    label=_("Request"),
    about=_("Ask the other side, or a mission abroad, for information or action by a date."),
    icon="hand-raised",
    group="asking",
    states={
        "asked": _("asked"), "answered": _("answered"), "withdrawn": _("closed without an answer"),
    },
    ends=("answered", "withdrawn"),
    fields=(
        Field("letter", _("Official letter"), kind="file", part="facts", begins=_("Make it a request"),
              of={"letter_in": (), "letter": ()}),
        Field("title", _("Title")),
        Field("about", _("What is asked"), kind="choice", part="facts", choices={
            "information": _("information"), "contact": _("find a contact"), "invitation": _("deliver an invitation"),
            "support": _("support a delegation"), "action": _("another action")}),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts"),
        Field("urgency", _("Urgency"), kind="choice", part="facts", is_minor=True, choices={
            "urgent": _("urgent"), "very_urgent": _("very urgent"), "at_once": _("most urgent")},
            hint=_("What is marked so is told at once, at any hour.")),
        Field("question", _("Request"), kind="long"),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("answer", _("Answer"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("ask", _("Send a request"), _("%(who)s asked: %(title)s"), is_opening=True, then="asked",
             fields=("title", "about", "field", "partner", "urgency", "question", "answer_by", "letter", "basis"),
             required=("title", "about", "question"), asks=Ask("answer", due="answer_by")),
        Step("answer", _("Answer"), _("%(who)s answered."), by="party", when=("asked",), fields=("answer",),
             required=("answer",), does=(("deliver", "answer"),), must=True),
        Step("decline", _("Decline with a reason"), _("%(who)s declined: %(reason)s"), by="party", when=("asked",),
             fields=("reason",), required=("reason",), does=(("decline", "answer"),), must=True),
        Step("accept", _("Accept the answer"), _("%(who)s accepted the answer."), when=("asked",), then="answered",
             does=(("accept", "answer"),), must=True),
        Step("return", _("Ask again"), _("%(who)s asked again: %(reason)s"), when=("asked",), fields=("reason",),
             required=("reason",), does=(("return", "answer"),), must=True),
        Step("withdraw", _("Close without an answer"), _("%(who)s closed the request without an answer."),
             when=("asked",), then="withdrawn", fields=("reason",), does=(("withdraw", "answer"),), must=True),
    ),
)  # fmt: skip

"""Personnel: one side consults the other on an appointment or a secondment, and its term is watched to its end."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ahead, Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.kinds.consultation import OPINIONS

SERVING = ("serving",)
TERM = ("post", "unit", "term_from", "term_until")

PROCESS = Process(
    name="personnel",
    label=_("Appointment or secondment"),
    about=_("Consult on an appointment, an election or a secondment; be told in time before the term ends."),
    icon="identification",
    group="bodies",
    area="personnel",
    personal_kept_for=12,
    states={
        "consulted": _("opinion asked"), "serving": _("in office"), "ended": _("term ended"),
        "declined": _("not appointed"), "withdrawn": _("withdrawn"),
    },
    ends=("ended", "declined", "withdrawn"),
    ahead=(Ahead("term_until", _("The term ends"), _("The term ends on %(day)s: %(title)s"), SERVING),),
    fields=(
        Field("title", _("Title"), hint=_("The post, not the person: the name belongs in its own field.")),
        Field("about", _("What it is"), kind="choice", part="facts", choices={
            "appointment": _("appointment"), "reappointment": _("reappointment"), "secondment": _("secondment"),
            "election": _("election to a body of an association"), "transfer": _("transfer")}),
        Field("post", _("Post")),
        Field("unit", _("Unit"), kind="unit", part="facts"),
        Field("person", _("Name"), kind="person", part="personal"),
        Field("background", _("Background"), kind="long", part="personal"),
        Field("term_from", _("Term from"), kind="day", part="facts"),
        Field("term_until", _("Term up to and including"), kind="day", part="facts"),
        Field("question", _("What the opinion is asked on"), kind="long"),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("view", _("Opinion"), kind="choice", part="facts", choices=OPINIONS),
        Field("text", _("Comments"), kind="long"),
        Field("number", _("Number of the decision"), part="facts"),
        Field("decided_on", _("Decided on"), kind="day", part="facts", has_come=True),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("consult", _("Consult on an appointment"), _("%(who)s asked for an opinion: %(title)s."),
             is_opening=True, then="consulted",
             fields=("title", "about", *TERM, "person", "background", "question", "answer_by", "basis"),
             required=("title", "about", "post"), asks=Ask("opinion", due="answer_by", needs_acceptance=False)),
        Step("give_opinion", _("Give an opinion"), _("%(who)s gave an opinion: %(view)s."), by="party",
             when=("consulted",), fields=("view", "text"), required=("view",), does=(("deliver", "opinion"),),
             must=True),
        Step("ask_again", _("Ask for an opinion once more"), _("%(who)s asked for an opinion once more: %(question)s"),
             when=("consulted",), fields=("question", "answer_by"), required=("question",),
             asks=Ask("opinion", due="answer_by", needs_acceptance=False)),
        Step("appoint", _("Record the appointment"), _("%(who)s recorded the appointment by decision %(number)s."),
             when=("consulted",), then="serving", fields=("number", "decided_on", *TERM),
             required=("number", "decided_on"), does=(("withdraw", "opinion"),)),
        Step("decline", _("Record that there is no appointment"),
             _("%(who)s recorded that there is no appointment: %(reason)s"), when=("consulted",), then="declined",
             fields=("reason",), required=("reason",), does=(("withdraw", "opinion"),)),
        Step("extend", _("Extend the term"), _("%(who)s extended the term up to %(term_until)s."), when=SERVING,
             fields=("term_until", "number", "decided_on", "reason"), required=("term_until",)),
        Step("end", _("Record the end of the term"), _("%(who)s recorded the end of the term."), when=SERVING,
             then="ended", fields=("decided_on", "reason")),
        Step("withdraw", _("Withdraw"), _("%(who)s withdrew it: %(reason)s"), when=("consulted",), then="withdrawn",
             fields=("reason",), required=("reason",), lapses=True),
    ),
)  # fmt: skip

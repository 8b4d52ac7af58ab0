"""Official letters that came on paper, by mail or over another exchange: registered, handed on, answered."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.fields_of_work import letters

OPEN = ("received",)
HERE = ("received", "answered", "settled")
CAME = {
    "paper": _("on paper"), "exchange": _("over the national document exchange"), "mail": _("by mail"),
    "hand": _("by hand"), "fax": _("by fax"),
}  # fmt: skip

PROCESS = Process(
    name="letter_in",
    stays=True,
    label=_("Letter that came"),
    about=_("Enter a letter that came on paper or by another exchange in the incoming book, with its scan."),
    icon="inbox-arrow-down",
    panel="letters",
    group="asking",
    may_stay=True,
    assigns=("lead", "coordinating"),
    alike=("number",),
    states={
        "received": _("received"), "answered": _("answered"), "settled": _("settled without an answer"),
        "replaced": _("replaced by its sender"), "recalled": _("recalled by its sender"),
    },
    ends=("answered", "settled", "replaced", "recalled"),
    fields=(
        Field("about", _("About"), kind="file", part="facts", begins=_("Record a letter that came")),
        Field("title", _("Subject")),
        Field("sender", _("Sender"), hint=_("As it stands on the letter.")),
        letters.NUMBER, letters.DATED_ON,
        Field("received_on", _("Received on"), kind="day", part="facts", has_come=True),
        Field("book_number", _("Number in the incoming book"), part="facts"),
        Field("came", _("How it came"), kind="choice", part="facts", choices=CAME),
        letters.URGENT, *letters.SIGNED,
        Field("text", _("What it says"), kind="long"),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("lead", _("Leading unit"), kind="unit", part="facts"),
        Field("coordinating", _("Coordinating units"), kind="units", part="facts", is_minor=True),
        Field("reply_to", _("In reply to letter number"), part="facts", is_minor=True),
        Field("replaces", _("Replaces letter number"), part="facts", is_minor=True),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts", is_minor=True),
        *letters.ANSWER,
        Field("new_number", _("Number of the new letter"), part="facts"),
        Field("new_dated_on", _("Date of the new letter"), kind="day", part="facts", has_come=True),
        Field("note", _("Note"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("register", _("Enter a letter that came"),
             _("%(who)s registered letter %(number)s under %(book_number)s: %(title)s"), is_opening=True,
             then="received",
             fields=("title", "sender", "number", "dated_on", "received_on", "book_number", "came", "urgency", "text",
                     "signatory", "signer", "answer_by", "lead", "coordinating", "reply_to", "replaces", "field",
                     "partner", "about", "basis"),
             takes_message=True,
             required=("title", "number", "dated_on", "received_on", "book_number"),
             hint=_("Attach the scan. Whoever leads reads the file and is told."),
             asks=Ask("answer", due="answer_by", debtor="owner", needs_acceptance=False, only_with="answer_by",
                      unit="lead")),
        Step("answer", _("Answer it"), _("%(who)s answered by letter %(answer_number)s."), when=OPEN,
             then="answered", fields=letters.ANSWERING, required=("answer",), check=letters.is_answer_numbered,
             does=(("deliver", "answer"),)),
        Step("settle", _("Settle without an answer"), _("%(who)s settled it: %(note)s"), when=OPEN, then="settled",
             fields=("note",), lapses=True),
        Step("replaced", _("Record that its sender replaced it"),
             _("%(who)s recorded that letter %(new_number)s replaces it: %(reason)s"), when=HERE, then="replaced",
             fields=("new_number", "new_dated_on", "reason"), required=("new_number", "reason"), lapses=True),
        Step("recalled", _("Record that its sender recalled it"),
             _("%(who)s recorded that its sender recalled it: %(reason)s"), when=HERE, then="recalled",
             fields=("reason",), required=("reason",), lapses=True),
    ),
)  # fmt: skip

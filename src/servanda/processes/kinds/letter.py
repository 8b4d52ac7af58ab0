"""Official letters that go out: numbered, answered, replaced, recalled; registered by whoever receives them."""

from django.utils.translation import gettext_lazy as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry
from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.fields_of_work import letters
from servanda.processes.telling import covering

SENT = ("sent",)
OUT = ("sent", "answered", "settled")


def is_not_entered(row: Dossier, actor: Actor) -> bool:
    """A letter stands in the book of an agency once."""
    entered = Entry.objects.filter(dossier=row, kind="letter.receive", speaker=actor.agency, has_effect=True)
    return not entered.exists()


PROCESS = Process(
    name="letter",
    stays=True,
    label=_("Official letter"),
    about=_("Send an official letter under its number, and follow what becomes of it."),
    icon="envelope",
    panel="letters",
    group="asking",
    assigns=("lead", "coordinating"),
    states={
        "sent": _("sent"), "answered": _("answered"), "settled": _("settled without an answer"),
        "replaced": _("replaced by another letter"), "recalled": _("recalled"),
    },
    ends=("answered", "settled", "replaced", "recalled"),
    fields=(
        Field("about", _("About"), kind="file", part="facts", begins=_("Send as a letter"),
              composes=covering.letter),
        Field("instead_of", _("Instead of"), kind="file", part="facts", begins=_("Replace it by a new letter"),
              of={"letter": OUT}),
        Field("in_reply_to", _("In reply to"), kind="file", part="facts", begins=_("Reply by a letter"),
              of={"letter_in": (), "letter": OUT}, unless="answer"),
        Field("title", _("Subject")),
        letters.NUMBER, letters.DATED_ON, letters.ISSUER, letters.LETTERHEAD, letters.URGENT,
        Field("text", _("Text"), kind="long", carries={"instead_of": "text"},
              hint=_("As it is to be read, or only what it is about where the letter itself is attached.")),
        *letters.SIGNED,
        Field("copies", _("Recipients"), kind="long", is_minor=True, carries={"instead_of": "copies"},
              hint=_("Who else receives it, one in each line.")),
        Field("answer_by", _("Answer by"), kind="day", part="facts", carries={}),
        Field("reply_to", _("In reply to letter number"), part="facts", is_minor=True,
              carries={"in_reply_to": "number"}),
        Field("replaces", _("Replaces letter number"), part="facts", is_minor=True,
              carries={"instead_of": "number"}),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts", is_minor=True),
        Field("received_on", _("Received on"), kind="day", part="facts", has_come=True),
        Field("book_number", _("Number in the incoming book"), part="facts"),
        Field("lead", _("Leading unit"), kind="unit", part="facts"),
        Field("coordinating", _("Coordinating units"), kind="units", part="facts", is_minor=True),
        *letters.ANSWER,
        Field("new_number", _("Number of the new letter"), part="facts"),
        Field("new_dated_on", _("Date of the new letter"), kind="day", part="facts", has_come=True),
        Field("remark", _("What was done on it until then"), kind="long"),
        Field("note", _("Note"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("send", _("Send a letter"), _("%(who)s sent letter %(number)s: %(title)s"), is_opening=True, then="sent",
             fields=("title", "issuer", "number", "dated_on", "letterhead", "urgency", "text", "signatory", "capacity",
                     "signer", "answer_by", "copies", "reply_to", "replaces", "field", "partner", "about",
                     "instead_of", "in_reply_to", "basis"),
             required=("title",), check=letters.is_numbered,
             asks=Ask("answer", due="answer_by", only_with="answer_by")),
        Step("answer", _("Answer"), _("%(who)s answered by letter %(answer_number)s."), by="party", when=SENT,
             fields=letters.ANSWERING, check=letters.is_answer_numbered, required=("answer",),
             does=(("deliver", "answer"),), must=True),
        Step("decline", _("Decline with a reason"), _("%(who)s declined: %(reason)s"), by="party", when=SENT,
             fields=("reason",), required=("reason",), does=(("decline", "answer"),), must=True),
        Step("receive", _("Enter in the incoming book"),
             _("%(who)s registered it under %(book_number)s, received on %(received_on)s."), by="party", when=OUT,
             fields=("received_on", "book_number", "lead", "coordinating"), required=("received_on", "book_number"),
             ready=is_not_entered,
             hint=_("The other side sees number, day and units. Whoever leads reads the file and is told.")),
        Step("accept", _("Accept the answer"), _("%(who)s accepted the answer."), when=SENT, then="answered",
             does=(("accept", "answer"),), must=True),
        Step("return", _("Ask again"), _("%(who)s asked again: %(reason)s"), when=SENT, fields=("reason",),
             required=("reason",), does=(("return", "answer"),), must=True),
        Step("settle", _("Settle without an answer"), _("%(who)s settled it: %(note)s"), when=SENT, then="settled",
             fields=("note",), does=(("withdraw", "answer"),), lapses=True),
        Step("replace", _("Record that another letter replaces it"),
             _("%(who)s replaced it by letter %(new_number)s: %(reason)s"), when=OUT, then="replaced",
             fields=("new_number", "new_dated_on", "reason"), required=("new_number", "reason"),
             does=(("withdraw", "answer"),), lapses=True),
        Step("recall", _("Recall the letter"), _("%(who)s recalled the letter: %(reason)s"), when=OUT, then="recalled",
             fields=("reason",), required=("reason",), does=(("withdraw", "answer"),),
             hint=_("The other side is asked to put it aside. That it was there, and what was done on it, stays."),
             asks=Ask("action", needs_acceptance=False, words=_("putting the recalled letter aside"))),
        Step("put_aside", _("Confirm that it was put aside"), _("%(who)s put the recalled letter aside: %(remark)s"),
             by="party", when=("recalled",), fields=("remark",), required=("remark",), does=(("deliver", "action"),),
             must=True),
    ),
)  # fmt: skip

"""The steps that are open in every file: the verbs of a commitment, entries and what was settled by other means."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.folding import bare
from servanda.processes.organisation.handing_over import has_a_system

ACT = Field("commitment", _("Commitment"), kind="act", part="facts")
TEXT = Field("text", _("Text"), kind="long")
UNTIL = Field("until", _("New date"), kind="day", part="facts")
ACTS = Field("acts", _("Entries"), kind="acts", part="facts")
UNIT = Field("unit", _("Leading unit"), kind="unit", part="facts")
OFFICER = Field("officer", _("Officer"), part="facts")
COORDINATING = Field("coordinating", _("Coordinating units"), kind="units", part="facts")
UNITS = Field("units", _("Units"), kind="units", part="facts", whose="readers")
AGAIN = Field("again", _("Units"), kind="units", part="facts", whose="taken_out")
FROM = Field("from", _("Closed unit"), kind="unit", part="facts")
TO = Field("to", _("Successor unit"), kind="unit", part="facts")

_WITH_TEXT = ("commitment", "text")
# What moves a file itself is for those who speak for a unit or the whole agency.
SPEAK = frozenset({"clerk", "head", "leadership"})

COMMITMENT = Process(
    name="commitment", label=_("Commitment"), about="", states={}, ends=(), is_generic=True, in_menu=False,
    fields=(ACT, TEXT, UNTIL, *bare.FIELDS),
    steps=(
        Step("promise", _("Promise"), _("%(who)s promised to carry it out."), by="any", fields=_WITH_TEXT,
             required=("commitment",)),
        Step("decline", _("Decline"), _("%(who)s declined."), by="any", fields=_WITH_TEXT,
             required=("commitment", "text")),
        Step("deliver", _("Hand over the result"), _("%(who)s handed over the result."), by="any", fields=_WITH_TEXT,
             required=("commitment", "text")),
        Step("elsewhere", _("Handed over by other means"), _("%(who)s handed the result over by other means: "
             "%(reference)s."), by="any", fields=("commitment", *bare.NAMES), required=("commitment", *bare.NAMES),
             whole=bare.too_much, is_bare=True,
             hint=_("For what may not be written here. Nothing of what it says is written, and no file is attached.")),
        Step("ask_time", _("Ask for more time"), _("%(who)s asked for time until %(until)s."), by="any",
             fields=("commitment", "until", "text"), required=("commitment", "until")),
        Step("explain", _("Explain"), _("%(who)s explained."), by="any", fields=_WITH_TEXT,
             required=("commitment", "text")),
        Step("accept", _("Accept the result"), _("%(who)s accepted the result."), by="any", fields=_WITH_TEXT,
             required=("commitment",)),
        Step("return", _("Return for more work"), _("%(who)s returned the result for more work."), by="any",
             fields=_WITH_TEXT, required=("commitment", "text")),
        Step("withdraw", _("No longer needed"), _("%(who)s said that it is no longer needed."), by="any",
             fields=_WITH_TEXT, required=("commitment",)),
        Step("nudge", _("Remind"), _("%(who)s sent a reminder."), by="any", fields=_WITH_TEXT,
             required=("commitment",), hint=_("At most one reminder a working day goes to the other side.")),
        Step("grant", _("Grant more time"), _("%(who)s granted time until %(until)s."), by="any",
             fields=("commitment", "until", "text"), required=("commitment",)),
        Step("refuse", _("Refuse more time"), _("%(who)s kept to the date."), by="any", fields=_WITH_TEXT,
             required=("commitment",)),
    ),
)  # fmt: skip

DOSSIER = Process(
    name="dossier", label=_("File"), about="", states={}, ends=(), is_generic=True, in_menu=False,
    fields=(TEXT, ACTS, UNITS, AGAIN, Field("received", _("Received"), kind="data", part="facts"),
            Field("before", _("Date before"), kind="day", part="facts"),
            Field("after", _("Date after"), kind="day", part="facts"), FROM, TO,
            Field("recalls", _("Recalls"), kind="acts", part="facts"), Field("reason", _("Reason"), kind="long")),
    steps=(
        Step("say", _("Entry to the other side"), _("%(who)s wrote."), by="any", fields=("text",), required=("text",)),
        Step("confirm", _("Confirm what was reported"), _("%(who)s confirmed what was reported."), by="any",
             fields=("acts", "text"), required=("acts",)),
        Step("dispute", _("Dispute what was reported"), _("%(who)s disputed what was reported."), by="any",
             fields=("acts", "text"), required=("acts", "text")),
        # No role takes it: the system states it by itself.
        Step("received", _("Received late"), _("It reached %(who)s later than agreed and counts from the day on which "
             "it did."), by="any", fields=("received",), required=("received",), is_hidden=True, roles=frozenset()),
        Step("recount", _("Days counted anew"), _("Days were counted anew by the calendar that the sides agreed on: "
             "%(before)s becomes %(after)s."), fields=("before", "after"), is_hidden=True, roles=frozenset()),
        Step("recall", _("Recall and erase"), _("%(who)s recalled an entry of its own: %(reason)s"), by="any",
             fields=("acts", "reason"), required=("acts", "reason"), roles=frozenset({"clerk", "head", "leadership"}),
             hint=_("Its text, its attachments and the names in it are erased here and at everybody who may see the "
                    "file. That it was said, when, and what follows from it stays. This cannot be undone. Do not "
                    "repeat in the reason what is to be erased.")),
        # No role takes it: the system states it by itself.
        Step("erased", _("Erased"), _("%(who)s erased what was recalled."), by="any", fields=("recalls",),
             required=("recalls",), is_hidden=True, roles=frozenset()),
        Step("narrow", _("Take a unit out"), _("%(who)s took out of those who read this file: %(units)s."), by="any",
             fields=("units", "text"), required=("units", "text"), roles=SPEAK,
             hint=_("From then on these units no longer read the file, nor what was sent in it before. Leadership and "
                    "registry of each agency go on reading. The other side's system confirms it; until then it stands "
                    "here as not confirmed.")),
        Step("admit", _("Let a unit read again"), _("%(who)s let read this file again: %(again)s."), by="any",
             fields=("again", "text"), required=("again",), roles=SPEAK,
             hint=_("From then on these units read the whole file again, what was said before included.")),
        # No role takes it: the system states it by itself.
        Step("narrowed", _("No longer read"), _("%(who)s confirmed that its units no longer read the file."), by="any",
             fields=("acts",), required=("acts",), is_hidden=True, roles=frozenset()),
        Step("move", _("Pass to the successor unit"), _("%(to)s takes over from %(from)s."), by="any",
             fields=("from", "to"), required=("from", "to"), roles=SPEAK),
    ),
)  # fmt: skip

OFFICE = Process(
    name="office", label=_("Inside the agency"), about="", states={}, ends=(), is_generic=True, in_menu=False,
    fields=(TEXT, UNIT, OFFICER, COORDINATING),
    steps=(
        Step("note", _("Note to colleagues"), _("%(who)s noted for colleagues."), by="any", fields=("text",),
             required=("text",)),
        Step("contribute", _("Contribute to the reply"), _("%(who)s contributed to the reply."), by="any",
             fields=("text",), required=("text",)),
        Step("weigh", _("Weigh the comments"), _("%(who)s noted what becomes of the comments."), by="any"),
        Step("prepare", _("Prepare"), _("%(who)s prepared: %(step)s."), by="any"),
        Step("clear", _("Approve"), _("%(who)s approved it."), by="any", fields=("text",)),
        Step("return", _("Return with a note"), _("%(who)s returned it with a note."), by="any", fields=("text",),
             required=("text",)),
        Step("discard", _("Discard"), _("%(who)s discarded it."), by="any"),
        Step("hold", _("Hold"), _("%(who)s holds it until %(release_at)s."), by="any"),
        Step("sent", _("Send"), _("It was sent."), by="any"),
        Step("assign", _("Assign"), _("%(who)s assigned it to %(unit)s."), by="any",
             fields=("unit", "officer", "coordinating"), required=("unit",)),
        Step("recuse", _("I may not handle this file"), _("%(officer)s may not handle this file."), by="any",
             fields=("text",), required=("text",),
             hint=_("Because you or somebody close to you is concerned in it, say. The reason stays in this agency. "
                    "No step of this file is open to you after that; who heads the unit is told and names another.")),
        Step("readmit", _("Let the officer handle it again"), _("%(officer)s may handle this file again."), by="any",
             fields=("officer", "text"), required=("officer", "text")),
        Step("record_past", _("Past visits and activities"), _("%(who)s recorded visits and activities of before."),
             by="any"),
        Step("shred", _("Erase names"), _("The names in this file were erased, as is laid down for its kind of work."),
             by="any"),
        Step("undelivered", _("Not delivered"), _("No acknowledgement came from %(peer)s in the agreed time."),
             by="any"),
        Step("unconfirmed", _("Not confirmed as erased"),
             _("%(peer)s did not confirm in the agreed time that it erased what was recalled."), by="any"),
    ),
)  # fmt: skip

HANDOVER = Process(
    name="handover", label=_("Who keeps this file"), about="", is_generic=True, in_menu=False, ends=(),
    states={"kept": _("no handover under way"), "offered": _("offered"), "accepted": _("accepted"),
            "stale": _("moved on since it was accepted")},
    fields=(
        Field("unit", _("Unit that is to keep the file"), kind="unit", part="facts", whose="others",
              hint=_("It reads the whole file from then on, whether its agency accepts or not.")),
        Field("kept_by", _("Unit that will keep it here"), kind="unit", part="facts", whose="own",
              hint=_("Leave it empty for the unit to which it is offered.")),
        Field("reason", _("Reason"), kind="long"), Field("offer", _("Offer"), kind="act", part="facts"), TEXT,
    ),
    steps=(
        Step("offer", _("Hand the file over"), _("%(who)s offered to hand the file over to %(unit)s."),
             when=("kept",), fields=("unit", "reason"), required=("unit", "reason"), roles=SPEAK, before=has_a_system,
             hint=_("The other side accepts or declines, and then you confirm. Until you confirm, this agency keeps "
                    "the file. What is still owed in it stays with whoever owes it.")),
        Step("accept", _("Accept the file"), _("%(who)s accepted to keep the file."), by="party", when=("offered",),
             fields=("offer", "kept_by", "text"), required=("offer",), roles=SPEAK,
             hint=_("Once the other side confirms, this agency keeps the file: it takes the steps of the file and owes "
                    "what the agreement asks of its owner from then on.")),
        Step("decline", _("Decline the file"), _("%(who)s declined to keep the file."), by="party", when=("offered",),
             fields=("offer", "text"), required=("offer", "text"), roles=SPEAK),
        Step("confirm", _("Confirm the handover"), _("%(who)s confirmed the handover: the other side keeps the file "
             "now."), when=("accepted",), fields=("offer", "text"), required=("offer",), roles=SPEAK,
             hint=_("From then on the other side takes the steps of this file. You go on reading it and writing to it, "
                    "but only the other side can hand it back.")),
        Step("withdraw", _("Withdraw the offer"), _("%(who)s withdrew the offer to hand the file over."),
             when=("offered", "accepted", "stale"), fields=("offer", "text"), required=("offer",), roles=SPEAK),
    ),
)  # fmt: skip

# What a system states by itself; it makes nobody a reader.
OF_THE_SYSTEM = frozenset(DOSSIER.kind(step) for step in DOSSIER.steps if step.is_hidden)
GENERIC = {process.name: process for process in (COMMITMENT, DOSSIER, OFFICE, HANDOVER)}

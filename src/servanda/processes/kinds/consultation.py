"""Consultation in rounds: a question and a draft, an opinion of each unit asked, and what became of every comment."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Ask, Field, Page, Process, Step
from servanda.processes.declaration.basis import BASIS

OPINIONS = {
    "agree": pgettext_lazy("an opinion", "agrees"), "comments": pgettext_lazy("an opinion", "agrees with comments"),
    "disagree": pgettext_lazy("an opinion", "disagrees"), "none": pgettext_lazy("an opinion", "has no opinion"),
}  # fmt: skip
OUTCOMES = OPINIONS | {"silent": _("did not answer"), "deemed": _("did not answer: deemed consent")}
ANSWERS = {
    "accepted": pgettext_lazy("what became of a comment", "accepted"),
    "explained": pgettext_lazy("what became of a comment", "explained"),
}

DRAFT = (Field("text", _("Paragraph"), kind="long"), Field("heading", _("Heading"), kind="yes"))
POINTS = (
    Field("paragraph", _("Paragraph"), kind="number"),
    Field("comment", _("Comment"), kind="long"),
    Field("wording", _("Proposed wording"), kind="long"),
)
REPLIES = (
    Field("who", _("Who was asked")),
    Field("unit", _("Unit"), kind="unit"),
    Field("outcome", _("Opinion"), kind="choice", choices=OUTCOMES),
    Field("on", _("On"), kind="day"),
    Field("reference", _("Number of the letter")),
    Field("late", _("After its day"), kind="yes"),
)
TABLE = (
    Field("paragraph", _("Paragraph"), kind="number"),
    Field("who", _("Who commented")),
    Field("unit", _("Unit"), kind="unit"),
    Field("comment", _("Comment"), kind="long"),
    Field("wording", _("Proposed wording"), kind="long"),
    Field("answer", _("Answer"), kind="choice", choices=ANSWERS),
    Field("reason", _("How it was taken up, or why not"), kind="long"),
)


def is_told_apart(act: Act, _past: Sequence[Act]) -> str:
    """What only the asker is to read stands in a file that only the asker and one other agency share."""
    parties = act.facts.get("parties")
    is_shared = isinstance(parties, list) and len(parties) > 2
    return "one_file_each" if is_shared and act.facts.get("seen") != "all" else ""


def is_weighed(row: Dossier, actor: Actor) -> bool:
    """The table says of every comment what became of it."""
    from servanda.processes.fields_of_work import consulting

    return consulting.load(row, actor).is_weighed


def given(row: Dossier) -> Any:
    """The opinions of a file, and whether they were disputed: to replace one changes nothing of what is owed."""
    told = Entry.objects.filter(dossier=row, kind="consultation.reply", has_effect=True)
    return [list(one) for one in told.order_by("name").values_list("name", "reported")]


def tabled(row: Dossier) -> Any:
    """The opinions of the round that the table holds, and what it says of their comments."""
    from servanda.processes.fields_of_work import consulting

    return consulting.load(row, None).tabled


def says_what(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Who has comments makes one, and who disagrees says why."""
    said = parts.get("content", {})
    is_bare = not said.get("comment") and not rows.of(said.get("points"))
    return "opinion_bare" if is_bare and parts.get("facts", {}).get("opinion") in ("comments", "disagree") else ""


PROCESS = Process(
    name="consultation",
    stays=True,
    label=_("Consultation"),
    about=_("Ask units for their opinion on a draft by a day, and tell each what became of its comments."),
    icon="chat-bubble-left-right",
    group="texts",
    page=Page(_("Opinions and comments"), "web:round"),
    states={
        "asked": _("opinions are asked for"), "closed": _("comments are weighed"),
        "told": _("table of opinions sent"), "withdrawn": _("withdrawn"),
    },
    ends=("told", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("question", _("Question"), kind="long"),
        Field("draft", _("Draft"), kind="rows", columns=DRAFT, must=("text",)),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("silence", _("Who does not answer"), kind="choice", part="facts", choices={
            "nothing": _("counts as no answer"), "deemed": _("is deemed to consent")},
            hint=_("Only where this round says so is silence deemed consent; it is shown as that and never as "
                   "agreement.")),
        Field("seen", _("Who reads an opinion"), kind="choice", part="facts", choices={
            "asker": _("who asks alone, until the table is sent"), "all": _("all who are asked")},
            hint=_("What all who are asked may read stands in one file; otherwise each has a file of its own.")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("round", _("Round"), kind="mark", part="facts",
              hint=_("The same for every file of one round. Leave it empty for a round of one file.")),
        Field("number", _("Number of the round"), kind="number", part="facts", is_minor=True),
        Field("earlier", _("Earlier round"), kind="mark", part="facts"),
        Field("opinion", _("Opinion"), kind="choice", part="facts", choices=OPINIONS),
        Field("comment", _("Comment on the whole"), kind="long"),
        Field("points", _("Comments by paragraph"), kind="rows", columns=POINTS),
        Field("replies", _("Opinions"), kind="rows", columns=REPLIES, must=("who", "outcome")),
        Field("table", _("Comments and answers"), kind="rows", columns=TABLE, must=("who", "answer")),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("ask", _("Ask for opinions"), _("%(who)s asked for an opinion: %(title)s"), is_opening=True, then="asked",
             fields=("title", "question", "draft", "answer_by", "silence", "seen", "field", "round", "number",
                     "earlier", "basis"),
             required=("title", "question"), check=is_told_apart,
             asks=Ask("opinion", due="answer_by", needs_acceptance=False, remind=(3, 1),
                      ladder=((1, "head"), (3, "leadership")))),
        Step("reply", _("Give an opinion"), _("%(who)s gave an opinion: %(opinion)s"), by="party", when=("asked",),
             fields=("opinion", "comment", "points"), required=("opinion",), does=(("deliver", "opinion"),),
             whole=says_what),
        Step("close", _("Close the round"), _("%(who)s closed the round."), when=("asked",), then="closed",
             fields=("note",), does=(("accept", "opinion"),), waits="opinion", lapses=True, rests_on=given,
             hint=_("It can be closed when all have answered, or their time has run out.")),
        Step("tell", _("Send the table of opinions"), _("%(who)s sent the table of opinions and answers."),
             when=("closed",), then="told", fields=("replies", "table", "note"), required=("replies",),
             ready=is_weighed, rests_on=tabled),
        Step("withdraw", _("Withdraw the round"), _("%(who)s withdrew the round: %(reason)s"),
             when=("asked", "closed"), then="withdrawn", fields=("reason",), required=("reason",),
             does=(("withdraw", "opinion"),), rests_on=given),
    ),
)  # fmt: skip

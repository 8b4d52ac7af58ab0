"""What both kinds of official letters have: urgency, number and date, signatory, and what checks them."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from servanda.kernel.acts import Act
from servanda.processes.declaration.base import Field
from servanda.processes.kinds.agreement import CAPACITIES

# The lowest first, as the exchange of letters numbers them from 0.
URGENCY = {
    "normal": _("ordinary"), "urgent": _("urgent"), "very_urgent": _("very urgent"), "at_once": _("most urgent"),
}  # fmt: skip
NUMBER = Field(
    "number", _("Number of the letter"), part="facts", carries={},
    hint=_("As the e-office gave it, such as 123/CV-LHHN."),
)  # fmt: skip
DATED_ON = Field("dated_on", _("Date of the letter"), kind="day", part="facts", has_come=True, carries={})
ISSUER = Field("issuer", _("Issuer"), kind="issuer", carries={},
               hint=_("One that numbers by itself gives number and date when the letter leaves."))  # fmt: skip
LETTERHEAD = Field("letterhead", _("Head of the paper"), kind="data", carries={})
URGENT = Field("urgency", _("Urgency"), kind="choice", part="facts", choices=URGENCY,
               hint=_("What is marked so is told at once, at any hour."))  # fmt: skip
SIGNED = (
    Field("signatory", _("Office of the signatory")),
    Field("capacity", _("Capacity"), kind="choice", part="facts", choices=CAPACITIES, is_minor=True, carries={}),
    Field("signer", _("Name of the signatory"), kind="person", part="personal"),
)
# An answer is a letter too: the file keeps its number beside that of the letter that it answers.
ANSWER = (
    Field("answer", _("Answer"), kind="long"),
    replace(NUMBER, name="answer_number"), replace(DATED_ON, name="answer_dated_on"),
    replace(ISSUER, name="answer_issuer"), replace(LETTERHEAD, name="answer_letterhead"),
)  # fmt: skip
ANSWERING = ("answer", "answer_issuer", "answer_number", "answer_dated_on", "answer_letterhead", "signatory",
             "capacity", "signer")  # fmt: skip


def is_numbered(act: Act, past: Sequence[Act]) -> str:
    """A letter that left without number and date cannot be referred to."""
    return "" if act.facts.get("number") and act.facts.get("dated_on") else "number_missing"


def is_answer_numbered(act: Act, past: Sequence[Act]) -> str:
    """A guest writes into a form that has no place for a number."""
    is_whole = act.facts.get("answer_number") and act.facts.get("answer_dated_on")
    return "" if is_whole or act.via == "guest" else "number_missing"

"""Reports: results over a period, counted from the entries, with what is declared beside them, signed by both sides."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Ask, Begun, Field, Page, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.figures import results
from servanda.processes.kinds.agreement import CAPACITIES, SIGNING

BEING_MADE = ("begun", "stated")
STATING = ("state", "restate")
STATED = ("as_of", "mechanism", "working", "directions")
COUNTED = ("figures", "complete_from")
SIGNATURE = ("version", "number", "signed_on", "capacity", "signatory")
FIGURES = (
    Field("heading", _("Field")),
    Field("what", _("Figure")),
    Field("side", _("Side")),
    Field("value", _("Number")),
    Field("unit", _("Currency")),
)
DECLARED = (
    Field("what", _("Figure")),
    Field("value", _("Number")),
    Field("source", _("Source")),
    Field("as_of", _("As of"), kind="day"),
    Field("by", _("Declared by"), kind="unit"),
)


def as_of_today(begun: Begun) -> Mapping[str, Any]:
    return {"as_of": begun.on.isoformat()}


PROCESS = Process(
    name="report",
    label=_("Report on results"),
    about=_("State the results of a period, counted from the entries, and have the other side sign them too."),
    icon="chart-bar",
    group="asking",
    page=Page(_("Read the report"), "web:results"),
    may_stay=True,
    versions=STATING,
    states={
        "begun": _("being prepared"), "stated": _("to be signed"), "issued": _("issued"),
        "withdrawn": _("withdrawn"),
    },
    ends=("issued", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("about", _("What it is about"), kind="choice", part="facts", choices={
            results.COORDINATION: _("results of coordination"), results.OWN: _("this agency's own results")}),
        Field("since", pgettext_lazy("first day of a period", "From"), kind="day", part="facts"),
        Field("until", _("Up to and including"), kind="day", part="facts"),
        Field("wanted", _("What the contribution should tell"), kind="long"),
        Field("due_on", _("By when"), kind="day", part="facts"),
        Field("contribution", _("Contribution"), kind="long"),
        Field("declared", _("Declared figures"), kind="rows", part="facts", columns=DECLARED,
              must=("what", "value", "source", "as_of"),
              hint=_("What no entry here counts. It is shown apart from what is counted, with its source.")),
        Field("as_of", _("Figures as of"), kind="day", part="facts", has_come=True),
        Field("mechanism", _("Assessment: the mechanism"), kind="long",
              hint=_("What was agreed and how it serves: contribution and obstacles.")),
        Field("working", _("Assessment: the way of working"), kind="long",
              hint=_("How it was carried out: contribution and obstacles.")),
        Field("directions", _("Directions and measures"), kind="long"),
        Field("figures", _("Figures"), kind="rows", part="facts", columns=FIGURES),
        Field("complete_from", _("Complete from"), kind="day", part="facts"),
        Field("version", _("Version"), kind="act", part="facts"),
        Field("number", _("Number"), part="facts"),
        Field("signed_on", _("Signed on"), kind="day", part="facts", has_come=True),
        Field("capacity", _("Capacity"), kind="choice", part="facts", choices=CAPACITIES),
        Field("signatory", _("Office of the signatory")),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("begin", _("Begin a report"), _("%(who)s began a report: %(title)s, %(since)s to %(until)s."),
             is_opening=True, then="begun", fields=("title", "about", "since", "until", "basis"),
             required=("title", "about", "since", "until"), whole=results.is_a_span),
        Step("ask_contribution", _("Ask for a contribution"), _("%(who)s asked for a contribution to the report."),
             when=("begun",), fields=("wanted", "due_on"), asks=Ask("report", due="due_on", what="wanted")),
        Step("contribute", _("Contribute to the report"), _("%(who)s contributed to the report."), by="party",
             when=("begun",), fields=("contribution", "declared"), required=("contribution",),
             does=(("deliver", "report"),)),
        Step("declare", _("Declare figures"), _("%(who)s declared figures."), by="any", when=BEING_MADE,
             fields=("declared",), required=("declared",)),
        Step("state", _("State the results"), _("%(who)s stated the results as of %(as_of)s."), when=("begun",),
             then="stated", fields=STATED, required=("as_of",), computes=results.computed, computed=COUNTED,
             begins=as_of_today, asks=Ask("answer", words=_("signature of the report")),
             hint=_("The figures are counted from the entries when it is sent; each leads to what it counts.")),
        Step("restate", _("State the results anew"), _("%(who)s stated the results anew, as of %(as_of)s."),
             when=("stated",), fields=STATED, required=("as_of",), computes=results.computed, computed=COUNTED,
             begins=as_of_today, does=(("return", "answer"),),
             hint=_("Signatures under the statement before no longer count then.")),
        Step("agree", _("Sign the report"), _("%(who)s signed the report: %(signatory)s, No. %(number)s."), by="party",
             when=("stated",), roles=SIGNING, fields=SIGNATURE, upon_version=True, does=(("deliver", "answer"),),
             required=("version", "number", "signed_on", "signatory"),
             hint=_("The side that keeps the report signs last.")),
        Step("object", _("Object to the report"), _("%(who)s objected to the report: %(reason)s"), by="party",
             when=("stated",), fields=("version", "reason"), upon_version=True, required=("version", "reason")),
        Step("issue", _("Sign last and issue"), _("%(who)s signed last and issued the report, No. %(number)s."),
             when=("stated",), then="issued", roles=SIGNING, fields=SIGNATURE, upon_version=True, needs="agree",
             required=("version", "number", "signed_on", "signatory"), does=(("accept", "answer"),), lapses=True),
        Step("issue_alone", _("Issue without the other side"),
             _("%(who)s issued the report without the other side's signature: %(reason)s"), when=("stated",),
             then="issued", roles=SIGNING, fields=(*SIGNATURE, "reason"), upon_version=True,
             required=("version", "number", "signed_on", "signatory", "reason"), lapses=True),
        Step("withdraw", _("Withdraw"), _("%(who)s withdrew the report: %(reason)s"), when=BEING_MADE,
             then="withdrawn", fields=("reason",), required=("reason",), lapses=True),
    ),
)  # fmt: skip

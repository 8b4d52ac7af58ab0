"""Drafting together what a third body decides: versions, points, approval of one text, and what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.kernel.acts import Act
from servanda.processes.declaration import point_steps
from servanda.processes.declaration.base import Ask, Field, Page, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.folding.texts import Text, body

WORKED_ON = ("drafting", "returned")
TEXT = Text(
    "drafting", versions=("begin", "revise", "adopt"), when=WORKED_ON, read=body("body"), consents=("approve",),
    offers=("offer",), choices=("adopt", "set_aside"),
)  # fmt: skip
SENT = ("submitted_to", "number", "submitted_on", "note")
ENOUGH = (("accept", "answer"), ("withdraw", "opinion"))


def derive(facts: Mapping[str, Any], act: Act) -> Mapping[str, Any]:
    """Versions are counted by the entries that put one on the table."""
    is_version = act.kind in TEXT.version_kinds
    return {"edition": facts.get("edition", 0) + 1, "table": act.id} if is_version else {}


def is_new(act: Act, past: Sequence[Act]) -> str:
    """Nobody approves one version twice."""
    version, table, kinds = act.facts.get("version"), TEXT.on_the_table(past), TEXT.consent_kinds
    if table is None or version != table.id:
        # That it is another text is the nearer reason.
        return "other_version"
    said = {(done.speaker, done.facts.get("version")) for done in past if done.kind in kinds}
    return "already_approved" if (act.speaker, version) in said else ""


PROCESS = Process(
    name="drafting",
    label=_("Joint drafting"),
    about=_("Write a decree, a submission or a paper together; a third body often decides on it."),
    icon="pencil-square",
    group="texts",
    page=Page(_("Read the text"), "web:text"),
    area="drafting",
    versions=TEXT.versions,
    text=TEXT,
    states={
        "drafting": _("being drafted"), "submitted": _("submitted"), "returned": _("returned"),
        "decided": _("decided"), "withdrawn": _("withdrawn"),
    },
    ends=("decided", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("form", _("Kind of document"), kind="choice", part="facts", choices={
            "decree": _("decree or other legal act"), "submission": _("joint submission"),
            "paper": _("talking paper"), "report": _("joint report"), "other": _("another document")}),
        Field("decider", _("Who decides on it"), part="facts",
              hint=_("Often neither of the two sides: the Prime Minister, a standing committee.")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts", is_minor=True),
        BASIS,
        Field("body", _("Text of the document"), kind="body", hint=_("Each line is one paragraph.")),
        Field("comments_by", _("Comments wanted by"), kind="day", part="facts"),
        Field("approve_by", _("Approval wanted by"), kind="day", part="facts"),
        Field("version", _("Version"), kind="act", part="facts"),
        Field("offer", _("Proposed version"), kind="act", part="facts"),
        Field("edition", _("Version"), kind="number", part="facts"),
        *point_steps.FIELDS,
        Field("text", _("Remark"), kind="long"),
        Field("note", _("What changed and why"), kind="long"),
        Field("submitted_to", _("Submitted to"), part="facts", hint=_("If not to the one who decides.")),
        Field("number", _("Number of the document"), part="facts"),
        Field("submitted_on", _("Submitted on"), kind="day", part="facts"),
        Field("returned_on", _("Returned on"), kind="day", part="facts"),
        Field("asked", _("What is asked"), kind="long"),
        Field("decided_on", _("Decided on"), kind="day", part="facts"),
        Field("outcome", _("Decision"), kind="choice", part="facts", choices={
            "as_submitted": _("approved as submitted"), "changed": _("approved with changes"),
            "refused": pgettext_lazy("a document", "not approved")}),
        Field("decision", _("Text of the decision"), kind="long",
              hint=_("Its words, or what they come to. Attach the scan.")),
        Field("reason", _("Reason"), kind="long"),
    ),
    steps=(
        Step("begin", _("Begin a joint draft"), _("%(who)s put the first version on the table: %(title)s"),
             is_opening=True, then="drafting",
             fields=("title", "form", "decider", "body", "comments_by", "basis", "field", "partner"),
             required=("title", "form", "decider", "body"),
             asks=Ask("opinion", due="comments_by", needs_acceptance=False, words=_("comments on the text"),
                      only_with="comments_by")),
        Step("approve", _("Approve this version"), _("%(who)s approved the text."), by="party", when=WORKED_ON,
             upon_version=True, check=is_new, fields=("version", "text"), required=("version",),
             does=(("deliver", "answer"),),
             hint=_("It covers the text as it stands now. When the text changes, it is no longer approved.")),
        Step("withhold", _("Do not approve it"), _("%(who)s does not approve the text: %(reason)s"), by="party",
             when=WORKED_ON, upon_version=True, fields=("version", "reason"), required=("version", "reason"),
             does=(("decline", "answer"),)),
        *point_steps.steps(TEXT, place=("paragraph",), reword=_("Propose another wording of a paragraph"),
                           says=_("%(who)s proposed another wording of paragraph %(paragraph)s.")),
        Step("offer", _("Propose a whole version"), _("%(who)s proposed another version of the text: %(note)s"),
             by="party", when=WORKED_ON, upon_version=True, fields=("body", "note", "version"),
             required=("body", "note", "version")),
        Step("finish", _("Say that these are all comments"), _("%(who)s has made all its comments."), by="party",
             when=WORKED_ON, fields=("text",), does=(("deliver", "opinion"),), must=True),
        Step("submit", _("Submit it for decision"), _("%(who)s submitted the text, No. %(number)s."), when=WORKED_ON,
             then="submitted", upon_version=True, needs="approve", fields=("version", *SENT),
             required=("version", "number", "submitted_on"), does=ENOUGH),
        Step("revise", _("Put another version on the table"),
             _("%(who)s put another version on the table: %(note)s"), when=WORKED_ON, then="drafting",
             upon_version=True, fields=("body", "note", "version"), required=("body", "note", "version"),
             does=(("return", "answer"),), hint=_("Approvals of the version before no longer count then.")),
        Step("adopt", _("Put the proposed version on the table"),
             _("%(who)s put the proposed version on the table: %(reason)s"), when=WORKED_ON, then="drafting",
             upon_version=True, check=TEXT.chooses, fields=("offer", "body", "reason", "version"),
             required=("offer", "body", "reason", "version"), does=(("return", "answer"),), is_hidden=True),
        Step("set_aside", _("Keep the text as it is"),
             _("%(who)s did not put the proposed version on the table: %(reason)s"), when=WORKED_ON,
             check=TEXT.chooses, fields=("offer", "reason"), required=("offer", "reason"), is_hidden=True),
        Step("ask_comments", _("Ask for comments"), _("%(who)s asked for comments by %(comments_by)s."),
             when=WORKED_ON, fields=("comments_by", "note"), required=("comments_by",),
             asks=Ask("opinion", due="comments_by", needs_acceptance=False, words=_("comments on the text"))),
        Step("ask_approval", _("Ask for approval"), _("%(who)s asked for approval by %(approve_by)s."),
             when=WORKED_ON, fields=("approve_by", "note"), required=("approve_by",),
             asks=Ask("answer", due="approve_by", words=_("approval of the text"))),
        Step("submit_without", _("Submit it without the approval of all"),
             _("%(who)s submitted the text without the approval of all, No. %(number)s: %(reason)s"), when=WORKED_ON,
             then="submitted", upon_version=True, fields=("version", "reason", *SENT),
             required=("version", "reason", "number", "submitted_on"), does=(*ENOUGH, ("withdraw", "answer"))),
        Step("send_back", _("Record that it was returned"), _("%(who)s recorded that it was returned: %(asked)s"),
             when=("submitted",), then="returned", fields=("returned_on", "number", "asked"),
             required=("returned_on", "asked")),
        Step("decide", _("Record the decision"), _("%(who)s recorded the decision: %(outcome)s, No. %(number)s."),
             when=("submitted",), then="decided", fields=("outcome", "decided_on", "number", "decision"),
             required=("outcome", "decided_on", "number"), does=(("deliver", "report"),), lapses=True),
        Step("withdraw", _("Withdraw the draft"), _("%(who)s withdrew the draft: %(reason)s"),
             when=(*WORKED_ON, "submitted"), then="withdrawn", fields=("reason",), required=("reason",), lapses=True),
    ),
    derive=derive,
)  # fmt: skip

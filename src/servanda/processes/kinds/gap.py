"""A regulation that lags: the provision, what it hinders, the proposed change, and what became of it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Ask, Field, Process, Step

OPEN = ("registered", "submitted", "changing")
# In these the provision is as it was: the articles that rest on it stay flagged.
UNCHANGED = (*OPEN, "rejected")
NO_LONGER = (("withdraw", "answer"),)

PROCESS = Process(
    name="gap",
    label=_("Regulation that lags behind"),
    about=_("Register a provision that no longer fits, what it hinders, and the change that is proposed."),
    icon="wrench-screwdriver",
    group="mending",
    states={
        "registered": _("registered"), "submitted": _("submitted"), "changing": _("being changed"),
        "changed": _("changed"), "rejected": _("rejected"), "withdrawn": _("withdrawn"),
    },
    ends=("changed", "rejected", "withdrawn"),
    fields=(
        Field("title", _("Title")),
        Field("provision", _("Law or regulation"), part="facts", hint=_("Its title or number, such as 58/2022/NĐ-CP.")),
        Field("article", _("Article"), part="facts"),
        Field("basis", _("As agreements name it"), part="facts", is_minor=True,
              hint=_("The words of the legal basis in an agreement's articles, if they differ from the regulation.")),
        Field("articles", _("Articles that rest on it"), kind="rows", part="facts", must=("agreement", "article"),
              is_minor=True, columns=(
                  Field("agreement", _("Code of the agreement")), Field("article", _("Article")))),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("hinders", _("What it hinders"), kind="long"),
        Field("evidence", _("Evidence"), kind="long"),
        Field("fix", _("Proposed change"), kind="long"),
        Field("changer", _("Who can change it"), hint=_("It may be a body outside both agencies.")),
        Field("view", _("View"), kind="long"),
        Field("answer_by", _("Answer by"), kind="day", part="facts"),
        Field("submitted_to", _("Submitted to")),
        Field("number", _("Number of the document")),
        Field("submitted_on", _("Submitted on"), kind="day", part="facts"),
        Field("expected_on", _("Expected"), kind="edtf", part="facts"),
        Field("changed_on", _("In force from"), kind="day", part="facts"),
        Field("new_text", _("What it says now"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
    ),
    steps=(
        Step("register", _("Register a provision that lags behind"),
             _("%(who)s registered a provision that lags behind: %(provision)s"),
             is_opening=True, then="registered",
             fields=("title", "provision", "article", "hinders", "evidence", "fix", "changer", "basis", "articles",
                     "field"),
             required=("title", "provision", "hinders")),
        Step("add", _("Add evidence"), _("%(who)s added evidence."), by="any", when=OPEN, fields=("evidence",),
             required=("evidence",)),
        Step("revise", _("Revise"), _("%(who)s revised it: %(note)s"), when=OPEN,
             fields=("article", "hinders", "fix", "changer", "basis", "articles", "note"), required=("note",)),
        Step("ask_view", _("Ask for a view"), _("%(who)s asked for the other side's view."), when=OPEN,
             fields=("note", "answer_by"), asks=Ask("answer", due="answer_by", needs_acceptance=False)),
        Step("give_view", _("Give a view"), _("%(who)s gave its view."), by="party", when=OPEN, fields=("view",),
             required=("view",), does=(("deliver", "answer"),), must=True),
        Step("submit", _("Submit the proposal"), _("%(who)s submitted the proposal to %(submitted_to)s."),
             when=("registered",), then="submitted",
             fields=("submitted_to", "number", "submitted_on", "note"), required=("submitted_to",)),
        Step("take_up", _("Record that it is being changed"), _("%(who)s recorded that it is being changed."),
             when=("submitted",), then="changing", fields=("expected_on", "note")),
        Step("change", _("Record the change"), _("%(who)s recorded the change, in force from %(changed_on)s."),
             when=("submitted", "changing"), then="changed", fields=("changed_on", "new_text"),
             required=("changed_on",), does=NO_LONGER),
        Step("reject", _("Record that it was rejected"), _("%(who)s recorded that it was rejected: %(reason)s"),
             when=("submitted", "changing"), then="rejected", fields=("reason",), required=("reason",), does=NO_LONGER),
        Step("withdraw", _("Withdraw"), _("%(who)s withdrew it: %(reason)s"), when=OPEN, then="withdrawn",
             fields=("reason",), required=("reason",), does=NO_LONGER),
    ),
)  # fmt: skip

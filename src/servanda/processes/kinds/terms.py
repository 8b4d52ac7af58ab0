"""Names and fixed terms: how they are written in each language, agreed by all sides and then locked."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.kinds.bulletin import LANGUAGES

KEPT = ("proposed", "locked")
TERMS = (
    Field("original", _("Name or term")),
    Field("language", _("Language"), kind="choice", choices=LANGUAGES),
    Field("wording", _("How it is written there")),
    Field("never", _("Not to be written"), hint=_("Other spellings and wrong translations, divided by ;")),
    Field("remark", _("Remark")),
)

PROCESS = Process(
    name="terms",
    label=_("Names and fixed terms"),
    about=_("Agree on how names are spelt and terms are translated; texts for the public are checked against it."),
    icon="language",
    group="texts",
    area="information",
    may_stay=True,
    versions=("begin", "revise"),
    states={"proposed": _("to be agreed"), "locked": _("locked"), "closed": _("closed")},
    ends=("closed",),
    fields=(
        Field("title", _("Title")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("terms", _("Names and terms"), kind="rows", columns=TERMS, must=("original", "language", "wording")),
        Field("agree_by", _("To be agreed by"), kind="day", part="facts"),
        Field("version", _("Version"), kind="act", part="facts"),
        Field("wanted", _("Changes wanted"), kind="long"),
        Field("note", _("What changed and why"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("begin", _("Begin a list"), _("%(who)s began the list: %(title)s (%(terms)s)."), is_opening=True,
             then="proposed", fields=("title", "terms", "agree_by", "field", "basis"), required=("title", "terms"),
             asks=Ask("answer", due="agree_by", words=_("agreement on names and terms"), only_with="agree_by")),
        Step("agree", _("Agree to the list"), _("%(who)s agreed to the list."), by="party", when=("proposed",),
             upon_version=True, fields=("version",), required=("version",), does=(("deliver", "answer"),),
             hint=_("It covers the list as it stands now. When the list changes, it is to be agreed again.")),
        Step("object", _("Ask for changes"), _("%(who)s asked for changes: %(wanted)s"), by="party",
             when=("proposed",), upon_version=True, fields=("version", "wanted"), required=("version", "wanted"),
             does=(("deliver", "answer"),)),
        Step("lock", _("Lock the list"), _("%(who)s locked the list."), when=("proposed",), then="locked",
             upon_version=True, needs="agree", fields=("version",), required=("version",),
             does=(("accept", "answer"),),
             hint=_("From then on texts are checked against it. A change is agreed first; until then it holds.")),
        Step("revise", _("Revise the list"), _("%(who)s revised the list (%(terms)s): %(note)s"), when=KEPT,
             then="proposed", fields=("terms", "note", "agree_by"), required=("terms", "note"),
             does=(("return", "answer"),),
             asks=Ask("answer", due="agree_by", words=_("agreement on names and terms"), only_with="agree_by")),
        Step("close", _("Close"), _("%(who)s closed the list: %(reason)s"), when=KEPT, then="closed",
             fields=("reason",), required=("reason",), lapses=True),
    ),
)  # fmt: skip

"""Information: a brief offered unasked, or a standing subscription under which briefs are owed."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Ask, Field, Process, Step
from servanda.processes.declaration.basis import BASIS

PROCESS = Process(
    name="information",
    label=_("Information"),
    about=_("Send a brief, or ask for regular information on a partner or a field."),
    icon="newspaper",
    group="asking",
    area="information",
    states={
        "subscribed": _("regular information"), "ended": _("ended"),
    },
    ends=("ended",),
    fields=(
        Field("title", _("Title")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts"),
        Field("wanted", _("What is wanted"), kind="long"),
        Field("first_by", _("First brief by"), kind="day", part="facts"),
        Field("brief", _("Brief"), kind="long"),
        Field("source", _("Source"), is_minor=True),
        Field("onward", _("Passing on"), kind="choice", part="facts", choices={
            "parties": _("only within both agencies"), "ask": _("ask before passing on"), "free": _("free")}),
        Field("text", _("Remark"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("subscribe", _("Ask for regular information"), _("%(who)s asked for regular information: %(title)s"),
             is_opening=True, then="subscribed", fields=("title", "field", "partner", "wanted", "first_by", "basis"),
             required=("title", "wanted"), asks=Ask("information", due="first_by")),
        Step("send", _("Send a brief"), _("%(who)s sent a brief."), by="any", when=("subscribed",),
             fields=("brief", "source", "onward"), required=("brief",), does=(("deliver", "information"),),
             offers=True),
        Step("useful", _("Useful"), _("%(who)s found it useful."), when=("subscribed",), fields=("text",),
             does=(("accept", "information"),)),
        Step("more", _("More, please"), _("%(who)s asked for more."), when=("subscribed",), fields=("text", "first_by"),
             required=("text",), asks=Ask("information", due="first_by"), does=(("accept", "information"),)),
        Step("end", _("End"), _("%(who)s ended the regular information."), when=("subscribed",), then="ended",
             fields=("text",), lapses=True),
    ),
)  # fmt: skip

"""A brief offered unasked: counted as initiative, and answered with `useful` or `more, please`."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.declaration.basis import BASIS

PROCESS = Process(
    name="brief",
    label=_("Brief"),
    about=_("Offer information to the other side without being asked."),
    icon="light-bulb",
    group="asking",
    area="information",
    states={"sent": _("sent"), "closed": _("closed")},
    ends=("closed",),
    fields=(
        Field("title", _("Title")),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("partner", _("Partner"), kind="partner", part="facts"),
        Field("brief", _("Brief"), kind="long"),
        Field("source", _("Source"), is_minor=True),
        Field("onward", _("Passing on"), kind="choice", part="facts", choices={
            "parties": _("only within both agencies"), "ask": _("ask before passing on"), "free": _("free")}),
        Field("text", _("Remark"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("send", _("Offer a brief"), _("%(who)s offered a brief: %(title)s"), is_opening=True, then="sent",
             offers=True, required=("title", "brief"),
             fields=("title", "field", "partner", "brief", "source", "onward", "basis")),
        Step("useful", _("Useful"), _("%(who)s found it useful."), by="party", when=("sent",), fields=("text",)),
        Step("more", _("More, please"), _("%(who)s asked for more."), by="party", when=("sent",), fields=("text",),
             required=("text",)),
        Step("add", _("Add to the brief"), _("%(who)s added to the brief."), when=("sent",), fields=("brief", "source"),
             required=("brief",)),
        Step("close", _("Close"), _("%(who)s closed the brief."), when=("sent",), then="closed"),
    ),
)  # fmt: skip

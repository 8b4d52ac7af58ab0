"""The directory: an agency's units as it states them itself."""

from django.utils.translation import gettext_lazy as _

from servanda.processes.declaration.base import Field, Process, Step

# The registry keeps the directory; imports and the set-up act for it.
KEEPING = frozenset({"clerk"})

PROCESS = Process(
    name="directory",
    stays=True,
    label=_("Directory of units"),
    about=_("The units of this agency, as the other side sees them."),
    icon="building-office",
    in_menu=False,
    is_open_inside=True,
    states={"published": _("published"), "ended": _("ended")},
    ends=("ended",),
    fields=(
        Field("title", _("Title")),
        Field("units", _("Units"), kind="data", part="facts"),
        Field("acts", _("Entries"), kind="acts", part="facts"),
        Field("reason", _("Reason"), kind="long"),
    ),
    steps=(
        Step("publish", _("Publish the directory"), _("%(who)s published its directory of units."), is_opening=True,
             then="published", fields=("title", "units"), required=("units",), roles=KEEPING, is_hidden=True),
        Step("revise", _("Revise the directory"), _("%(who)s revised its directory of units."), when=("published",),
             fields=("units", "reason"), required=("units",), roles=KEEPING, is_hidden=True),
        Step("disown", _("Disown entries"), _("%(who)s disowned entries made with a stolen key."), when=("published",),
             fields=("acts", "reason"), required=("acts",), roles=KEEPING, is_hidden=True),
        Step("end", _("End"), _("%(who)s ended this directory."), when=("published",), then="ended", roles=KEEPING,
             is_hidden=True),
    ),
)  # fmt: skip

"""Notice by other means of what may not be written here: number, day and way, so that the time ahead counts."""

from django.utils.translation import gettext_lazy as _

from servanda.kernel.duty_checks import DELIVERIES
from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.folding import bare

PROCESS = Process(
    name="elsewhere",
    label=_("Notice by other means"),
    about=_("For what may not be written here: only that notice was given, when and how, so that its time counts."),
    icon="lock-closed",
    group="meeting",
    title="reference",
    states={"given": _("given by other means"), "closed": _("closed"), "dropped": _("did not take place")},
    ends=("closed", "dropped"),
    fields=(
        *bare.FIELDS,
        Field("clause", _("Article"), kind="clause", part="facts"),
        Field("happens_on", _("On which day"), kind="day", part="facts",
              hint=_("The day from which the article counts. If even the day may not be written here, the first day "
                     "of its month.")),
    ),
    steps=(
        Step("give", _("Record a notice by other means"), _("%(who)s gave notice by other means: %(reference)s."),
             is_opening=True, then="given", claims="happens_on", owns=True, is_bare=True,
             fields=("clause", "happens_on", *bare.NAMES), required=("clause", "happens_on", *bare.NAMES),
             does=tuple(("deliver", deliver) for deliver in DELIVERIES), whole=bare.too_much,
             check=bare.nothing_written,
             hint=_("Nothing of what the notice says is written here, and no file is attached. The other side reads "
                    "that it was given, and may dispute it.")),
        Step("close", _("Close"), _("%(who)s closed it."), when=("given",), then="closed", is_bare=True,
             check=bare.nothing_written),
        Step("drop", _("It did not take place"), _("%(who)s said that it did not take place."), when=("given",),
             then="dropped", lapses=True, is_bare=True, check=bare.nothing_written),
    ),
)  # fmt: skip

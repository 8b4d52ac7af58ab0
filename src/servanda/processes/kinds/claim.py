"""Claims: something was owed under an article although nothing was announced, say the creditors, and it counts."""

from django.utils.translation import gettext_lazy as _

from servanda.kernel.duty_checks import DELIVERIES
from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.declaration.basis import BASIS

PROCESS = Process(
    name="claim",
    label=_("Claim under an article"),
    about=_("Something was owed to your side under an article, but the other side announced nothing."),
    icon="exclamation-triangle",
    group="mending",
    states={"raised": _("raised"), "settled": _("settled"), "dropped": _("dropped")},
    ends=("settled", "dropped"),
    fields=(
        Field("title", _("Title")),
        Field("clause", _("Article"), kind="clause", part="facts"),
        Field("happened_on", _("On which day"), kind="day", part="facts",
              hint=_("The day from which the article counts: on which the visit began, or the matter arose.")),
        Field("partner", _("Partner"), kind="partner", part="facts", is_minor=True),
        Field("what", _("What happened, and how you know"), kind="long"),
        Field("reason", _("Reason"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("raise", _("Raise a claim"), _("%(who)s claims: %(title)s."), is_opening=True, then="raised",
             claims="happened_on", fields=("title", "clause", "happened_on", "partner", "what", "basis"),
             required=("title", "clause", "happened_on", "what")),
        Step("settle", _("Close as settled"), _("%(who)s closed the claim as settled."), when=("raised",),
             then="settled", fields=("reason",), lapses=True,
             hint=_("What was not handed over by now counts as not carried out.")),
        Step("drop", _("Drop the claim"), _("%(who)s dropped the claim: %(reason)s"), when=("raised",),
             then="dropped", fields=("reason",), required=("reason",),
             does=tuple(("withdraw", deliver) for deliver in DELIVERIES)),
    ),
)  # fmt: skip

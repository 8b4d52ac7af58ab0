"""The limits of a procedure: stage by stage its working days, who is consulted, and the legal ground of each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.kinds.ngo import CERTIFICATE_KINDS

ACTIONS = {
    "grant": _("grant"), "extend": _("extension"), "amend": _("amendment"), "reissue": _("re-issue"),
    "suspend": _("suspension"), "end": pgettext_lazy("a certificate", "ending"), "revoke": _("revocation"),
}  # fmt: skip
STAGES = {
    "check": _("check of completeness"), "send": _("sending out for opinions"), "opinion": _("opinion of a body"),
    "appraise": _("appraisal"), "decide": pgettext_lazy("a stage", "decision"), "whole": _("the whole procedure"),
    "renew": _("application before a certificate ends"), "papers": _("completion of papers by the applicant"),
}  # fmt: skip
LIMITS = (
    Field("stage", _("Stage"), kind="choice", choices=STAGES),
    Field("certificate", _("Certificate"), kind="choice", choices=CERTIFICATE_KINDS),
    Field("action", _("Action"), kind="choice", choices=ACTIONS),
    Field("body", _("Who is consulted")),
    Field("unit", _("Unit"), kind="unit"),
    Field("days", _("Working days"), kind="number"),
    Field("stops", _("Stops while papers are completed"), kind="yes"),
    Field("ground", _("Legal ground")),
)

PROCESS = Process(
    name="procedure",
    stays=True,
    label=_("Limits of a procedure"),
    about=_("List the stages of a procedure with their working days, who is consulted, and the legal ground of each."),
    icon="clock",
    area="ngo",
    group="bodies",
    may_stay=True,
    is_open_inside=True,
    states={"in_use": _("in use"), "replaced": pgettext_lazy("limits", "no longer in use")},
    ends=("replaced",),
    fields=(
        Field("title", _("Title")),
        Field("limits", _("Limits"), kind="rows", part="facts", columns=LIMITS, must=("stage",),
              hint=_("A row without certificate or action holds for all of them. A case keeps the limits with which "
                     "it was received.")),
        Field("ground", _("Legal ground"), part="facts"),
        Field("from_on", _("In force from"), kind="day", part="facts"),
        Field("reason", _("Reason"), kind="long"),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
    ),
    steps=(
        Step("set", _("Lay down limits"), _("%(who)s laid down limits: %(title)s (%(limits)s)."), is_opening=True,
             then="in_use", fields=("title", "ground", "from_on", "limits", "note"), required=("title", "limits")),
        Step("change", _("Change the limits"), _("%(who)s changed the limits: %(limits)s."), when=("in_use",),
             fields=("ground", "from_on", "limits", "note"), required=("limits",)),
        Step("replace", _("Take out of use"), _("%(who)s took the limits out of use: %(reason)s"), when=("in_use",),
             then="replaced", fields=("reason",), required=("reason",)),
    ),
)  # fmt: skip

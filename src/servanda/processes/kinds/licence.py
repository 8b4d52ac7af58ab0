"""A licensing case: received, checked, bodies consulted, appraised, decided; its limits come with it as data."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servanda.processes.declaration.base import Ahead, Ask, Begun, Field, Process, Step
from servanda.processes.declaration.basis import BASIS
from servanda.processes.fields_of_work import licensing
from servanda.processes.kinds.consultation import OPINIONS, says_what
from servanda.processes.kinds.ngo import CERTIFICATE_KINDS
from servanda.processes.kinds.procedure import ACTIONS, LIMITS

PAPERS = (
    Field("paper", _("Paper")),
    Field("has_it", _("Is there"), kind="yes"),
    Field("remark", _("Remark")),
)
BODIES = (
    Field("body", _("Who is consulted")),
    Field("unit", _("Unit"), kind="unit"),
    Field("what", _("On what"), kind="long"),
    Field("due_on", _("Answer by"), kind="day"),
    Field("ground", _("Legal ground")),
)
OPEN = ("received", "returned", "complete", "consulted", "appraised")


def fits(parts: Mapping[str, Mapping[str, Any]]) -> str:
    facts = parts.get("facts", {})
    begins, ends, home = (str(facts.get(name) or "") for name in ("from_on", "until_on", "home_until"))
    if ends and begins > ends:
        return "certificate_reversed"
    return "certificate_beyond_home" if home and ends > home else ""


def begin_case(begun: Begun) -> Mapping[str, Any]:
    """Received today, under the limits in use."""
    return {"received_on": begun.on.isoformat(), "limits": licensing.limits_in_use(begun.actor, on=begun.on)}


def begin_return(begun: Begun) -> Mapping[str, Any]:
    return licensing.day_of("papers", begun, field="complete_by")


def begin_consulting(begun: Begun) -> Mapping[str, Any]:
    return {"bodies": licensing.bodies(begun)}


PROCESS = Process(
    name="licence",
    stays=True,
    label=_("Licensing case"),
    about=_("Take an application of a foreign organisation to its decision, with the limits of the law counted."),
    icon="check-badge",
    panel="stages",
    area="ngo",
    group="bodies",
    ahead=(
        Ahead("complete_by", _("Papers are to be completed"), _("Papers are to be completed by %(day)s: %(title)s"),
              ("returned",)),
    ),
    may_stay=True,
    states={
        "received": _("application received"), "returned": _("returned for completion"),
        "complete": _("application complete"), "consulted": _("bodies are consulted"), "appraised": _("appraised"),
        "issued": _("decided as applied for"), "refused": pgettext_lazy("an application", "refused"),
        "withdrawn": _("withdrawn"), "dropped": _("ended: papers were not completed"),
    },
    ends=("issued", "refused", "withdrawn", "dropped"),
    fields=(
        Field("title", _("Title")),
        Field("organisation", _("Organisation"), part="facts"),
        Field("file", _("File of the organisation"), kind="file", part="facts", begins=_("Begin a licensing case"),
              of={"ngo": ("active", "suspended")}),
        Field("action", _("Action"), kind="choice", part="facts", choices=ACTIONS),
        Field("certificate", _("Certificate"), kind="choice", part="facts", choices=CERTIFICATE_KINDS),
        Field("received_on", _("Received on"), kind="day", part="facts"),
        Field("papers", _("Papers"), kind="rows", columns=PAPERS, must=("paper",)),
        Field("limits", _("Limits of this case"), kind="rows", part="facts", columns=LIMITS, must=("stage",)),
        Field("field", _("Field"), part="facts", is_minor=True),
        Field("missing", _("What is missing"), kind="long"),
        Field("complete_by", _("To be completed by"), kind="day", part="facts"),
        Field("bodies", _("Who is consulted"), kind="rows", part="facts", columns=BODIES, must=("body",)),
        Field("opinion", _("Opinion"), kind="choice", part="facts", choices=OPINIONS),
        Field("comment", _("Comment on the whole"), kind="long"),
        Field("appraisal", _("Appraisal"), kind="long"),
        Field("number", _("Number"), part="facts"),
        Field("from_on", _("Valid from"), kind="day", part="facts"),
        Field("until_on", _("Valid until"), kind="day", part="facts"),
        Field("home_until", _("Registered at home until"), kind="day", part="facts"),
        Field("reason", _("Reason"), kind="long"),
        Field("note", pgettext_lazy("to an entry", "Note"), kind="long"),
        BASIS,
    ),
    steps=(
        Step("receive", _("Receive an application"), _("%(who)s received an application: %(title)s"), is_opening=True,
             then="received", fields=("title", "organisation", "action", "certificate", "received_on", "papers",
                                      "limits", "note", "file", "field", "basis"),
             required=("title", "organisation", "action", "certificate", "received_on"), begins=begin_case,
             hint=_("The limits in use are filled in; those of this case can be corrected here.")),
        Step("check", _("Find it complete"), _("%(who)s found the application complete."), when=("received",),
             then="complete", fields=("papers", "note")),
        Step("return", _("Return it for completion"), _("%(who)s returned the application: %(missing)s"),
             when=("received",), then="returned", fields=("missing", "complete_by"), required=("missing",),
             begins=begin_return),
        Step("complete", _("Record that papers were completed"), _("%(who)s recorded that papers were completed."),
             when=("returned",), then="received", fields=("papers", "note")),
        Step("drop", _("End it: papers were not completed"), _("%(who)s ended the case: papers were not completed."),
             when=("returned",), then="dropped", fields=("reason",), lapses=True),
        Step("consult", _("Ask bodies for their opinion"), _("%(who)s asked for opinions: %(bodies)s."),
             when=("complete",), then="consulted", fields=("bodies", "note"), required=("bodies",),
             begins=begin_consulting,
             asks=Ask("opinion", rows="bodies", unit="unit", due="due_on", what="what", needs_acceptance=False)),
        Step("reply", _("Give an opinion"), _("%(who)s gave an opinion: %(opinion)s"), by="party",
             when=("consulted",), fields=("opinion", "comment"), required=("opinion",),
             does=(("deliver", "opinion"),), whole=says_what),
        Step("appraise", _("Appraise it"), _("%(who)s appraised the application."), when=("complete", "consulted"),
             then="appraised", fields=("appraisal",), required=("appraisal",), waits="opinion", lapses=True,
             hint=_("It can be appraised when all have answered, or their time has run out.")),
        Step("issue", _("Decide as applied for"), _("%(who)s decided as applied for: %(number)s"),
             when=("appraised",), then="issued", fields=("number", "from_on", "until_on", "home_until", "note"),
             required=("number",), whole=fits),
        Step("refuse", _("Refuse it"), _("%(who)s refused the application: %(reason)s"), when=("appraised",),
             then="refused", fields=("reason", "number"), required=("reason",)),
        Step("withdraw", _("Record that it was withdrawn"), _("%(who)s recorded that the application was withdrawn."),
             when=OPEN, then="withdrawn", fields=("reason",), does=(("withdraw", "opinion"),), lapses=True),
    ),
)  # fmt: skip

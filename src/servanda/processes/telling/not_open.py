"""Why a step of a file is not open: whose it is, how the file would have to stand, or what has to be said before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.refusals import SENTENCES
from servanda.processes import reads
from servanda.processes.declaration.base import Step
from servanda.processes.folding import versioned
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import declared
from servanda.processes.telling.wording import listed

NOT_AGREED, AWAITED = SENTENCES["not_said_by_all"], SENTENCES["still_awaited"]
STANDS: Mapping[str, Any] = {
    "open": gettext_lazy("open"), "promised": gettext_lazy("promised"), "declined": gettext_lazy("declined"),
    "delivered": gettext_lazy("handed over"), "returned": gettext_lazy("returned"), "accepted": gettext_lazy("done"),
    "withdrawn": gettext_lazy("no longer needed"), "lapsed": gettext_lazy("ended with the file"),
}  # fmt: skip


def why(row: Dossier, kind: str, *, here: str, at: datetime, agencies: Mapping[str, str], commitment: str = "") -> str:
    """A sentence in the active language; '' where none of this is what keeps it closed.

    `here` is the agency whose word it would be, `agencies` names them, `commitment` is the one that a word is about.
    """
    process, (_process, step) = processes().get(row.process), declared(kind)
    if kind.startswith("commitment."):
        return _stands(list(Commitment.objects.filter(dossier=row, id=commitment)))
    if process is None or step is None or step not in process.steps:
        return ""
    if step.by == "home" and row.home != here:
        keeper = agencies.get(row.home, row.home)
        return _("Only %(agency)s, which keeps this file, takes this step.") % {"agency": keeper}
    if step.by == "party" and row.home == here:
        return _("The other side takes this step.")
    if row.state not in step.when and row.state in process.states:
        return _("It is open while the file stands so: %(states)s. Now the file stands so: %(state)s.") % {
            "states": listed(process.states[state] for state in step.when), "state": process.states[row.state],
        }  # fmt: skip
    if versioned.missing(row, process, step):
        return _(NOT_AGREED)
    return _of_commitments(step, list(Commitment.objects.filter(dossier=row)), at)


def _of_commitments(step: Step, here: list[Commitment], at: datetime) -> str:
    if reads.awaited(step, here, at=at):
        return _(AWAITED)
    wanted = {deliver for _verb, deliver in step.musts}
    if not wanted:
        return ""
    met = [row for row in here if row.deliver in wanted]
    return _stands(met) if met else _("Nothing has been asked for that this step could answer.")


def _stands(rows: list[Commitment]) -> str:
    states = dict.fromkeys(str(STANDS.get(row.state, row.state)) for row in rows)
    return _("What was asked for stands so now: %(state)s.") % {"state": listed(states)} if states else ""

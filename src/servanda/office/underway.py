"""Steps that were prepared and have not left: none of them is taken a second time while it waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from servanda.kernel import node
from servanda.kernel.commitments import DEBTOR, VERBS
from servanda.kernel.models import Commitment, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Step
from servanda.processes.dossiers import Statement, declared
from servanda.processes.folding.fold import BY_OTHER_MEANS
from servanda.processes.folding.internal import CLEARING, HELD
from servanda.processes.models import Outgoing

WAITING = (CLEARING, HELD)
VERB = "commitment."


@dataclass(frozen=True)
class Waiting:
    """Of some files: step -> what waits, by the file, the step, whose words they are and the commitment it is about."""

    rows: dict[tuple[str, str, str, str], Outgoing] = field(default_factory=dict)

    def of_step(self, dossier: str, kind: str, *, speaker: str = "") -> Outgoing | None:
        return self.rows.get((dossier, kind, speaker, ""))

    def of_verbs(self, row: Commitment) -> dict[str, Outgoing]:
        """Verb -> what waits and says it about this commitment, by itself or as a step of the kind of work."""
        found = {}
        for (dossier, kind, speaker, about), waiting in self.rows.items():
            if dossier != row.dossier_id or speaker:
                continue
            if about == row.id:
                name = kind.removeprefix(VERB)
                found[BY_OTHER_MEANS.get(name, name)] = waiting
            elif not about:
                does = declared(kind)[1].does
                found |= {verb: waiting for verb, deliver in does if deliver == row.deliver and _is_ours(row, verb)}
        return found


def load(dossiers: Iterable[str]) -> Waiting:
    """What waits in these files, in two queries at most."""
    rows = list(Outgoing.objects.filter(dossier__in=set(dossiers), state__in=WAITING).order_by("prepared_at"))
    stored = StoredAct.objects.filter(name__in=[row.name for row in rows]) if rows else ()
    said = {act.name: act.act.part("content")["statement"] for act in stored}
    return Waiting({(row.dossier, row.step, *_about(said[row.name])): row for row in rows if row.name in said})


def check_is_first(statement: Statement) -> None:
    """Raise Refused("already_prepared") where the same step waits already: it would be refused when it leaves."""
    if statement.dossier is None or not moves(declared(statement.kind)[1], statement.kind):
        return
    about = _about({"speaks_for": statement.speaks_for, "parts": statement.parts})
    if (statement.dossier, statement.kind, *about) in load([statement.dossier]).rows:
        raise Refused("already_prepared", step=statement.kind)


def moves(step: Step, kind: str) -> bool:
    """Does it move its file or a commitment, so that it is taken once? Other steps may be taken any number of times."""
    return bool(step.then or step.does or kind.startswith((VERB, "handover.")))


def _is_ours(row: Commitment, verb: str) -> bool:
    return node.current().agency == (row.debtor if VERBS[verb].side == DEBTOR else row.creditor)


def _about(statement: Mapping[str, Any]) -> tuple[str, str]:
    facts = statement["parts"].get("facts", {})
    return statement.get("speaks_for") or "", str(facts.get("commitment") or "")

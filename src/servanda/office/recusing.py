"""An officer says that he or she may not handle a file; who heads the unit is told, and names another."""

from datetime import datetime

from servanda.kernel import node
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused
from servanda.office import notices, recipients
from servanda.office.models import Notice
from servanda.processes import dossiers, reads
from servanda.processes.organisation import recusals
from servanda.processes.organisation.recusals import READMIT, RECUSE

REASON = "recused"
READMITS = frozenset({"head", "leadership"})


def recuse(dossier: str, text: str, actor: Actor, *, at: datetime) -> StoredAct:
    """Say it, with the reason. Raises Refused(no_file, not_your_step, nothing_said, recused)."""
    with node.current().writing():
        row = reads.find(dossier, actor)
        if actor.role not in TAKES_STEPS:
            raise Refused("not_your_step", step=RECUSE, role=", ".join(sorted(TAKES_STEPS)))
        if not text.strip():
            raise Refused("nothing_said")
        recusals.check(row.id, actor)
        parts = {"facts": {"officer": actor.officer}, "content": {"text": text.strip()}}
        act = dossiers.say_inside(row.id, RECUSE, parts, actor, at=at)
        told = recipients.load([row.id], day=at.date())
        heads = told.heads(row.id, actor.unit) or told.holding(row.id, "leadership") or told.holding(row.id, "clerk")
        notices.note(Notice(officer=officer, reason=REASON, about=act.name, at=at, dossier=row.id) for officer in heads)
    return act


def readmit(dossier: str, officer: str, text: str, actor: Actor, *, at: datetime) -> StoredAct:
    """Let the officer handle it again, with the reason; nobody says so of themselves.

    Raises Refused(no_file, not_your_step, nothing_said, recused, step_not_open).
    """
    with node.current().writing():
        row = reads.find(dossier, actor)
        if actor.role not in READMITS or officer in (actor.officer, actor.stands_for):
            raise Refused("not_your_step", step=READMIT, role=", ".join(sorted(READMITS)))
        if not text.strip():
            raise Refused("nothing_said")
        if officer not in {found.officer for found in recusals.of(row.id)}:
            raise Refused("step_not_open", step=READMIT)
        parts = {"facts": {"officer": officer}, "content": {"text": text.strip()}}
        return dossiers.say_inside(row.id, READMIT, parts, actor, at=at)

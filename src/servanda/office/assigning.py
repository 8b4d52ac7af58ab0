"""Handing a file out: which unit leads it, which officer, and who coordinates; one rule for pages and API."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.office.models import Officer
from servanda.processes import dossiers, reads
from servanda.processes.declaration import fields
from servanda.processes.declaration.generic import OFFICE
from servanda.processes.models import Assignment, Unit
from servanda.processes.organisation import recusals, who_reads

DISTRIBUTES = frozenset({"clerk", "head", "leadership"})
KIND = "office.assign"
NOBODY = "nobody"


def assign(
    dossier: str, stated: Mapping[str, Any], actor: Actor, *, at: datetime, upon: str = ""
) -> StoredAct:  # fmt: skip
    """Say who leads the file. `stated` is {unit, officer, coordinating}; `upon` the mark of the assignment replaced.

    Raises Refused(no_file, not_your_step, unknown_unit, field_wrong, recused, recused_other, assigned_since) or
    fields.Faults.
    """
    step = OFFICE.step("assign")
    assert step
    with node.current().writing():
        row = reads.find(dossier, actor)
        if actor.role not in DISTRIBUTES:
            raise Refused("not_your_step", step=KIND, role=", ".join(sorted(DISTRIBUTES)))
        if upon and upon != mark(standing(row)):
            raise Refused("assigned_since")
        parts = fields.read(OFFICE, step, stated)
        _check(parts["facts"], actor, on=at.date())
        who_reads.check(row, KIND, [parts["facts"]["unit"], *parts["facts"].get("coordinating", [])])
        if parts["facts"].get("officer") in {found.officer for found in recusals.of(row.id)}:
            raise Refused("recused_other")
        return dossiers.say_inside(row.id, KIND, parts, actor, at=at)


def standing(row: Dossier) -> Assignment | None:
    return Assignment.objects.filter(dossier=row.id).first()


def mark(found: Assignment | None) -> str:
    """One value for who leads a file, so that nobody replaces what was not shown; NOBODY where none does yet."""
    if found is None:
        return NOBODY
    said = [found.unit, found.officer, sorted(found.coordinating), found.at.isoformat()]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def within(actor: Actor) -> frozenset[str] | None:
    """The units that the actor may let lead: a head those below; None, for registry and leadership, is all."""
    return actor.units | {actor.unit} if actor.role == "head" else None


def addressed(row: Dossier) -> str:
    """The unit of this agency that the file is for; '' where none is named."""
    own = f"{node.current().agency}/"
    return next((str(unit) for unit in (row.owner, *row.counterparts.values()) if str(unit).startswith(own)), "")


def _check(facts: Mapping[str, Any], actor: Actor, *, on: date) -> None:
    unit, officer, coordinating = facts["unit"], facts.get("officer", ""), facts.get("coordinating", [])
    own = set(Unit.open_on(on).filter(agency=actor.agency).values_list("id", flat=True))
    if not isinstance(coordinating, list) or not all(isinstance(item, str) for item in coordinating):
        raise Refused("field_wrong", field="coordinating", why="a list of units is expected")
    for named in (unit, *coordinating):
        if named not in own:
            raise Refused("unknown_unit", unit=named[:80])
    allowed = within(actor)
    if allowed is not None and unit not in allowed:
        raise Refused("not_your_step", step=KIND, role="clerk, leadership")
    if officer and not Officer.objects.filter(id=officer, is_active=True).exists():
        raise Refused("field_wrong", field="officer", why="there is no such officer")

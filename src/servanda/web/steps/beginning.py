"""A visit or an activity that is begun from a row of a plan: filled in from the row, and linked to it."""

from collections.abc import Mapping
from typing import Any

from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.processes import reads, rows
from servanda.processes.base import Process
from servanda.processes.fields import ITEM
from servanda.processes.plan_states import name_of


def row_of(item: str, actor: Actor) -> Mapping[str, Any]:
    """The row that `<plan>#<id>` names, of a plan that the actor may see. Raises Refused("no_file")."""
    if not ITEM.fullmatch(item):
        raise Refused("no_file")
    dossier, _mark, id_ = item.partition("#")
    plan = reads.find(dossier, actor)
    found = next((row for row in rows.of(plan.facts.get("items")) if row["id"] == id_), None)
    if plan.process != "plan" or found is None:
        raise Refused("no_file")
    return found


def known_of(process: Process, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the row tells of the fields of the opening step."""
    told = {"purpose": row.get("outcome"), **row}
    return {
        found.name: _typed(told[found.name]) for found in process.fields_of(process.opening) if told.get(found.name)
    }


def begin_urls(plan: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(kind of work, query) by which this row can be begun: its own kind, or either where the row says none."""
    kinds = [str(row["kind"])] if row.get("kind") in ("activity", "visit") else ["activity", "visit"]
    return [(kind, name_of(plan, str(row["id"]))) for kind in kinds]


def _typed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return f"{value.get('amount', '')} {value.get('currency', '')}".strip()
    return value

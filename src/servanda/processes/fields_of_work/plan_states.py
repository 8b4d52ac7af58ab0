"""What became of each row of a plan or list: worked out from the files that name it, never stated by hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field
from servanda.processes.declaration.spans import reach
from servanda.processes.kinds.plan import STATES_ROWS
from servanda.processes.models import Scheduled
from servanda.processes.registry import processes

NOT_BEGUN, OVERDUE, UNDER_WAY, DONE, CANCELLED = "not_begun", "overdue", "under_way", "done", "cancelled"
CALLED_OFF = ("cancelled", "withdrawn")


@dataclass(frozen=True)
class ItemState:
    """One row: `state` as of a day, and the visible files that carry it out, oldest first."""

    row: Mapping[str, Any]
    state: str
    files: tuple[Dossier, ...] = ()


def rows_field(process: str) -> Field | None:
    """The field whose rows are carried out by files of their own, if that kind of work has one."""
    found = processes().get(process)
    return found.carried if found else None


def rows_of(plan: Dossier) -> list[Mapping[str, Any]]:
    declared = rows_field(plan.process)
    return list(rows.of(plan.facts.get(declared.name))) if declared else []


def name_of(plan: str, item: str) -> str:
    """How a visit or an activity names the row that it carries out."""
    return f"{plan}#{item}"


def states(plan: Dossier, actor: Actor, *, as_of: date) -> list[ItemState]:
    """Every row of a plan in its order, as far as the files tell that this actor may see. Two queries."""
    named = dict(
        Scheduled.objects.filter(plan_item__startswith=name_of(plan.id, "")).values_list("dossier", "plan_item")
    )
    files: dict[str, list[Dossier]] = defaultdict(list)
    for row in reads.visible(actor).filter(id__in=named).order_by("opened_at", "id"):
        files[named[row.id]].append(row)
    return [_state(row, files[name_of(plan.id, row["id"])], as_of) for row in rows_of(plan)]


def not_agreed(plan: Dossier) -> list[str]:
    """Of a joint plan the other parties that have not agreed to its rows as they stand. Two queries at most."""
    if plan.facts.get("joint") is not True:
        return []
    named = agreed(plan)
    return [party for party in plan.parties if party != plan.home and party not in named]


def agreed(plan: Dossier) -> set[str]:
    """The parties that have agreed to the rows as they stand. Two queries."""
    entries = Entry.objects.filter(dossier=plan, kind__in=(*STATES_ROWS, "plan.agree"), has_effect=True)
    kinds = dict(entries.order_by("place").values_list("name", "kind"))
    stated = [name for name, kind in kinds.items() if kind in STATES_ROWS]
    found = [row.act for row in StoredAct.objects.filter(name__in=[n for n, kind in kinds.items() if n not in stated])]
    return {act.speaker for act in found if stated and act.facts.get("version") == stated[-1]}


def counts(found: Iterable[ItemState]) -> dict[str, int]:
    """State -> how many rows, none left out."""
    told = [item.state for item in found]
    return {state: told.count(state) for state in (DONE, UNDER_WAY, NOT_BEGUN, OVERDUE, CANCELLED)}


def _state(row: Mapping[str, Any], files: list[Dossier], as_of: date) -> ItemState:
    live = [file for file in files if file.state not in CALLED_OFF]
    if files:
        state = CANCELLED if not live else DONE if all(file.is_ended for file in live) else UNDER_WAY
        return ItemState(row, state, tuple(files))
    if row.get("stage") in CALLED_OFF:
        return ItemState(row, CANCELLED)
    span = reach(row.get("start_on"), row.get("end_on"))
    return ItemState(row, OVERDUE if span and span.last < as_of else NOT_BEGUN)

"""The many columns of a plan or a list of visits in the few that a page has room for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from servanda.processes.base import Field
from servanda.processes.plan_states import ROWS
from servanda.processes.registry import processes
from servanda.processes.tables import TableRow

Groups = tuple[tuple[Any, tuple[str, ...]], ...]

WHEN = (_("When"), ("start_on", "end_on"))
WHERE = (_("With whom and where"), ("partner", "place"))
GROUPS: dict[str, Groups] = {
    "plan": (
        (_("What"), ("title", "outcome", "kind")), WHEN, WHERE, (_("Who"), ("lead", "coordinating", "informed")),
        (_("Means"), ("amount", "funds", "basis")), (_("Remark"), ("remark", "out_of_plan")),
    ),
    "visit_list": (
        (_("What"), ("visit", "direction", "level")), WHEN, WHERE, (_("Remark"), ("stage", "source")),
    ),
}  # fmt: skip
# What these say needs no label before it.
SPEAKING = frozenset(
    ("title", "visit", "kind", "direction", "level", "start_on", "partner", "place", "lead", "amount", "remark",
     "basis", "stage")
)  # fmt: skip


def labels(process: str) -> list[Any]:
    return [label for label, _names in GROUPS[process]]


def groups(row: TableRow, process: str) -> list[dict[str, Any]]:
    """Each column of the page with those cells of the row that say something."""
    cells, known = (
        {cell.label: cell for cell in row.cells},
        {found.name: str(found.label) for found in _columns(process)},
    )
    return [
        {
            "label": label,
            "cells": [
                {"cell": cell, "label": "" if name in SPEAKING else cell.label}
                for name in named if (cell := cells.get(known.get(name, ""))) and cell.text
            ],
        }
        for label, named in GROUPS[process]
    ]  # fmt: skip


def _columns(process: str) -> tuple[Field, ...]:
    declared = processes()[process].field(ROWS[process])
    return declared.columns if declared else ()

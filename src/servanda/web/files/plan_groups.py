"""The many columns of a plan or a list of visits in the few that a page has room for."""

from typing import Any

from servanda.processes.declaration.base import Field
from servanda.processes.declaration.beside import Groups
from servanda.processes.declaration.tables import TableRow

# What these say needs no label before it.
SPEAKING = frozenset(
    ("title", "visit", "kind", "direction", "level", "start_on", "partner", "place", "lead", "amount", "remark",
     "basis", "stage")
)  # fmt: skip


def labels(field: Field) -> list[Any]:
    return [label for label, _names in _groups(field)]


def groups(row: TableRow, field: Field) -> list[dict[str, Any]]:
    """Each column of the page with those cells of the row that say something."""
    cells, known = (
        {cell.label: cell for cell in row.cells},
        {found.name: str(found.label) for found in field.columns},
    )
    return [
        {
            "label": label,
            "cells": [
                {"cell": cell, "label": "" if name in SPEAKING else cell.label}
                for name in named if (cell := cells.get(known.get(name, ""))) and cell.text
            ],
        }
        for label, named in _groups(field)
    ]  # fmt: skip


def _groups(field: Field) -> Groups:
    return field.carried.groups if field.carried else ()

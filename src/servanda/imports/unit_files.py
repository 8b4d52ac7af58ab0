"""Writing the directory as the CSV file that reads back as the same units."""

from collections.abc import Mapping, Sequence
from typing import Any

from servanda.imports import unit_periods
from servanda.imports.tables import PAGES
from servanda.processes.declaration import cells

HEAD = ("code", "parent", "kind", "zone", "fields", "regions", "closed", "successors", "from", "until", "counterparts")

Cells = dict[str, str]


def write_units(units: Sequence[Mapping[str, Any]]) -> str:
    """The file for the units of a directory; `read_units` gives the same ones back."""
    return write_cells([cells_of(unit) for unit in units])


def write_cells(rows: Sequence[Cells]) -> str:
    """The file with these cells under their columns; a column that no page knows is a name in another language."""
    languages = [*PAGES, *sorted({name for row in rows for name in row} - {*HEAD, *PAGES})]
    columns = [*HEAD, *languages]
    return cells.write_csv([columns, *([row.get(name, "") for name in columns] for row in rows)])


def cells_of(unit: Mapping[str, Any]) -> Cells:
    """What stands in a unit's row."""
    return {
        "code": unit["code"], "parent": unit.get("parent", ""), "kind": unit.get("kind", ""),
        "zone": unit.get("zone", ""), "fields": unit_periods.write_coded(unit.get("fields", [])),
        "regions": unit_periods.write_coded(unit.get("regions", [])), "closed": "yes" if unit.get("closed") else "",
        "successors": ";".join(unit.get("successors", [])), "from": unit.get("from", ""),
        "until": unit.get("until", ""), "counterparts": unit_periods.write_counterparts(unit.get("counterparts", [])),
        **unit.get("name", {}),
    }  # fmt: skip

"""Writing the directory as the CSV file that reads back as the same units."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from servanda.imports import unit_periods
from servanda.imports.tables import PAGES

HEAD = ("code", "parent", "kind", "zone", "fields", "regions", "closed", "successors", "from", "until", "counterparts")


def write_units(units: Sequence[dict[str, Any]]) -> str:
    """The file for the units of a directory; `read_units` gives the same ones back."""
    spoken = [code for unit in units for code in unit.get("name", {})]
    languages = [*PAGES, *sorted(set(spoken) - set(PAGES))]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*HEAD, *languages])
    for unit in units:
        writer.writerow([*_cells(unit), *(unit.get("name", {}).get(code, "") for code in languages)])
    return out.getvalue()


def _cells(unit: dict[str, Any]) -> list[str]:
    return [
        unit["code"], unit.get("parent", ""), unit.get("kind", ""), unit.get("zone", ""),
        unit_periods.write_coded(unit.get("fields", [])), unit_periods.write_coded(unit.get("regions", [])),
        "yes" if unit.get("closed") else "", ";".join(unit.get("successors", [])),
        unit.get("from", ""), unit.get("until", ""), unit_periods.write_counterparts(unit.get("counterparts", [])),
    ]  # fmt: skip

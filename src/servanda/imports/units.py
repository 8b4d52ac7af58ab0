"""Units from a table: an agency's whole directory, checked and then published."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servanda.imports import unit_periods
from servanda.imports.faults import Faulty
from servanda.imports.tables import Row, Table, read_table
from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes.organisation import directory

KINDS = ("department", "section", "association", "provincial", "mission", "office", "leadership")
REQUIRED = ("code", "parent", "kind", "zone")
COLUMNS = (*REQUIRED, "fields", "regions", "closed", "successors", "from", "until", "counterparts")
YES, NO = ("yes", "true", "1", "x"), ("", "no", "false", "0")

CODE = re.compile(r"[a-z0-9-]{1,60}")
FIELD = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class ImportedUnits:
    """What an import did: how many units are stated, and which codes are new, changed or gone."""

    file: str
    units: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def import_units(raw: bytes, name: str, actor: Actor, *, peers: Sequence[str], at: datetime) -> ImportedUnits:
    """State the units of the file as this agency's directory. Raises Faulty or Refused; both store nothing."""
    return state_units(read_units(raw), name, actor, peers=peers, at=at)


def state_units(
    units: list[dict[str, Any]], name: str, actor: Actor, *, peers: Sequence[str], at: datetime
) -> ImportedUnits:
    """The same for units that were read. Raises Refused and stores nothing."""
    here = node.current()
    with here.writing():
        before = {unit["code"]: unit for unit in directory.own_units()}
        directory.publish(units, actor, peers=peers, title=pick(here.name, here.languages[0]), at=at)
    after = {unit["code"]: unit for unit in units}
    return ImportedUnits(
        name,
        len(units),
        new=tuple(code for code in after if code not in before),
        changed=tuple(code for code, unit in after.items() if code in before and before[code] != unit),
        gone=tuple(code for code in before if code not in after),
    )


def read_units(raw: bytes) -> list[dict[str, Any]]:
    """The facts of a directory act, in the order of the file; raises Faulty with every fault."""
    return units_of(read_table(raw, known=COLUMNS, required=REQUIRED))


def units_of(table: Table) -> list[dict[str, Any]]:
    """The same of a table whose columns are known by these names."""
    units = [_read_unit(table, row) for row in table.rows]
    _check_codes(table, units)
    _check_cycles(table, units)
    if table.faults:
        raise Faulty(table.faults)
    return units


def _read_unit(table: Table, row: Row) -> dict[str, Any]:
    zone = table.text(row, "zone", required=True)
    if zone:
        try:
            Calendar.from_facts({"zone": zone})
        except Refused as refused:
            table.fault(row, "zone", refused.code, **refused.params)
    names = table.texts(row)
    if table.languages and not names:
        table.fault(row, next(iter(table.languages)), "import_name_missing")
    closed = table.word(row, "closed", (*YES, *NO), required=False)
    return {
        "code": table.code(row, "code", CODE), "parent": table.code(row, "parent", CODE, required=False),
        "kind": table.word(row, "kind", KINDS), "zone": zone, "fields": unit_periods.codes(table, row, "fields", FIELD),
        "regions": unit_periods.regions(table, row, "regions"), "name": names,
        "closed": closed in YES, "successors": table.words(row, "successors"), **unit_periods.days(table, row),
        **unit_periods.counterparts(table, row, FIELD),
    }  # fmt: skip


def _check_codes(table: Table, units: Sequence[dict[str, Any]]) -> None:
    """Every code stands once, and those that a unit names are in the file."""
    written = {row.cells.get("code", "") for row in table.rows}
    seen: set[str] = set()
    for row, unit in zip(table.rows, units, strict=True):
        code = unit["code"]
        if code and code in seen:
            table.fault(row, "code", "import_twice", value=code)
        seen.add(code)
        for column, codes in (("parent", [unit["parent"]]), ("successors", unit["successors"])):
            for named in filter(None, codes):
                if named == row.cells.get("code"):
                    table.fault(row, column, "unit_names_itself", value=named)
                elif named not in written:
                    table.fault(row, column, "unknown_unit", unit=named[:80])


def _check_cycles(table: Table, units: Sequence[dict[str, Any]]) -> None:
    """Whoever goes up from a unit arrives at one that has no parent. Each unit of a circle is named."""
    for column, above in (
        ("parent", {unit["code"]: [unit["parent"]] for unit in units}),
        ("successors", {unit["code"]: unit["successors"] for unit in units}),
    ):
        for row, unit in zip(table.rows, units, strict=True):
            if unit["code"] and unit["code"] not in above[unit["code"]] and _returns(unit["code"], above):
                table.fault(row, column, "unit_in_a_circle", value=unit["code"])


def _returns(code: str, above: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(above[code])
    while ahead:
        step = ahead.pop()
        if step == code:
            return True
        if step not in seen:
            seen.add(step)
            ahead.extend(above.get(step, []))
    return False

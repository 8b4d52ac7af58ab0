"""The cells of a unit that may be dated: fields, regions, counterparts, and the unit's own first and last day.

A dated word is followed by its period: `visits 2026-01-01/2026-06-30`, `..` for an end that is open. A counterpart is
`union.example/europe`, then if wanted a field (`*` for any), a region and a period.
"""

import re
from typing import Any

from servanda.imports.regions import region_names
from servanda.imports.tables import Row, Table
from servanda.imports.when_words import day_of
from servanda.kernel import node
from servanda.kernel.acts import UNIT
from servanda.processes.organisation import periods

ANY = "*"

Coded = str | dict[str, Any]


def codes(table: Table, row: Row, column: str, shape: re.Pattern[str]) -> list[Coded]:
    found = [_dated(table, row, column, text) for text in table.words(row, column)]
    for item in found:
        code = code_of(item)
        if not shape.fullmatch(code):
            table.fault(row, column, "import_code_wrong", value=code[:80])
    return found


def regions(table: Table, row: Row, column: str) -> list[Coded]:
    found = [_dated(table, row, column, text) for text in table.words(row, column)]
    for item in found:
        _check_region(table, row, column, code_of(item))
    return found


def days(table: Table, row: Row) -> dict[str, str]:
    """The first and the last day of the unit, where they are stated."""
    found: dict[str, str] = {}
    for column in ("from", "until"):
        text = table.text(row, column)
        if text and (day := day_of(text)):
            found[column] = day.isoformat()
        elif text:
            table.fault(row, column, "import_day_wanted", value=text[:40])
    if len(found) == 2 and found["until"] < found["from"]:
        table.fault(row, "until", "unit_ends_early", value=found["until"])
    return found


def counterparts(table: Table, row: Row, shape: re.Pattern[str]) -> dict[str, list[dict[str, Any]]]:
    """The units of other agencies that it works with, as {unit, field, region, from, until}; no key where none is."""
    found = [_pair(table, row, text, shape) for text in table.words(row, "counterparts")]
    return {"counterparts": found} if found else {}


def code_of(item: Coded) -> str:
    return item if isinstance(item, str) else str(item["code"])


def write_coded(items: list[Coded]) -> str:
    return ";".join(f"{code_of(item)} {periods.write(item)}".strip() for item in items)


def write_counterparts(items: list[dict[str, Any]]) -> str:
    return ";".join(_written(item) for item in items)


def _written(pair: dict[str, Any]) -> str:
    field, region, span = pair.get("field") or "", pair.get("region") or "", periods.write(pair)
    return " ".join(filter(None, (pair["unit"], field or (ANY if region else ""), region, span)))


def _dated(table: Table, row: Row, column: str, text: str) -> Coded:
    code, _, rest = text.partition(" ")
    return {"code": code, **_period(table, row, column, rest.strip())} if "/" in rest else text


def _pair(table: Table, row: Row, text: str, shape: re.Pattern[str]) -> dict[str, Any]:
    unit, *rest = text.split()
    pair: dict[str, Any] = {"unit": unit}
    if not UNIT.fullmatch(unit):
        table.fault(row, "counterparts", "agreement_unit_wrong", value=unit[:80])
    elif unit.startswith(node.current().agency + "/"):
        table.fault(row, "counterparts", "unit_pairs_own", value=unit[:80])
    if rest and "/" in rest[-1]:
        pair |= _period(table, row, "counterparts", rest.pop())
    field, region = [*rest, "", ""][:2]
    if len(rest) > 2:
        table.fault(row, "counterparts", "period_not_readable", value=text[:80])
    if field not in ("", ANY):
        pair["field"] = field
        if not shape.fullmatch(field):
            table.fault(row, "counterparts", "import_code_wrong", value=field[:80])
    if region:
        pair["region"] = region
        _check_region(table, row, "counterparts", region)
    return pair


def _period(table: Table, row: Row, column: str, text: str) -> dict[str, str]:
    try:
        return periods.read(text)
    except ValueError:
        table.fault(row, column, "period_not_readable", value=text[:80])
        return {}


def _check_region(table: Table, row: Row, column: str, region: str) -> None:
    if region not in region_names():
        table.fault(row, column, "duty_word_unknown", value=region[:40], known=", ".join(region_names()))

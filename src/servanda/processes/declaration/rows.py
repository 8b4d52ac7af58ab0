"""A field of many rows: reading them from a form or a file, and what changed from one statement of them to the next."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Field

MOST = 500
ID = re.compile(r"[a-z0-9]{1,12}")
EMPTY: tuple[Any, ...] = (None, "", [], {}, False)

Row = Mapping[str, Any]
ReadCell = Callable[[Field, Any], Any]


@dataclass(frozen=True)
class Compared:
    """One row beside what stood before: `mark` is new, changed, gone or empty; `changed` names the columns."""

    row: Row
    mark: str = ""
    changed: frozenset[str] = frozenset()


def new_id() -> str:
    """A name for a row that is new; the same row keeps it in every later statement."""
    return secrets.token_hex(4)


def read(found: Field, value: Any, *, cell: ReadCell) -> tuple[list[dict[str, Any]], dict[str, Refused]]:
    """The rows as they are sealed, and the faults by `<row number, from 1>.<column>`. Empty rows are left out.

    `cell` reads one value of a column or raises Refused. Raises Refused where there are no rows to read.
    """
    if not isinstance(value, list):
        raise Refused("field_wrong", field=str(found.label), why="a list of rows is expected")
    if len(value) > MOST:
        raise Refused("rows_too_many", field=str(found.label), most=MOST)
    rows: list[dict[str, Any]] = []
    faults: dict[str, Refused] = {}
    for number, stated in enumerate(value, start=1):
        if not isinstance(stated, Mapping):
            faults[str(number)] = Refused("field_wrong", field=str(found.label), why="names with values are expected")
        elif not is_empty(stated):
            row, wrong = _row(found, stated, {str(row["id"]) for row in rows}, cell=cell)
            rows.append(row)
            faults |= {f"{number}.{column}": fault for column, fault in wrong.items()}
    return rows, faults


def is_empty(stated: Row) -> bool:
    return all(_clean(value) in EMPTY for name, value in stated.items() if name != "id")


def of(value: Any) -> list[Row]:
    """The rows that a sealed value holds; another agency's may be anything, and what is no row is passed over."""
    items = value[:MOST] if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping) and _is_id(item.get("id"))]


def compare(before: Any, now: Any) -> list[Compared]:
    """The rows of `now` in their order, each marked; then those that are gone. Without a `before` none is marked."""
    if before is None:
        return [Compared(row) for row in of(now)]
    old = {row["id"]: row for row in of(before)}
    kept = {row["id"] for row in of(now)}
    return [_compared(old.get(row["id"]), row) for row in of(now)] + [
        Compared(row, "gone") for name, row in old.items() if name not in kept
    ]


def _compared(old: Row | None, row: Row) -> Compared:
    if old is None:
        return Compared(row, "new")
    changed = frozenset(name for name in {*old, *row} if old.get(name) != row.get(name))
    return Compared(row, "changed" if changed else "", changed)


def _row(found: Field, stated: Row, taken: set[str], *, cell: ReadCell) -> tuple[dict[str, Any], dict[str, Refused]]:
    columns = {column.name: column for column in found.columns}
    name = stated.get("id") or new_id()
    row: dict[str, Any] = {"id": name}
    faults = {other: Refused("field_unknown", field=str(other)[:80]) for other in stated if other not in columns}
    faults.pop("id", None)
    if not _is_id(name):
        faults["id"] = Refused("field_wrong", field="id", why="a-z, 0-9, 1-12")
    elif name in taken:
        faults["id"] = Refused("row_twice", id=name)
    for column in found.columns:
        value = _clean(stated.get(column.name))
        if value in (None, "", [], {}):
            if column.name in found.must:
                faults[column.name] = Refused("field_missing", field=str(column.label))
            continue
        try:
            row[column.name] = cell(column, value)
        except Refused as refused:
            faults[column.name] = refused
    return row, faults


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value

"""A small table that is pasted or uploaded into a field of many rows: its columns found, its cells read."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from servanda.imports.faults import Fault, Faulty
from servanda.imports.letters import decode, is_strange, tidy
from servanda.imports.sheets import is_book, is_error, sheet_rows
from servanda.imports.when_words import read_when
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Field
from servanda.processes.search.searching import fold_text

LIMIT = 2 * 1024 * 1024
TICKS = frozenset({"x", "v", "✓", "✔", "1", "yes", "true", "co", "نعم", "ya"})

Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Unread:
    """A cell that its column cannot take: row and column as they will stand in the form."""

    row: int
    column: str
    text: str


@dataclass
class Filled:
    """Rows as they are typed, and what could not be read of them."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_cells(raw: bytes, *, most: int) -> list[list[str]]:
    """The lines of an XLSX, CSV or pasted table that hold something. Raises Faulty."""
    lines = [cells for _n, cells in sheet_rows(raw, most=most)] if is_book(raw, limit=LIMIT) else _lines(raw)
    told = [[("" if is_strange(cell) else tidy(cell)) for cell in cells] for cells in lines]
    found = [cells for cells in told if any(cells)]
    if not found:
        raise Faulty([Fault(1, 1, "file", "table_empty")])
    if len(found) > most + 1:
        raise Faulty([Fault(most + 2, 1, "file", "table_too_long", {"most": most})])
    return found


def fill(
    columns: Sequence[Field], cells: Sequence[Sequence[str]], *, heads: Words, choices: Words, first: int
) -> Filled:
    """Cells as rows whose numbers begin at `first`.

    `heads` maps a column's name to the folded headings by which it is known, `choices` to its words: folded text ->
    value. A first line that names at least half of its cells says which column is which; else they stand in order.
    """
    places = _places(cells[0], heads)
    is_headed = len(places) * 2 >= sum(bool(cell) for cell in cells[0]) and bool(places)
    if not is_headed:
        places = {place: column.name for place, column in enumerate(columns)}
    declared = {column.name: column for column in columns}
    filled = Filled()
    for number, line in enumerate(cells[is_headed:], start=first):
        row: dict[str, Any] = {}
        for place, text in enumerate(line):
            column = declared.get(places.get(place, ""))
            if column is None or not text:
                continue
            value = _typed(column, text, choices.get(column.name, {}))
            if value is None:
                filled.unread.append(Unread(number, str(column.label), text[:60]))
            else:
                row[column.name] = value
        filled.rows.append(row)
    return filled


def _places(line: Sequence[str], heads: Words) -> dict[int, str]:
    known = {head: name for name, names in heads.items() for head in names}
    return {place: known[fold_text(cell)] for place, cell in enumerate(line) if fold_text(cell) in known}


def _typed(column: Field, text: str, words: Mapping[str, str]) -> Any:
    """What stands in the form's cell; None for what such a cell cannot show."""
    if is_error(text):
        return None
    match column.kind:
        case "choice":
            return words.get(fold_text(text))
        case "day" | "edtf":
            return _when(text, is_day=column.kind == "day")
        case "yes":
            return fold_text(text) in TICKS
        case "number":
            bare = text.replace(" ", "").replace(".", "").replace(",", "")
            return bare if bare.lstrip("-").isdecimal() else None
        case "units":
            return [words.get(fold_text(part), part.strip()) for part in re.split("[;؛]", text) if part.strip()]
        case "unit" | "partner":
            return words.get(fold_text(text), text)
    return text


def _when(text: str, *, is_day: bool) -> str | None:
    try:
        start = read_when(text, year=None).start_on
    except Refused:
        return None if is_day else text
    return start if len(start) == len("2026-12-05") or not is_day else None


def _lines(raw: bytes) -> list[list[str]]:
    text = decode(raw, limit=LIMIT)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max("\t;,", key=first.count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Faulty([Fault(1, 1, "file", "table_not_readable", {"why": str(error)})]) from None

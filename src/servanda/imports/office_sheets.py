"""Units, people and partners out of the list that an office has: its own columns and words, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from servanda.imports import office_cells, office_words, partners, people, units
from servanda.imports.columns import Columns, find_columns, read_mapping
from servanda.imports.faults import Fault, Faulty
from servanda.imports.grids import Grid, Line, read_grid
from servanda.imports.headings import heading_of, is_total
from servanda.imports.lines import closing_lines
from servanda.imports.office_words import PARTNERS, PEOPLE, TARGETS, UNITS
from servanda.imports.plans import Choices
from servanda.imports.tables import Row, Table
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.office import known_columns

KINDS = (UNITS, PEOPLE, PARTNERS)
NAMES = ("vi", "en", "ar", "ms")
TITLES = tuple(people.TITLE + language for language in NAMES)
# Of each of these a sheet holds at least one.
UNDER = ("unit",)
MUST = {UNITS: (NAMES,), PEOPLE: (UNDER, ("officer", "email", "name", *TITLES)), PARTNERS: ((*NAMES, "country"),)}
# Faults of a heading in other words than those of this system: its columns are to be said.
OF_HEADING = frozenset({
    "table_column_missing", "table_column_twice", "table_language_missing", "import_name_unknown",
    "import_name_misspelt",
})  # fmt: skip


@dataclass(frozen=True)
class OfficeSheet:
    """A file as it was read: `table` in the names of this system, `rows` what would be stated of each line."""

    grid: Grid
    columns: Columns
    table: Table
    rows: Sequence[dict[str, Any]] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    passed_over: tuple[tuple[int, str], ...] = ()


def is_of_other_form(faulty: Faulty) -> bool:
    return any(fault.code in OF_HEADING for fault in faulty.faults)


def read_sheet(raw: bytes, choices: Choices) -> OfficeSheet:
    """Raises Faulty where it cannot be read at all; faults of its rows stand in the result."""
    targets, words = TARGETS[choices.what], office_words.WORDS[choices.what]
    grid = read_grid(raw, sheet=choices.sheet)
    columns = find_columns(grid, targets, header=choices.header, words=words)
    if choices.columns is not None:
        try:
            columns = read_mapping(choices.columns, columns, targets)
        except Refused as refused:
            raise Faulty([Fault(max(columns.first, 1), 1, "columns", refused.code, refused.params)]) from None
    elif known := known_columns.recall(choices.what, columns.signature(), officer=choices.officer).columns:
        columns = replace(columns, of=known)
    return _read(grid, columns, choices)


def state(found: OfficeSheet, what: str, name: str, actor: Actor, *, peers: Sequence[str], at: datetime) -> int:
    """Take in what was read; how many rows. Raises Faulty or Refused; both store nothing."""
    if found.faults:
        raise Faulty(found.faults)
    rows = list(found.rows)
    if what == UNITS:
        units.state_units(rows, name, actor, peers=peers, at=at)
    elif what == PEOPLE:
        people.state_people(rows, name, at=at)
    else:
        partners.state_partners(rows, name)
    return len(rows)


def _read(grid: Grid, columns: Columns, choices: Choices) -> OfficeSheet:
    table, passed = Table(), []
    table.columns = dict(columns.of)
    table.heads = {target: " ".join(columns.head(target).split()) or target for target in columns.of}
    texts = TITLES if choices.what == PEOPLE else NAMES
    table.languages = {name: name.removeprefix(people.TITLE) for name in texts if name in columns.of}
    heading, closing = "", closing_lines(grid, columns)
    for line in grid.lines:
        if line.number > columns.last and (cells := _cells(line, columns)):
            told = {name: cell for name, column in columns.of.items() if (cell := line.cell(column)).text}
            text = "" if is_total(line) else heading_of(line, told)
            if text or is_total(line) or line.number in closing:
                passed.append((line.number, " ".join(dict.fromkeys(cell.text for cell in line.cells if cell.text))))
            else:
                table.rows.append(Row(line.number, cells | ({"heading": heading} if heading else {})))
            heading = text or heading
    faults = [fault for fault in grid.faults if _counts(fault, columns, passed)]
    faults += _of_whole(table, columns, choices.what)
    if faults and not table.rows:
        return OfficeSheet(grid, columns, table, [], Faulty(faults).faults, tuple(passed))
    table.rows = office_cells.filled(table, choices)
    try:
        rows = _READ[choices.what](table)
    except Faulty as faulty:
        shown: list[dict[str, Any]] = [dict(row.cells) for row in table.rows]
        return OfficeSheet(grid, columns, table, shown, Faulty([*faults, *faulty.faults]).faults, tuple(passed))
    return OfficeSheet(grid, columns, table, rows, Faulty(faults).faults, tuple(passed))


def _counts(fault: Fault, columns: Columns, passed: Sequence[tuple[int, str]]) -> bool:
    is_passed = any(fault.line == number for number, _words in passed)
    return fault.line > columns.last and fault.column in columns.of.values() and not is_passed


def _cells(line: Line, columns: Columns) -> dict[str, str]:
    told = {name: columns.words(line, name) for name in columns.of}
    return told if any(told.values()) else {}


def _of_whole(table: Table, columns: Columns, what: str) -> list[Fault]:
    if not columns.of:
        return [Fault(1, 1, "row", "plan_no_heading")]
    is_grouped = all("heading" in row.cells for row in table.rows)
    found = [
        Fault(columns.last, 1, names[0], "table_one_missing", {"field": ", ".join(names)})
        for names in MUST[what]
        if not set(names) & set(columns.of) and not (names == UNDER and is_grouped)
    ]
    return found if table.rows else [*found, Fault(columns.last, 1, "row", "table_empty")]


_READ = {UNITS: units.units_of, PEOPLE: people.people_of, PARTNERS: partners.partners_of}

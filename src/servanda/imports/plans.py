"""The plan that an office already has, and last year's list, out of its own spreadsheet: all or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from servanda.imports.column_words import OF_PAST, OF_PLAN
from servanda.imports.columns import Columns, find_columns, read_mapping
from servanda.imports.faults import Fault, Faulty
from servanda.imports.grids import Grid, read_grid
from servanda.imports.known_names import known_names
from servanda.imports.sheet_items import Asked, Item, Items, read_items
from servanda.imports.sheet_titles import title_of
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.office import known_columns, outgoing
from servanda.processes.declaration import rows
from servanda.processes.dossiers import read_statement
from servanda.processes.figures import past
from servanda.processes.search.searching import fold_text

PLAN, PAST = "plan", "past"
TARGETS = {PLAN: OF_PLAN, PAST: OF_PAST}
MUST = {PLAN: ("title",), PAST: ("title", "start_on")}
DAYS = re.compile(r"\d{1,2}\s*[/.-]\s*\d{4}|thang \d{1,2}[ ,]+nam \d{4}")
YEARS = re.compile(r"(?<![\w/.-])((?:19|20)\d{2})(?![\w/-])")
MOST = {PLAN: rows.MOST, PAST: past.MOST}


@dataclass(frozen=True)
class Choices:
    """What a person said of the file. `columns` maps targets to columns; empty where it is to be guessed.

    `zone` is the time zone of units of which the file says none; `officer` whose earlier choice of columns counts.
    """

    what: str
    year: int | None = None
    currency: str = ""
    kind: str = ""
    sheet: str = ""
    header: int = 0
    columns: Mapping[str, Any] | None = None
    zone: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Sheet:
    """A file as it was read."""

    grid: Grid
    columns: Columns
    items: Items

    @property
    def faults(self) -> tuple[Fault, ...]:
        return Faulty(self.items.faults).faults


@dataclass(frozen=True)
class Imported:
    """What an import did; `state` is sent, clearing while somebody must still approve it, or kept for the past."""

    file: str
    dossier: str
    rows: int
    notes: tuple[str, ...]
    state: str


def read_sheet(raw: bytes, choices: Choices) -> Sheet:
    """Read a file. Raises Faulty where it cannot be read at all; faults of its rows stand in the result."""
    targets = TARGETS[choices.what]
    grid = read_grid(raw, sheet=choices.sheet)
    columns = find_columns(grid, targets, header=choices.header)
    if choices.columns is not None:
        try:
            columns = read_mapping(choices.columns, columns, targets)
        except Refused as refused:
            raise Faulty([Fault(max(columns.first, 1), 1, "columns", refused.code, refused.params)]) from None
    elif known := known_columns.recall(choices.what, columns.signature(), officer=choices.officer).columns:
        columns = replace(columns, of=known)
    asked = Asked(targets, MUST[choices.what], choices.year, choices.currency, choices.kind)
    items = read_items(grid, columns, asked, known_names())
    items.faults += _whole(grid, columns, items, choices)
    return Sheet(grid, columns, items)


def year_named(sheet: Sheet) -> int | None:
    """The one year that the lines above the heading name (`KẾ HOẠCH NĂM 2027`), the days in them apart."""
    above = [line for line in sheet.grid.lines if line.number < sheet.columns.first]
    texts = [DAYS.sub(" ", fold_text(cell.text)) for line in above for cell in line.cells]
    years = {int(year) for text in texts for year in YEARS.findall(text)}
    return years.pop() if len(years) == 1 else None


def title_named(sheet: Sheet) -> str:
    """What the lines above the heading call it; '' where they do not."""
    return title_of(line for line in sheet.grid.lines if line.number < sheet.columns.first)


def plan_rows(items: Sequence[Item], before: Any = None) -> list[dict[str, Any]]:
    """The rows of a plan; one that stood before with the same title keeps its name, and so what it was linked to."""
    known: dict[str, list[str]] = {}
    for row in rows.of(before):
        known.setdefault(fold_text(str(row.get("title") or "")), []).append(row["id"])
    made = []
    for item in items:
        names = known.get(fold_text(str(item.values.get("title") or "")), [])
        made.append({"id": names.pop(0) if names else rows.new_id(), **item.values})
    return made


def import_plan(
    raw: bytes, name: str, actor: Actor, *, choices: Choices, title: str, to: Sequence[str] = (), at: datetime
) -> Imported:  # fmt: skip
    """Propose what the file says as a plan; '' for its own title. Raises Faulty or Refused; both store nothing."""
    sheet = _sound(raw, choices)
    stated = {"title": title or _own_title(sheet, name), "year": choices.year, "items": plan_rows(sheet.items.items)}
    sent = outgoing.submit(read_statement("plan.propose", stated, to=to), actor, at=at)
    _remember(sheet, choices, at)
    return Imported(name, sent.dossier, len(sheet.items.items), _notes(sheet), sent.state)


def import_past(
    raw: bytes, name: str, actor: Actor, *, choices: Choices, title: str, for_all: bool, at: datetime
) -> Imported:
    """Keep what the file says as visits and activities of before; '' for its own title.

    Raises Faulty or Refused; both store nothing.
    """
    sheet = _sound(raw, choices)
    found = [item.values for item in sheet.items.items]
    dossier = past.record(found, actor, title=title or _own_title(sheet, name), source=name, for_all=for_all, at=at)
    _remember(sheet, choices, at)
    return Imported(name, dossier, len(found), _notes(sheet), "kept")


def _own_title(sheet: Sheet, name: str) -> str:
    return title_named(sheet) or Path(name).stem


def _sound(raw: bytes, choices: Choices) -> Sheet:
    sheet = read_sheet(raw, choices)
    if sheet.items.faults:
        raise Faulty(sheet.items.faults)
    return sheet


def _whole(grid: Grid, columns: Columns, items: Items, choices: Choices) -> list[Fault]:
    """Faults of the sheet as a whole."""
    if not columns.of:
        return [Fault(1, 1, "row", "plan_no_heading")]
    found = [
        Fault(columns.last, 1, name, "table_column_missing", {"field": name})
        for name in MUST[choices.what] if name not in columns.of
    ]  # fmt: skip
    if len(items.items) > MOST[choices.what]:
        found.append(
            Fault(items.items[MOST[choices.what]].line, 1, "row", "table_too_long", {"most": MOST[choices.what]})
        )
    if not items.items:
        found.append(Fault(columns.last, 1, "row", "table_empty"))
    return found


def _remember(sheet: Sheet, choices: Choices, at: datetime) -> None:
    known_columns.remember(
        choices.what, sheet.columns.signature(), dict(sheet.columns.of), officer=choices.officer, at=at
    )


def _notes(sheet: Sheet) -> tuple[str, ...]:
    return tuple(str(note) for note in sheet.items.notes)

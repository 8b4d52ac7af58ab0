"""A sheet as it lies before an officer: cells by line and column, merged ones filled, numbers and dates told apart."""

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from servanda.imports.faults import Fault, Faulty
from servanda.imports.letters import decode, is_strange, tidy
from servanda.imports.merged import Merged, merged_cells
from servanda.imports.packages import check_package
from servanda.imports.sheets import BROKEN, is_book, is_error
from servanda.imports.tables import LIMIT
from servanda.processes.declaration.cells import bare

MOST_LINES, MOST_COLUMNS = 6000, 60
LONGEST = 4000
# A date that a sheet shows without its day is a month.
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_MARKS = ",;\t|"


@dataclass(frozen=True)
class Cell:
    """`number` where the sheet holds one; `is_spread` where the text stands in the first of the merged cells."""

    text: str = ""
    number: Decimal | None = None
    is_spread: bool = False


@dataclass(frozen=True)
class Line:
    """One line with its number in the sheet, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column, from 1; an empty one beyond the end."""
        return self.cells[column - 1] if 0 < column <= len(self.cells) else Cell()


@dataclass
class Grid:
    """The lines that hold something. `sheets` names all sheets of the file, `sheet` the one that was read."""

    lines: list[Line] = field(default_factory=list)
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)


def read_grid(raw: bytes, *, sheet: str = "") -> Grid:
    """Read an XLSX or a CSV file; without `sheet` its first sheet that holds something.

    Raises Faulty where no cells can be told. Faults of single cells stand in `faults`.
    """
    grid = _of_book(raw, sheet) if is_book(raw, limit=LIMIT) else _of_text(raw)
    if not grid.lines:
        raise Faulty([*grid.faults, Fault(1, 1, "file", "table_empty")])
    return grid


def place(line: int, column: int) -> str:
    """`C7`, as a spreadsheet names a cell."""
    return f"{get_column_letter(max(column, 1))}{line}"


def _of_text(raw: bytes) -> Grid:
    grid = Grid()
    text = decode(raw, limit=LIMIT)
    lines = list(StringIO(text, newline=""))
    number = 1
    try:
        mark = max(_MARKS, key=lambda one: sum(len(row) - 1 for row in csv.reader(lines[:30], delimiter=one)))
        reader = csv.reader(lines, delimiter=mark)
        for cells in reader:
            _add(grid, number, [Cell(bare(tidy(text))) for text in cells[:MOST_COLUMNS]])
            number = reader.line_num + 1
    except csv.Error as error:
        raise Faulty([Fault(number, 1, "file", "table_not_readable", {"why": str(error)})]) from None
    return grid


def _of_book(raw: bytes, wanted: str) -> Grid:
    try:
        check_package(raw)
        book = load_workbook(BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        with zipfile.ZipFile(BytesIO(raw)) as package:
            names = tuple(sheet.title for sheet in book.worksheets)
            for sheet in book.worksheets:
                if sheet.title == wanted or not wanted:
                    grid = _of_sheet(sheet, merged_cells(package, sheet._worksheet_path))
                    grid.sheet, grid.sheets = sheet.title, names
                    if grid.lines or wanted:
                        return grid
    except BROKEN:
        raise Faulty([Fault(1, 1, "file", "table_damaged")]) from None
    if wanted:
        raise Faulty([Fault(1, 1, "file", "table_no_sheet", {"value": wanted[:80], "known": ", ".join(names)[:300]})])
    return Grid(sheets=names)


def _of_sheet(sheet: Any, merged: Merged) -> Grid:
    grid = Grid()
    # What the file says of its own size is not to be believed.
    sheet.reset_dimensions()
    above: dict[int, Cell] = {}
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS), start=1):
        cells = [_cell(cell) for cell in row]
        cells += [Cell()] * (merged.width_of(number) - len(cells))
        for column, (first_line, first_column) in merged.of_line(number):
            source = cells[first_column - 1] if first_line == number else above.get(first_column, Cell())
            if column <= len(cells) and not cells[column - 1].text:
                cells[column - 1] = Cell(source.text, source.number, is_spread=True)
        above = dict(enumerate(cells, start=1))
        for column in merged.uncomputed(number):
            grid.faults.append(Fault(number, column, "row", "table_not_computed", {"place": place(number, column)}))
        _add(grid, number, cells)
    return grid


def _add(grid: Grid, number: int, cells: Sequence[Cell]) -> None:
    if len(grid.lines) == MOST_LINES:
        raise Faulty([Fault(number, 1, "file", "table_too_long", {"most": MOST_LINES})])
    kept = list(_sound(grid, number, cells[:MOST_COLUMNS]))
    while kept and not kept[-1].text:
        kept.pop()
    if kept:
        grid.lines.append(Line(number, tuple(kept)))


def _sound(grid: Grid, number: int, cells: Sequence[Cell]) -> Iterator[Cell]:
    for column, cell in enumerate(cells, start=1):
        where = {"field": place(number, column)}
        if is_strange(cell.text):
            grid.faults.append(Fault(number, column, "row", "import_strange_character", where))
            yield Cell()
        elif is_error(cell.text):
            if not cell.is_spread:
                told = {"place": place(number, column), "value": cell.text.strip()}
                grid.faults.append(Fault(number, column, "row", "table_cell_error", told))
            yield Cell()
        elif len(cell.text) > LONGEST:
            grid.faults.append(Fault(number, column, "row", "import_text_long", where | {"longest": LONGEST}))
            yield Cell()
        else:
            yield cell


def _cell(cell: Any) -> Cell:
    value = cell.value
    match value:
        case None:
            return Cell()
        case bool():
            return Cell("true" if value else "false")
        case int() | float():
            return _number(value)
        case datetime() | date():
            return Cell(_day(value, str(getattr(cell, "number_format", "") or "")))
    return Cell(bare(tidy(str(value))))


def _number(value: int | float) -> Cell:
    number = Decimal(str(value))
    if not number.is_finite():
        return Cell(str(value))
    # A sheet computes in binary: what lies behind the fourth place is its rounding, not the office's figure.
    number = number if abs(number) > 10**15 else number.quantize(Decimal("0.0001")).normalize()
    return Cell(f"{number:f}", number)


def _day(value: date, shown_as: str) -> str:
    code = _QUOTED.sub("", shown_as).lower()
    if "y" in code and "d" not in code:
        return value.strftime("%Y-%m") if "m" in code else value.strftime("%Y")
    return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()

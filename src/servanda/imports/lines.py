"""The lines of a list below its heading: which are rows, and which are sums or headings of groups."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from servanda.imports.columns import Columns
from servanda.imports.faults import Fault
from servanda.imports.grids import Cell, Grid, Line
from servanda.imports.headings import heading_of, is_total

LONGEST = 400
# Who drew it up, who signs, and the day: so many texts stand side by side below a list.
SIGNED = 3


@dataclass
class Lines:
    """What was read. `notes` are no faults; `headings` and `totals` are the lines that were not taken for rows."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)

    def rows_of(self, grid: Grid, columns: Columns) -> Iterator[tuple[Line, dict[str, Cell], str]]:
        """(line, what it tells under each target, the heading above it or '') of every row; the others are noted."""
        heading, closing = "", closing_lines(grid, columns)
        for line in grid.lines:
            if line.number <= columns.last:
                continue
            told = {name: cell for name, column in columns.of.items() if (cell := line.cell(column)).text}
            if is_total(line):
                self.totals.append((line.number, _words_of(line)))
            elif line.number in closing:
                self.headings.append((line.number, _words_of(line)))
            elif text := heading_of(line, told):
                heading = text
                self.headings.append((line.number, text))
            elif any(not cell.is_spread for cell in told.values()):
                yield line, told, heading


def closing_lines(grid: Grid, columns: Columns) -> frozenset[int]:
    """The lines that sign or explain a list: few texts and no number, at its end, below its sum or below a gap."""
    named = {columns.of[target] for target in ("title", "name") if target in columns.of}
    found: list[int] = []
    above, is_under_sum, is_numbered = columns.last, False, False
    for line in grid.lines:
        if line.number <= columns.last:
            continue
        own = {column: cell.text for column, cell in enumerate(line.cells, start=1) if cell.text and not cell.is_spread}
        has_number = any(text.strip(" .)").isdecimal() for text in own.values())
        is_apart = line.number > above + 1 and (is_numbered or not named & set(own))
        if is_total(line):
            found, is_under_sum = [], True
        elif len(own) > SIGNED or has_number:
            found, is_under_sum, is_numbered = [], False, is_numbered or has_number
        elif found or is_under_sum or is_apart:
            found.append(line.number)
        above = line.number
    return frozenset(found)


def _words_of(line: Line) -> str:
    return " ".join(dict.fromkeys(cell.text for cell in line.cells if cell.text))[:LONGEST]

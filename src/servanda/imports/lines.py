"""The lines of a list below its heading: which are rows, and which are sums or headings of groups."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from servanda.imports.columns import Columns
from servanda.imports.faults import Fault
from servanda.imports.grids import Cell, Grid, Line
from servanda.imports.headings import heading_of, is_total

LONGEST = 400


@dataclass
class Lines:
    """What was read. `notes` are no faults; `headings` and `totals` are the lines that were not taken for rows."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)

    def rows_of(self, grid: Grid, columns: Columns) -> Iterator[tuple[Line, dict[str, Cell], str]]:
        """(line, what it tells under each target, the heading above it or '') of every row; the others are noted."""
        heading = ""
        for line in grid.lines:
            if line.number <= columns.last:
                continue
            told = {name: cell for name, column in columns.of.items() if (cell := line.cell(column)).text}
            if is_total(line):
                self.totals.append((line.number, _words_of(line)))
            elif text := heading_of(line, told):
                heading = text
                self.headings.append((line.number, text))
            elif any(not cell.is_spread for cell in told.values()):
                yield line, told, heading


def _words_of(line: Line) -> str:
    return " ".join(dict.fromkeys(cell.text for cell in line.cells if cell.text))[:LONGEST]

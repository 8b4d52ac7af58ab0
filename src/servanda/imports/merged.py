"""Which cells of a sheet are merged, and which formulas were never computed: read from the sheet's own XML."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

MOST = 20_000
# Merging over more than this is a slip: a whole column, say.
MOST_LINES, MOST_COLUMNS = 2000, 60
# One cell may be named by thousands of merges; all of them together spread no further than the longest list is large.
MOST_SPREAD = 400_000

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass
class Merged:
    """For each line the cells that stand for another, as column -> (line, column) of that one."""

    cells: dict[int, dict[int, tuple[int, int]]] = field(default_factory=lambda: defaultdict(dict))
    not_computed: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def of_line(self, line: int) -> list[tuple[int, tuple[int, int]]]:
        return sorted(self.cells.get(line, {}).items())

    def width_of(self, line: int) -> int:
        return max(self.cells.get(line, {}), default=0)

    def uncomputed(self, line: int) -> list[int]:
        return self.not_computed.get(line, [])


def merged_cells(package: zipfile.ZipFile, part: str) -> Merged:
    """Read one sheet's part of the package. Raises KeyError or ExpatError for a broken one."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(package.read(part.lstrip("/")), True)
    return reader.found


class _Reader:
    """The state of one pass over the sheet."""

    def __init__(self) -> None:
        self.found = Merged()
        self.place = ""
        self.has_formula = self.has_value = self.is_in_value = False
        self.count = self.spread = 0

    def start(self, name: str, values: dict[str, Any]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self.place, self.has_formula = str(values.get("r", "")), False
                # A formula that comes to no words was computed all the same.
                self.has_value = values.get("t") == "str"
            case "f":
                self.has_formula = True
            case "v":
                self.is_in_value = True
            case "mergeCell" if self.count < MOST:
                self.count += 1
                left = MOST_SPREAD - self.spread
                for line, column, first in islice(_spread(str(values.get("ref", ""))), left):
                    self.found.cells[line][column] = first
                    self.spread += 1

    def text(self, text: str) -> None:
        self.has_value = self.has_value or (self.is_in_value and bool(text.strip()))

    def end(self, name: str) -> None:
        self.is_in_value = False
        if name.rpartition(":")[2] == "c" and self.has_formula and not self.has_value:
            found = _PLACE.fullmatch(self.place)
            if found:
                self.found.not_computed[int(found[2])].append(range_boundaries(found[1] + "1")[0])
            self.has_formula = False


def _spread(reference: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    left, top, right, bottom = range_boundaries(reference)
    for line in range(top, min(bottom, top + MOST_LINES) + 1):
        for column in range(left, min(right, MOST_COLUMNS) + 1):
            if (line, column) == (top, left):
                continue
            # The line above hands down what it was given itself.
            yield line, column, (line, left) if column > left else (line - 1, left)

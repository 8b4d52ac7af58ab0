"""Which column of a sheet holds what: the heading is found, guessed at, corrected, and told as a mapping."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils import column_index_from_string

from servanda.imports.column_words import WORDS
from servanda.imports.grids import MOST_COLUMNS, Grid, Line
from servanda.imports.headings import heading_of
from servanda.kernel.refusals import Refused
from servanda.processes.search.searching import fold_text

# A heading stands at the top, under the names of the office and of the plan.
LOOKED_AT = 40
LEAST = 2
NUMBERING = re.compile(r"\(?\s*([0-9]{1,2}|[a-z])\s*\)?\.?", re.IGNORECASE)
LETTERS = re.compile(r"[A-Za-z]{1,2}")

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Columns:
    """`first` and `last` line of the heading; `heads` what it says of each column; `of` target -> column, from 1.

    `joined` are the columns whose head is merged over others: column -> the last of them.
    """

    first: int
    last: int
    heads: tuple[str, ...]
    of: Mapping[str, int] = field(default_factory=dict)
    joined: Mapping[int, int] = field(default_factory=dict)

    def head(self, target: str) -> str:
        column = self.of.get(target, 0)
        return self.heads[column - 1] if 0 < column <= len(self.heads) else ""

    def words(self, line: Line, target: str) -> str:
        """What stands under a target, of all columns over which its head is merged: a family name and a given one."""
        first = self.of[target]
        columns = range(first, self.joined.get(first, first) + 1)
        return " ".join(text for column in columns if (text := line.cell(column).text))

    def signature(self) -> str:
        """The same for a file of the same form next year."""
        return "|".join("".join(fold_text(head).split()) for head in self.heads)


def find_columns(
    grid: Grid, targets: Sequence[str], *, header: int = 0, words: Words = WORDS, least: int = LEAST
) -> Columns:
    """The best guess. `header` names the first line of the heading where a person has said it; else it is found.

    `words` are the headings by which each target goes.
    """
    lines = [line for line in grid.lines if not header or line.number == header][:LOOKED_AT]
    places = [place for place, line in enumerate(grid.lines) if line in lines]
    guesses = [guess for place in places for guess in _guesses(grid, place, targets, words)]
    if not guesses:
        return Columns(1, 1, tuple("" for _ in range(grid.width)))
    # The same number of columns told: the earlier line, and of its readings the shorter.
    best = max(guesses, key=lambda guess: (len(guess.of), "title" in guess.of, -guess.first, guess.first - guess.last))
    if len(best.of) < least and not header:
        best = next((guess for guess in guesses if _looks_like_heading(grid, guess.first)), best)
    return replace(best, last=_past_numbering(grid, best.last))


def guess(heads: Sequence[str], targets: Sequence[str], words: Words = WORDS) -> dict[str, int]:
    """Target -> column, each at most once, the surest first."""
    scored = [
        (score, -column, target)
        for column, head in enumerate(heads, start=1) for target in (*targets, "number")
        if (score := _score(head, words[target]))
    ]  # fmt: skip
    found: dict[str, int] = {}
    for _sure, column, target in sorted(scored, reverse=True):
        if target not in found and -column not in found.values():
            found[target] = -column
    found.pop("number", None)
    return found


def says(head: str, words: Sequence[str]) -> bool:
    """Do the words of a head name this, among others it may name?"""
    return _score(head, words) > 0


def read_mapping(stated: Any, columns: Columns, targets: Sequence[str]) -> Columns:
    """A mapping as people write it: target -> letter (`C`), number (3) or the heading's own words. Raises Refused."""
    if not isinstance(stated, Mapping):
        raise Refused("columns_wrong", value=str(stated)[:40])
    found = {}
    for target, value in stated.items():
        if target not in targets:
            raise Refused("import_name_unknown", field=str(target)[:40], known=", ".join(targets))
        if value not in (None, "", 0):
            found[str(target)] = _column(value, columns)
    return replace(columns, of=found)


def _column(value: Any, columns: Columns) -> int:
    heads = [fold_text(head) for head in columns.heads]
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_COLUMNS:
        return value
    text = str(value).strip()
    if fold_text(text) in heads:
        return heads.index(fold_text(text)) + 1
    if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_COLUMNS:
        return int(text)
    if LETTERS.fullmatch(text) and (column := int(column_index_from_string(text.upper()))) <= MOST_COLUMNS:
        return column
    raise Refused("columns_wrong", value=text[:40])


def _guesses(grid: Grid, place: int, targets: Sequence[str], words: Words) -> list[Columns]:
    """A heading of one line, and of this and the next where that stands beneath merged cells."""
    line = grid.lines[place]
    heads = tuple(line.cell(column).text for column in range(1, grid.width + 1))
    found = [Columns(line.number, line.number, heads, guess(heads, targets, words), _joined(line, None))]
    below = grid.lines[place + 1] if place + 1 < len(grid.lines) else None
    # The name of the plan above the heading and the first part below it are merged too, and head no column.
    if not below or below.number != line.number + 1 or heading_of(line, {}) or heading_of(below, {}):
        return found
    if any(cell.is_spread for cell in (*line.cells, *below.cells)):
        both = tuple(_both(line, below, column) for column in range(1, grid.width + 1))
        found.append(Columns(line.number, below.number, both, guess(both, targets, words), _joined(line, below)))
    return found


def _joined(line: Line, below: Line | None) -> dict[int, int]:
    """Column -> the last over which its head is merged, unless the second line tells them apart."""
    found: dict[int, int] = {}
    for column, cell in enumerate(line.cells, start=1):
        under = below.cell(column) if below else None
        is_alike = column > 1 and cell.is_spread and cell.text == line.cell(column - 1).text
        if cell.text and is_alike and (under is None or under.is_spread or not under.text):
            first = next((known for known, last in found.items() if last == column - 1), column - 1)
            found[first] = column
    return found


def _looks_like_heading(grid: Grid, number: int) -> bool:
    """Two words or more and no figure: what a heading is, whatever its words."""
    line = next(line for line in grid.lines if line.number == number)
    own = [cell for cell in line.cells if cell.text and not cell.is_spread]
    return len(own) >= LEAST and not any(any(mark.isdigit() for mark in cell.text) for cell in own)


def _both(line: Line, below: Line, column: int) -> str:
    upper, lower = line.cell(column), below.cell(column)
    return upper.text if lower.text in ("", upper.text) else f"{upper.text} · {lower.text}".strip(" ·")


def _past_numbering(grid: Grid, last: int) -> int:
    """A line that only numbers the columns belongs to the heading."""
    below = next((line for line in grid.lines if line.number > last), None)
    texts = [cell.text for cell in below.cells if cell.text] if below else []
    if below and len(texts) > LEAST and all(NUMBERING.fullmatch(text) for text in texts):
        return below.number
    return last


def _score(head: str, words: Sequence[str]) -> int:
    """How sure it is; 0 for not at all. The last part of a heading in two lines says more than the first."""
    parts = [(n, text) for n, part in enumerate(head.split(" · ")) for text in {_folded(part), _whole(part)}]
    return max((sure * 2 + (n > 0) for n, part in parts if (sure := _of_part(part, words))), default=0)


def _of_part(part: str, words: Sequence[str]) -> int:
    if not part:
        return 0
    if part in words:
        return 1000 + len(part)
    inside = [word for word in words if len(word) > 2 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", part)]
    return max((10 + 900 * len(word) // max(len(part), 1) for word in inside), default=0)


def _whole(head: str) -> str:
    """With the words in brackets, which may say the language of a name."""
    return " ".join(fold_text(re.sub(r"[()*_]", " ", head)).split()).strip(" .:")


def _folded(head: str) -> str:
    """Without what stands in brackets: a unit of money, an explanation."""
    return " ".join(fold_text(re.sub(r"\([^)]*\)", " ", head).replace("*", " ")).split()).strip(" .:")

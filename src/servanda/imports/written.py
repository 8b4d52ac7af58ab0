"""Written text as lines and tables, whatever file it came from: what the reading of articles starts from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.imports.letters import is_strange, tidy


@dataclass(frozen=True)
class Line:
    """One line. `is_big` says that it was written as a heading: in bold, in the middle, or in such a style.

    `is_title` says that it has the style of a title or a subtitle.
    """

    text: str
    is_big: bool = False
    is_title: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells of lines."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]


Block = Line | Table


@dataclass(frozen=True)
class Written:
    """A document; `remarks` counts by code what of it was not read: notes, comments, pictures and such."""

    blocks: tuple[Block, ...]
    remarks: Mapping[str, int] = field(default_factory=dict)


def read_pasted(text: str) -> Written:
    """Lines as they were pasted; a heading cannot be told there but by its words."""
    lines = (Line(clean(line)) for line in tidy(text).split("\n"))
    return Written(tuple(line for line in lines if line.text))


def clean(text: str) -> str:
    """One line without what cannot be shown or stored, spaces of any kind made plain."""
    shown = "".join(letter for letter in tidy(text) if not is_strange(letter) and letter not in "\u00ad\ufeff\u200b")
    return " ".join(shown.split())


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Line):
            yield block
        else:
            yield from (line for row in block.rows for cell in row for line in cell)


def to_data(blocks: Sequence[Block]) -> list[Any]:
    """JSON that `from_data` reads back."""
    return [
        _line(block)
        if isinstance(block, Line)
        else {"rows": [[[_line(x) for x in cell] for cell in row] for row in block.rows]}
        for block in blocks
    ]


def from_data(data: Iterable[Any]) -> tuple[Block, ...]:
    return tuple(
        Table(tuple(tuple(tuple(Line(*x) for x in cell) for cell in row) for row in block["rows"]))
        if isinstance(block, Mapping)
        else Line(*block)
        for block in data
    )


def _line(line: Line) -> list[Any]:
    return [line.text, line.is_big]

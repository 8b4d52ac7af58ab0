"""Lines one after the other with the language of each, where columns of a table are texts in different languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.imports.article_heads import article_head
from servanda.imports.text_languages import guess
from servanda.imports.written import Block, Line, Table

SEPARATOR = " | "


@dataclass(frozen=True)
class Said:
    """A line; `language` is set where its column says it, `table` is the number of the table in which it stood."""

    text: str
    is_big: bool = False
    language: str = ""
    table: int | None = None
    is_title: bool = False

    @property
    def is_large(self) -> bool:
        """Written as a heading, or in capitals."""
        return self.is_big or (self.text.isupper() and any(map(str.isalpha, self.text)))


def said_in(blocks: Sequence[Block]) -> list[Said]:
    """All lines in their order; of a table with one language in each column, column after column."""
    found: list[Said] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Line):
            found.append(Said(block.text, block.is_big, is_title=block.is_title))
        elif languages := _languages(block):
            for column, language in enumerate(languages):
                cells = (row[column] for row in block.rows if column < len(row))
                found += [Said(line.text, line.is_big, language, number) for cell in cells for line in cell]
        elif _holds_articles(block):
            found += [Said(x.text, x.is_big, "", number) for row in block.rows for cell in row for x in cell]
        else:
            found += [Said(*_row(row), "", number) for row in block.rows if any(row)]
    return _split_double_heads([line for line in found if line.text])


def _languages(table: Table) -> list[str]:
    """The language of each column, where all are told and no two are the same."""
    width = max((len(row) for row in table.rows), default=0)
    if width < 2:
        return []
    columns = [
        " ".join(line.text for row in table.rows if column < len(row) for line in row[column])
        for column in range(width)
    ]
    found = [guess(text) for text in columns if text.strip()]
    is_long = all(len(text) > 20 for text in columns if text.strip())
    return found if is_long and len(found) == width and all(found) and len(set(found)) == width else []


def _holds_articles(table: Table) -> bool:
    return any(article_head(line.text) for row in table.rows for cell in row for line in cell)


def _row(row: Sequence[Sequence[Line]]) -> tuple[str, bool]:
    cells = [" ".join(line.text for line in cell) for cell in row]
    lines = [line for cell in row for line in cell]
    return SEPARATOR.join(filter(None, cells)), bool(lines) and all(line.is_big for line in lines)


def _split_double_heads(lines: Sequence[Said]) -> list[Said]:
    """A heading in two languages on one line, divided by a stroke, becomes two."""
    found: list[Said] = []
    for line in lines:
        parts = [part.strip() for part in line.text.split(" / ")]
        heads = [article_head(part) for part in parts]
        told = [head.language for head in heads if head]
        if len(parts) > 1 and len(told) == len(parts) == len(set(told)):
            found += [Said(part, line.is_big, language, line.table) for part, language in zip(parts, told, strict=True)]
        else:
            found.append(line)
    return found

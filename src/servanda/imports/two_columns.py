"""Lines one after the other with the language of each, where columns of a table are texts in different languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.imports.article_heads import article_head
from servanda.imports.text_languages import guess
from servanda.imports.written import Block, Line, Table
from servanda.processes.search.searching import fold_text

SEPARATOR = " | "
# Whose language cannot be told from so little, and what a row's number has at most.
SHORTEST, LONGEST_NUMBER = 20, 4
WORDS_OF_NAME = 4
NAMES = (
    "tiếng việt", "tiếng anh", "tiếng ả rập", "tiếng mã lai", "tiếng pháp", "vietnamese", "english", "arabic", "malay",
    "french", "français", "العربية", "العربي", "الإنجليزية", "الإنجليزي", "الفيتنامية", "bahasa", "melayu", "inggeris",
)  # fmt: skip
NAMED = re.compile("|".join(map(fold_text, NAMES)))


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
            rows = block.rows[1:] if _names_languages(block.rows[0], languages) else block.rows
            for column, language in enumerate(languages):
                cells = (row[column] for row in rows if language and column < len(row))
                found += [Said(line.text, line.is_big, language, number) for cell in cells for line in cell]
        elif _holds_articles(block):
            found += [Said(x.text, x.is_big, "", number) for row in block.rows for cell in row for x in cell]
        else:
            found += [Said(*_row(row), "", number) for row in block.rows if any(row)]
    return _split_double_heads([line for line in found if line.text])


def _languages(table: Table) -> list[str]:
    """The language of each column, where all are told and no two are the same; '' for one that numbers the rows."""
    width = max((len(row) for row in table.rows), default=0)
    columns = [[_text(row[column]) for row in table.rows if column < len(row)] for column in range(width)]
    texts = ["" if _is_numbers(cells) else " ".join(filter(None, cells)) for cells in columns]
    found = [guess(text) for text in texts]
    told = [(text, language) for text, language in zip(texts, found, strict=True) if text]
    is_whole = len(told) > 1 and all(language and len(text) > SHORTEST for text, language in told)
    return found if is_whole and len({language for _text, language in told}) == len(told) else []


def _is_numbers(cells: Sequence[str]) -> bool:
    """`STT, 1, 2, 3`, or nothing at all."""
    below = cells[1:] if len(cells) > 1 else cells
    return all(len(text) <= LONGEST_NUMBER and not any(map(str.isalpha, text)) for text in below)


def _names_languages(row: Sequence[Sequence[Line]], languages: Sequence[str]) -> bool:
    """A first row that only says in which language each column is: `Tiếng Việt | English`."""
    cells = [fold_text(_text(cell)) for cell, language in zip(row, languages, strict=False) if language]
    return bool(cells) and all(len(cell.split()) <= WORDS_OF_NAME and NAMED.search(cell) for cell in cells)


def _text(cell: Sequence[Line]) -> str:
    return " ".join(line.text for line in cell if line.text)


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

"""CSV and XLSX as rows of named cells, each with the line that it stands in."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice
from typing import Any

from openpyxl.utils import get_column_letter

from servanda.imports.faults import Fault, Faulty
from servanda.imports.languages import is_language
from servanda.imports.letters import decode, is_strange, tidy
from servanda.imports.sheets import is_book, is_error, sheet_rows
from servanda.imports.suggestions import unknown_name
from servanda.processes.declaration.cells import bare

LIMIT = 8 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST = 400
PAGES = ("vi", "en", "ar", "ms")
# The names of the office and of the list stand above the names of the columns.
LOOKED_AT = 20
LEAST = 2


@dataclass(frozen=True)
class Row:
    """One row: where it stands, and what its named cells hold."""

    line: int
    cells: Mapping[str, str]


@dataclass
class Table:
    """The rows of a file. `languages` maps those columns that hold a text to their language.

    `heads` are the columns' own words, where they are others than the names by which they are known here.
    """

    columns: dict[str, int] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    heads: Mapping[str, str] = field(default_factory=dict)

    def fault(self, row: Row, column: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(row.line, self.columns.get(column, 1), column, code,
                                 {"field": self.heads.get(column, column), **params}))  # fmt: skip

    def text(self, row: Row, column: str, *, required: bool = False, longest: int = LONGEST) -> str:
        value = row.cells.get(column, "")
        if required and not value and column in self.columns:
            self.fault(row, column, "field_missing")
        if len(value) > longest:
            self.fault(row, column, "import_text_long", longest=longest)
            return ""
        return value

    def code(self, row: Row, column: str, shape: re.Pattern[str], *, required: bool = True) -> str:
        value = self.text(row, column, required=required)
        if value and not shape.fullmatch(value):
            self.fault(row, column, "import_code_wrong", value=value[:80])
            return ""
        return value

    def word(self, row: Row, column: str, known: Sequence[str], *, required: bool = True) -> str:
        value = self.text(row, column, required=required)
        if value and value not in known:
            self.fault(row, column, "duty_word_unknown", value=value[:40], known=", ".join(known))
            return ""
        return value

    def words(self, row: Row, column: str) -> list[str]:
        """The words of a cell, which a semicolon divides, the Arabic one too."""
        return [word for part in re.split("[;؛]", self.text(row, column)) if (word := part.strip())]

    def texts(self, row: Row) -> dict[str, str]:
        """Text by language, from the columns that hold texts."""
        return {language: text for name, language in self.languages.items() if (text := self.text(row, name))}


def read_table(
    raw: bytes, *, known: Sequence[str], required: Sequence[str], prefix: str = "", most: int = MOST_ROWS
) -> Table:
    """Read a file with a row of column names, titles above it left aside; a column `<prefix><language>` holds texts.

    Faults of header and rows are in `faults`; Faulty is raised where no rows can be told.
    """
    table = Table()
    languages = [prefix + language for language in PAGES]
    header: list[str] | None = None
    try:
        for line, cells in _from_header(_rows(raw, [*known, *languages], most=most), [*known, *languages]):
            if not any(cells):
                continue
            if len(table.rows) == most:
                raise Faulty([Fault(line, 1, "file", "table_too_long", {"most": most})])
            if header is None:
                header = [cell.lower() for cell in cells]
                _read_header(table, header, line, [*known, *languages], required, prefix)
                if not table.columns:
                    break
            else:
                table.rows.append(_read_row(table, header, line, cells))
    except Faulty as faulty:
        raise Faulty([*table.faults, *faulty.faults]) from None
    if header is not None and not table.columns:
        # Without a known column every row would be a fault, and the one that matters would be lost among them.
        raise Faulty(table.faults)
    if header is None or not table.rows:
        raise Faulty([*table.faults, Fault(1, 1, "file", "table_empty")])
    return table


def _rows(raw: bytes, names: Sequence[str], *, most: int) -> Iterator[tuple[int, list[str]]]:
    rows = sheet_rows(raw, most=most) if is_book(raw, limit=LIMIT) else _csv_rows(raw, names)
    return ((line, [bare(tidy(cell)) for cell in cells]) for line, cells in rows)


def _from_header(rows: Iterator[tuple[int, list[str]]], names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows from the first that names two columns; all of them where none does."""
    top = list(islice(rows, LOOKED_AT))
    named = [place for place, (_line, cells) in enumerate(top)
             if len({cell.lower() for cell in cells} & set(names)) >= LEAST]  # fmt: skip
    return chain(top[named[0] if named else 0 :], rows)


def _csv_rows(raw: bytes, names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    # Line ends within quoted cells are kept as they are.
    lines = list(StringIO(decode(raw, limit=LIMIT), newline=""))
    first = next((line for line in lines if line.strip()), "")
    separator = max(",;\t", key=lambda mark: len(set(_cells(first, mark)) & set(names)))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            # A quoted cell may run over several lines; a row is named by its first.
            line = reader.line_num + 1
    except csv.Error as error:
        raise Faulty([Fault(line, 1, "file", "table_not_readable", {"why": str(error)})]) from None


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip().strip('"').lower() for cell in line.split(separator)]


def _read_header(
    table: Table, header: list[str], line: int, known: Sequence[str], required: Sequence[str], prefix: str
) -> None:
    for column, name in enumerate(header, start=1):
        language = _language(name, prefix)
        if not name:
            continue
        if name in table.columns:
            table.faults.append(Fault(line, column, name, "table_column_twice", {"field": name[:40]}))
        elif name not in known and not language:
            code, params = unknown_name(name, known)
            table.faults.append(Fault(line, column, name, code, params))
        else:
            table.columns[name] = column
            if language:
                table.languages[name] = language
    for name in required:
        if name not in table.columns:
            table.faults.append(Fault(line, 1, name, "table_column_missing", {"field": name}))
    if not table.languages:
        example = prefix + PAGES[0]
        table.faults.append(Fault(line, 1, example, "table_language_missing", {"field": example}))


def _language(name: str, prefix: str) -> str:
    """The language of a column of texts. Codes of three letters are left out: too many words look like one."""
    code = name.removeprefix(prefix)
    return code if name.startswith(prefix) and len(code) == 2 and is_language(code) else ""


def _read_row(table: Table, header: Sequence[str], line: int, cells: list[str]) -> Row:
    for column, cell in enumerate(cells, start=1):
        name = header[column - 1] if column <= len(header) else ""
        if is_strange(cell):
            table.faults.append(Fault(line, column, name, "import_strange_character", {"field": name or str(column)}))
            cells[column - 1] = ""
        elif name and is_error(cell):
            told = {"place": f"{get_column_letter(column)}{line}", "value": cell}
            table.faults.append(Fault(line, column, name, "table_cell_error", told))
            cells[column - 1] = ""
        elif cell and not name:
            table.faults.append(Fault(line, column, "row", "table_row_long", {"field": "row", "value": cell[:40]}))
    return Row(line, {name: cells[column - 1] for name, column in table.columns.items() if column <= len(cells)})

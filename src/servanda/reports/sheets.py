"""Lists as XLSX. Every cell is text or a number as it stands: nothing that a program would take for a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import xlsxwriter

from servanda.processes.declaration.cells import neutral
from servanda.reports.letters import holdable

Value = str | int | date | None
LONGEST = 32_000
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A name of at most 31 characters, the heads of the columns, and the rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    note: str = ""


def workbook(sheets: Iterable[Sheet], *, rtl: bool) -> bytes:
    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            if rtl:
                page.right_to_left()
            top = 2 if sheet.note else 0
            if sheet.note:
                page.write_string(0, 0, plain(sheet.note))
            for x, head in enumerate(sheet.heads):
                page.write_string(top, x, plain(head), bold)
                page.set_column(x, x, _width(head, (row[x] for row in sheet.rows)))
            for y, row in enumerate(sheet.rows, start=top + 1):
                for x, value in enumerate(row):
                    _write(page, y, x, value, day)
            page.freeze_panes(top + 1, 0)
    return held.getvalue()


def plain(text: str) -> str:
    """What a cell can hold of it, with an apostrophe before what a program would take for a formula."""
    return neutral(holdable(text)[:LONGEST])


def _write(page: "xlsxwriter.worksheet.Worksheet", y: int, x: int, value: Value, day: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(y, x, value, day)
    elif isinstance(value, int):
        page.write_number(y, x, value)
    else:
        page.write_string(y, x, plain(value))


def _width(head: str, values: Iterable[Value]) -> int:
    return min(max([len(head), *(len(str(value)) for value in values if value is not None)]) + 2, WIDEST)

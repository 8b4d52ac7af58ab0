"""XLSX as rows of text: the first sheet, formulas as they are written, nothing executed and nothing unpacked unseen."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from servanda.imports.faults import Fault, Faulty

# What a packed file may unpack to, and how far a sheet is looked at.
UNPACKED = 64 * 1024 * 1024
MOST_COLUMNS = 100

# openpyxl names hardly any fault of a file itself; these are what its parsers let through.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, expat.ExpatError, SyntaxError, EOFError, OSError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError),
)


class _Root(Exception):
    """The root element has begun: whatever declares entities would have stood before it."""


def sheet_rows(raw: bytes, *, most: int) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells of the first sheet, up to `most` + 1 rows. Raises Faulty."""
    try:
        _check_package(raw)
        book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        # What the file says of its own size is not to be believed.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=most + 2, max_col=MOST_COLUMNS, values_only=True)
        found = [(number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1)]
        book.close()
    except _BROKEN:
        raise Faulty([Fault(1, 1, "file", "table_damaged")]) from None
    return iter(found)


def _check_package(raw: bytes) -> None:
    with zipfile.ZipFile(BytesIO(raw)) as package:
        size = sum(member.file_size for member in package.infolist())
        if size > UNPACKED:
            raise Faulty([Fault(1, 1, "file", "too_large", {"size": size, "limit": UNPACKED})])
        for member in package.infolist():
            if member.filename.endswith((".xml", ".rels")):
                _check_entities(package.read(member))


def _check_entities(xml: bytes) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        parser.Parse(xml, True)
    except _Root:
        return


def _refuse(*_: object) -> None:
    raise ValueError("a document type is declared")


def _stop(*_: object) -> None:
    raise _Root


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    # A formula over several cells is an object that holds its text.
    return str(getattr(value, "text", value) or "")

"""XLSX as rows of text: the first sheet, formulas as they are written, nothing executed and nothing unpacked unseen."""

import codecs
import re
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
from servanda.imports.packages import check_package

# What a spreadsheet shows where a formula came to no value, however its file was made.
ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
ERROR_NUMBER = re.compile(r"Err:\d{3}")
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How far a sheet is looked at.
MOST_COLUMNS = 100

# openpyxl names hardly any fault of a file itself; these are what its parsers let through.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, expat.ExpatError, SyntaxError, EOFError, OSError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError),
)


def is_book(raw: bytes, *, limit: int) -> bool:
    """Whether a table comes as a spreadsheet and not as text. Raises Faulty where it is neither, or longer than
    `limit` bytes."""
    if len(raw) > limit:
        raise Faulty([Fault(1, 1, "file", "too_large", {"size": len(raw), "limit": limit})])
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Faulty([Fault(1, 1, "file", "table_old_format")])
    if raw.startswith(b"PK\x03\x04"):
        return True
    # A list begins with the name of a column; what other files begin with holds zeros. A zero further on is a slip.
    if raw.startswith(b"%PDF-") or (b"\0" in raw[:16] and not raw.startswith(UTF16)):
        raise Faulty([Fault(1, 1, "file", "table_other_kind")])
    return False


def is_error(text: str) -> bool:
    """`#REF!`, `#N/A`, `Err:508`: no value, and no text that anybody wrote."""
    return text.strip().upper() in ERRORS or ERROR_NUMBER.fullmatch(text.strip()) is not None


def sheet_rows(raw: bytes, *, most: int) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells of the first sheet, up to `most` + 1 rows. Raises Faulty."""
    try:
        check_package(raw)
        book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        # What the file says of its own size is not to be believed.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=most + 2, max_col=MOST_COLUMNS, values_only=True)
        found = [(number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1)]
        book.close()
    except BROKEN:
        raise Faulty([Fault(1, 1, "file", "table_damaged")]) from None
    return iter(found)


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

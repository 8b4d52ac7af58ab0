"""Making files to import, and looking at what came of them."""

import csv
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import Workbook

from servanda.imports.faults import Fault, Faulty

UNITS = ["code", "parent", "kind", "zone", "fields", "regions", "vi", "en"]
OFFICE = ["office", "", "office", "Asia/Ho_Chi_Minh", "", "", "Văn phòng", "Office"]
PEOPLE = ["officer", "unit", "role", "language", "email", "title_en"]
DESK = ["o-1", "office", "desk", "vi", "o-1@mofa.example", "Desk"]
PARTNERS = ["code", "kind", "country", "en"]


def as_csv(*rows: Sequence[object], separator: str = ",", encoding: str = "utf-8") -> bytes:
    out = StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(raw.decode("utf-8"), newline="")))


def changed(row: Sequence[str], header: Sequence[str], **cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(header, row, strict=True)]


def faults_of(read: Callable[..., Any], *args: Any, **options: Any) -> tuple[Fault, ...]:
    with pytest.raises(Faulty) as caught:
        read(*args, **options)
    assert str(caught.value)
    return caught.value.faults


def codes(faults: Sequence[Fault]) -> list[str]:
    return [fault.code for fault in faults]

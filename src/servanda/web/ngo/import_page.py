"""What the pages of a list under way show: its columns, its faults row by row, and what is ready to be taken in."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from servanda.imports.faults import Fault
from servanda.imports.grids import place
from servanda.imports.ngo_rows import Row
from servanda.imports.ngos import Sheet as Read
from servanda.imports.ngos import organisations
from servanda.processes.telling.wording import amount
from servanda.reports import sheets
from servanda.reports.sheets import Sheet, Value
from servanda.web import refusal_text
from servanda.web.ngo.forms import ColumnsForm

SAMPLES, LONGEST = 3, 80
SHOWN = 100


def columns(read: Read, form: ColumnsForm) -> list[dict[str, Any]]:
    """Each column of the sheet: its letter, heading, first values, and the field that says what it holds."""
    below = [line for line in read.grid.lines if line.number > read.columns.last]
    found = []
    for column in range(1, read.grid.width + 1):
        texts = (cell.text for line in below if not (cell := line.cell(column)).is_spread and cell.text)
        samples = [text[:LONGEST] for text, _n in zip(texts, range(SAMPLES), strict=False)]
        found.append({
            "letter": place(1, column).rstrip("1"), "head": read.columns.heads[column - 1], "samples": samples,
            "field": form[f"column-{column}"],
        })  # fmt: skip
    return found


def review(read: Read) -> dict[str, Any]:
    """The list in figures, its faults, and the first of what is sound."""
    found = read.found
    sound = found.sound
    return {
        "count": len(found.rows), "sound": len(sound), "wrong": len(found.wrong),
        "organisations": len(organisations(sound)),
        "faults": listed(found.faults), "notes": listed(found.notes),
        "rows": [_row(row) for row in sound[:SHOWN]], "more_rows": max(len(sound) - SHOWN, 0),
        "passed_over": sorted(
            [*({"line": line, "text": text, "why": _("heads a part")} for line, text in found.headings),
             *({"line": line, "text": text, "why": _("a sum")} for line, text in found.totals)],
            key=lambda item: int(str(item["line"])),
        ),
    }  # fmt: skip


def listed(faults: Iterable[Fault]) -> dict[str, Any]:
    """Faults by row, each with its cell and a sentence in the reader's language."""
    by_line: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_line[fault.line].append(fault)
    rows = [
        {"line": line, "faults": [{"place": place(f.line, f.column), "head": _head(f), "sentence": sentence(f)}
                                  for f in sorted(by_line[line], key=lambda f: f.column)]}
        for line in sorted(by_line)[:SHOWN]
    ]  # fmt: skip
    return {"rows": rows, "count": len(by_line), "more": max(len(by_line) - SHOWN, 0)}


def sentence(fault: Fault) -> str:
    return refusal_text.sentence(fault.refused)


def faulty_sheet(read: Read) -> bytes:
    """The faulty rows with their headings, merged cells filled, and what is wrong with each in a last column."""
    by_line: dict[int, list[str]] = defaultdict(list)
    for fault in sorted(read.found.faults, key=lambda f: (f.line, f.column)):
        head = _head(fault)
        by_line[fault.line].append(f"{head}: {sentence(fault)}" if head else sentence(fault))
    width = read.grid.width
    rows: list[list[Value]] = [
        [*(line.cell(column).text for column in range(1, width + 1)), " ".join(dict.fromkeys(by_line[line.number]))]
        for line in read.grid.lines if line.number in by_line
    ]  # fmt: skip
    heads = [*(read.columns.heads[column] or place(1, column + 1).rstrip("1") for column in range(width)), reason()]
    return sheets.workbook([Sheet(_("To be mended"), heads, rows)], rtl=get_language_bidi())


def reason() -> str:
    return _("What is wrong")


def _head(fault: Fault) -> str:
    return "" if fault.field in ("row", "file", "columns") else str(fault.params.get("field") or "")


def _row(row: Row) -> dict[str, Any]:
    certificate, project = row.certificate or {}, row.project or {}
    return {
        "line": row.line, "name": row.name, "country": row.country, "until": certificate.get("until_on"),
        "number": certificate.get("number"), "project": project.get("title"), "places": project.get("places"),
        "amount": amount(project["amount"]) if project.get("amount") else "",
    }  # fmt: skip

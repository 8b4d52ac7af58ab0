"""The table of opinions as a Word file, across the page; right to left where the language is."""

from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from servanda.reports.opinions import Opinions, Taken
from servanda.reports.word import Page, is_rtl

GIVEN, TAKEN = (98, 68, 40, 57), (62, 50, 83, 68)


def opinions_docx(found: Opinions) -> bytes:
    page = Page(found.rtl, found.language)
    section = page.document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    page.document.core_properties.title = found.title
    page.say(found.title, size=16, bold=True)
    page.say(found.subtitle, size=12).runs[0].font.rtl = found.rtl and is_rtl(found.subtitle)
    page.say(found.status, soft=True)
    for line in found.preamble:
        page.say(line, size=10)
    page.say(found.heads[1], size=11, bold=True, above=8)
    given = [((row.who,), (row.opinion,), (row.on,), (row.remarks,)) for row in found.given]
    _table(page, found.columns_given, given, GIVEN)
    page.say(found.heads[2], size=11, bold=True, above=10)
    if found.taken:
        _table(page, found.columns_taken, [_cells(row, found) for row in found.taken], TAKEN)
    else:
        page.say(found.empty, soft=True)
    return page.bytes()


def _cells(row: Taken, found: Opinions) -> tuple[Sequence[str], ...]:
    wording = (found.words["wording"], row.wording) if row.wording else ()
    return ((row.place, row.under), (row.who,), (row.comment, *wording), (row.answer, row.reason))


def _table(page: Page, columns: Sequence[str], rows: Iterable[Any], widths: Sequence[int]) -> None:
    table = page.document.add_table(rows=1, cols=len(columns))
    table.style, table.autofit = "Table Grid", False
    if page.rtl:
        table.table_direction = WD_TABLE_DIRECTION.RTL
    head = table.rows[0]
    for cell, name in zip(head.cells, columns, strict=True):
        page.fill(cell, name, bold=True)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(mark)
    for row in rows:
        for cell, lines in zip(table.add_row().cells, row, strict=True):
            page.lines(cell, [line for line in lines if line])
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)

"""The brief as a Word file, its paragraphs and tables right to left where the language is."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from unicodedata import bidirectional

from docx import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from servanda.reports.brief import Brief, Line, Row
from servanda.reports.letters import holdable

FONT = "Arial"
# Word wants the parts of a form in the order of its schema: these follow what is put in here.
AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
AFTER_SIZE = ("w:highlight", "w:u", "w:effect", "w:shd", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang")
AFTER_BOLD = ("w:i", "w:iCs", "w:color", "w:spacing", "w:kern", "w:sz", "w:szCs", *AFTER_SIZE)
SOFT, LINKED = RGBColor(0x53, 0x5D, 0x69), RGBColor(0x0E, 0x5B, 0x6D)


def brief_docx(brief: Brief) -> bytes:
    page = Page(brief.rtl, brief.language)
    page.say(brief.title, size=16, bold=True)
    page.say(brief.subtitle, soft=True)
    page.say(" ".join(brief.coverage), size=8.5, soft=True)
    for sentence in brief.headline:
        page.say(sentence)
    page.table(brief)
    if brief.declared:
        page.say(brief.declared, size=8.5, italic=True)
    for part in brief.parts:
        page.say(part.title, size=11, bold=True, above=8)
        for line in part.lines:
            page.line(line)
        if not part.lines:
            page.say(part.empty, soft=True)
    page.say(brief.evidence, size=7.5, soft=True, above=8)
    return page.bytes()


class Page:
    """A document being written."""

    def __init__(self, rtl: bool, language: str) -> None:
        self.rtl, self.language = rtl, language
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(17)
        section.top_margin = section.bottom_margin = Mm(14)

    def bytes(self) -> bytes:
        held = BytesIO()
        self.document.save(held)
        return held.getvalue()

    def say(self, text: str, *, above: float = 0, **look: Any) -> Any:
        paragraph = self._set(self.document.add_paragraph(), above=above)
        self._run(paragraph, text, **look)
        return paragraph

    def line(self, line: Line) -> None:
        paragraph = self._set(self.document.add_paragraph())
        self._linked(paragraph, line.text, line.url)
        self._run(paragraph, f" [{line.number}] ", size=7, soft=True)
        self._run(paragraph, line.more, size=8.5, soft=True)

    def table(self, brief: Brief) -> None:
        each = len(brief.columns) // max(len(brief.sides), 1)
        table = self.document.add_table(rows=2, cols=1 + len(brief.columns))
        table.style = "Light Grid Accent 1" if "Light Grid Accent 1" in self.document.styles else None
        if self.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        for place, side in enumerate(brief.sides):
            first, last = table.cell(0, 1 + place * each), table.cell(0, place * each + each)
            self.fill(first.merge(last), side, bold=True)
        for place, column in enumerate(brief.columns):
            self.fill(table.cell(1, 1 + place), column, size=7.5, soft=True)
        for row in brief.rows:
            self._row(table.add_row().cells, row)

    def _row(self, cells: Any, row: Row) -> None:
        label = self.fill(cells[0], row.label)
        self._run(label, f" [{row.number}]", size=7, soft=True)
        for cell, found in zip(cells[1:], row.cells, strict=True):
            self._linked(self._set(cell.paragraphs[0]), found.text, found.url)

    def fill(self, cell: Any, text: str, **look: Any) -> Any:
        paragraph = self._set(cell.paragraphs[0])
        self._run(paragraph, text, **look)
        return paragraph

    def lines(self, cell: Any, lines: Sequence[str]) -> None:
        """A paragraph for each line of a cell; what is written from left to right stays so in a page that is not."""
        for n, line in enumerate(lines):
            run = self._run(self._set(cell.paragraphs[0] if n == 0 else cell.add_paragraph()), line)
            run.font.rtl = self.rtl and is_rtl(line)

    def _set(self, paragraph: Any, *, above: float = 0) -> Any:
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(above), Pt(3)
        if self.rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        return paragraph

    def _run(
        self, paragraph: Any, text: str, *, size: float = 9, bold: bool = False, italic: bool = False,
        soft: bool = False,
    ) -> Any:  # fmt: skip
        run = paragraph.add_run(holdable(text))
        run.font.name, run.font.size, run.font.bold, run.font.italic = FONT, Pt(size), bold, italic
        run.font.rtl = self.rtl
        if soft:
            run.font.color.rgb = SOFT
        self._script(run, size, bold)
        return run

    def _script(self, run: Any, size: float, bold: bool) -> None:
        """Arabic has a font, a size and a weight of its own in Word."""
        properties = run._r.get_or_add_rPr()
        properties.rFonts.set(qn("w:cs"), FONT)
        if bold:
            properties.insert_element_before(_element("w:bCs", "w:val", "1"), *AFTER_BOLD)
        properties.insert_element_before(_element("w:szCs", "w:val", str(int(size * 2))), *AFTER_SIZE)
        properties.append(_element("w:lang", "w:bidi" if self.rtl else "w:val", self.language))

    def _linked(self, paragraph: Any, text: str, url: str) -> None:
        if not url:
            self._run(paragraph, text)
            return
        relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        run = self._run(paragraph, text)
        run.font.color.rgb, run.font.underline = LINKED, True
        link.append(run._r)
        paragraph._p.append(link)


def _element(name: str, attribute: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn(attribute), value)
    return element


def is_rtl(text: str) -> bool:
    """By its first letter that has a direction; text without one goes as the page does."""
    strong = next((found for letter in text if (found := bidirectional(letter)) in ("L", "R", "AL")), "R")
    return strong != "L"

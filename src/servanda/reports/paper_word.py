"""An official letter as a Word file in the form of Decree 30/2020, to be changed and signed in the office."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT, WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from servanda.reports.official_paper import Paper
from servanda.reports.word import AFTER_BIDI, AFTER_BOLD, AFTER_SIZE

FONT = "Times New Roman"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def letter_docx(paper: Paper) -> bytes:
    written = _Letter(paper)
    written.head()
    written.body()
    written.foot()
    held = BytesIO()
    written.document.save(held)
    return held.getvalue()


class _Letter:
    """A letter being written."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(30), Mm(18)
        section.top_margin = section.bottom_margin = Mm(20)

    def head(self) -> None:
        paper, (left, right) = self.paper, self._columns((68, 94))
        if paper.superior:
            self._say(left, paper.superior.upper(), size=12.5)
        self._say(left, paper.agency.upper(), size=12.5, bold=True)
        self._rule(left, 22)
        self._say(left, paper.number, size=13)
        self._say(left, paper.subject, size=12)
        if paper.urgency:
            self._boxed(left, paper.urgency.upper())
        for n, line in enumerate(paper.motto):
            self._say(right, line.upper() if n == 0 else line, size=13.5 if n else 12.5, bold=True)
        if paper.motto:
            self._rule(right, 48)
        self._say(right, paper.dated, size=13.5, italic=True, above=6)

    def body(self) -> None:
        paper = self.paper
        if len(paper.to) == 1:
            self._say(self.document, f"{paper.to_label} {paper.to[0]}", above=18, below=12)
        elif paper.to:
            lines = [paper.to_label, *(f"– {name}" for name in paper.to)]
            for n, line in enumerate(lines):
                said = self._say(self.document, line, align=None, above=0 if n else 18, below=12 * (line is lines[-1]))
                said.paragraph_format.left_indent = Mm(35)
        for line in paper.text:
            said = self._say(self.document, line, align=WD_ALIGN_PARAGRAPH.JUSTIFY, below=6)
            said.paragraph_format.first_line_indent = Mm(10)
            said.paragraph_format.line_spacing = 1.15

    def foot(self) -> None:
        paper = self.paper
        self._say(self.document, "", size=6)
        left, right = self._columns((81, 81))
        self._say(left, paper.copies_label, size=12, bold=True, italic=True, align=None)
        for line in paper.copies:
            self._say(left, f"– {line}", size=11, align=None)
        for line in paper.signed_as:
            self._say(right, line.upper(), size=13.5, bold=True)
        self._say(right, paper.signer, size=13.5, bold=True, above=72)

    def _columns(self, widths: tuple[int, int]) -> Any:
        """Two cells without lines, each still with its first empty paragraph."""
        table = self.document.add_table(rows=1, cols=2)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        if self.paper.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        for cell, width in zip(table.rows[0].cells, widths, strict=True):
            cell.width = Mm(width)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        return table.rows[0].cells

    def _say(
        self, place: Any, text: str, *, size: float = 13.5, bold: bool = False, italic: bool = False,
        align: Any = CENTRE, above: float = 0, below: float = 2,
    ) -> Any:  # fmt: skip
        first = place.paragraphs[0] if place is not self.document and not place.paragraphs[0].runs else None
        paragraph = first if first is not None and len(place.paragraphs) == 1 else place.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(above), Pt(below)
        if self.paper.rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        self._run(paragraph, text, size, bold, italic)
        return paragraph

    def _run(self, paragraph: Any, text: str, size: float, bold: bool, italic: bool) -> None:
        run = paragraph.add_run(text)
        run.font.name, run.font.size, run.font.bold, run.font.italic = FONT, Pt(size), bold, italic
        run.font.rtl = self.paper.rtl or None
        properties = run._r.get_or_add_rPr()
        for script in ("w:cs", "w:eastAsia"):
            properties.rFonts.set(qn(script), FONT)
        if bold:
            properties.insert_element_before(_valued("w:bCs", "1"), *AFTER_BOLD)
        properties.insert_element_before(_valued("w:szCs", str(int(size * 2))), *AFTER_SIZE)

    def _rule(self, place: Any, width: int) -> None:
        """A short line in the middle, as the lower edge of an empty paragraph between wide indents."""
        paragraph = self._say(place, "", size=2)
        room = (place.width or 0) - Mm(width)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = max(int(room / 2), 0)
        edges = OxmlElement("w:pBdr")
        edges.append(_edge("w:bottom", 6))
        paragraph._p.get_or_add_pPr().insert_element_before(edges, "w:shd", "w:tabs", "w:bidi", *AFTER_BIDI)

    def _boxed(self, place: Any, text: str) -> None:
        paragraph = self._say(place, text, size=13, bold=True, above=8, below=4)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(16)
        edges = OxmlElement("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            edges.append(_edge(f"w:{side}", 8))
        paragraph._p.get_or_add_pPr().insert_element_before(edges, "w:shd", "w:tabs", "w:bidi", *AFTER_BIDI)


def _valued(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def _edge(name: str, size: int) -> Any:
    element = OxmlElement(name)
    for key, value in (("val", "single"), ("sz", str(size)), ("space", "1"), ("color", "000000")):
        element.set(qn(f"w:{key}"), value)
    return element

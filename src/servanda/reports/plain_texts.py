"""A text without articles as a Word file and as PDF: title, paragraphs, headings, who approved it, a foot line."""

import json
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from servanda.reports.letters import holdable
from servanda.reports.pdf import set_in_type

# Word is strict about the order in which the properties of a paragraph stand.
BEHIND_BIDI = ("w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
FONT = "Times New Roman"


@dataclass(frozen=True)
class Line:
    """One paragraph; a head stands alone and in bold."""

    text: str
    is_head: bool = False


@dataclass(frozen=True)
class PlainText:
    """`language` and `is_rtl` are of the text; subtitle, notes and foot are in the reader's language."""

    title: str
    language: str
    is_rtl: bool
    is_foot_rtl: bool
    lines: tuple[Line, ...]
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    foot: str = ""


def pdf(text: PlainText) -> bytes:
    return set_in_type("plain_text.typ", text=json.dumps(asdict(text), ensure_ascii=False))


def docx(text: PlainText) -> bytes:
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2)
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = FONT, Pt(13)
    made.core_properties.title = holdable(text.title)[:250]
    title = _line(made.add_paragraph(), text.title, is_rtl=text.is_rtl, is_bold=True, size=15)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    small = _line(made.add_paragraph(), text.subtitle, is_rtl=text.is_foot_rtl, size=10)
    small.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in text.lines:
        paragraph = _line(made.add_paragraph(), line.text, is_rtl=text.is_rtl, is_bold=line.is_head)
        paragraph.paragraph_format.keep_with_next = line.is_head
    for note in text.notes:
        _line(made.add_paragraph(), note, is_rtl=text.is_foot_rtl, size=10)
    _line(section.footer.paragraphs[0], text.foot, is_rtl=text.is_foot_rtl, size=9)
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def _line(paragraph: Any, text: str, *, is_rtl: bool, is_bold: bool = False, size: int = 0) -> Any:
    run = paragraph.add_run(holdable(text))
    run.bold = is_bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.paragraph_format.space_after = Pt(6)
    if is_rtl:
        paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *BEHIND_BIDI)
        run.font.rtl = True
    return paragraph

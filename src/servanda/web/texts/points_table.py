"""The table of all points on a text: who asked for what, where, and what became of it; as rows and as a document."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from servanda.kernel.texts import pick
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import written
from servanda.reports.letters import holdable
from servanda.web.texts.points_page import answer_words, said_by, where
from servanda.web.texts.versions import History

# Word is strict about the order in which the properties of a paragraph stand.
BEHIND_BIDI = ("w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
WIDTHS = (1.2, 4.0, 3.6, 9.0, 7.4)


def rows(history: History, names: Names) -> list[dict[str, Any]]:
    """Every point of every version, in the order in which they were made."""
    return [
        {
            "number": point.number, "side": names.agency(point.act.speaker), "by": said_by(point, names),
            "on": point.act.at.date(), "where": where(point), "version": _("Version %(n)s") % {"n": point.n},
            "text": point.words, "wording": point.wording, "lang": point.language,
            "answer": answer_words(point), "reason": point.answer.words if point.answer else "",
        }
        for point in history.points
    ]  # fmt: skip


def columns() -> list[str]:
    return [
        pgettext("a column", "No."),
        _("Party"),
        _("Place in the text"),
        _("Remark or proposed wording"),
        _("Answer"),
    ]


def document(history: History, names: Names) -> bytes:
    """The same as DOCX, across the page; in Arabic from right to left."""
    made = Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2))
    is_rtl = get_language_bidi()
    version = history.versions[-1]
    made.core_properties.title = _("Points on the text")
    _line(made.add_heading(level=1), _("Points on the text"), is_rtl=is_rtl)
    _line(made.add_paragraph(), pick(version.title, names.language), is_rtl=is_rtl)
    table = made.add_table(rows=1, cols=len(WIDTHS), style="Table Grid")
    table.autofit = False
    if is_rtl:
        table.table_direction = WD_TABLE_DIRECTION.RTL
    _row(table.rows[0], [[name] for name in columns()], is_rtl=is_rtl, is_bold=True)
    _repeat(table.rows[0])
    for found in rows(history, names):
        _row(table.add_row(), _cells(found), is_rtl=is_rtl)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _cells(found: dict[str, Any]) -> list[Sequence[str]]:
    wording = [_("Proposed wording:"), found["wording"]] if found["wording"] else []
    return [
        [str(found["number"])], [found["side"], found["by"], written(found["on"])], [found["where"], found["version"]],
        [*([found["text"]] if found["text"] else []), *wording], [found["answer"], found["reason"]],
    ]  # fmt: skip


def _row(row: Any, cells: Sequence[Sequence[str]], *, is_rtl: bool, is_bold: bool = False) -> None:
    for cell, width, lines in zip(row.cells, WIDTHS, cells, strict=True):
        cell.width = Cm(width)
        said = [line for line in lines if line]
        for n, line in enumerate(said):
            _line(cell.paragraphs[0] if n == 0 else cell.add_paragraph(), line, is_rtl=is_rtl, is_bold=is_bold, size=10)


def _line(paragraph: Any, text: str, *, is_rtl: bool, is_bold: bool = False, size: int = 0) -> None:
    run = paragraph.add_run(holdable(text))
    run.bold = is_bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.paragraph_format.space_after = Pt(2)
    if is_rtl:
        paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *BEHIND_BIDI)
        run.font.rtl = True


def _repeat(row: Any) -> None:
    """The heading stands on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)

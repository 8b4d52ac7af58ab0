"""A letter on paper: every part in its place, however many addressees, lines and directions there are."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from servanda.reports import official_paper, paper_word, pdf
from servanda.reports.official_paper import Paper

STATED: dict[str, Any] = {
    "head": {"name": "Union", "superior": "Front", "place": "Hà Nội", "motto": "State\nMotto"}, "number": "05/CV",
    "dated_on": date(2027, 2, 3), "subject": "On the programme", "urgency": "urgent", "to": ["Ministry"],
    "text": "First.\n\nSecond.", "copies": "Archive", "capacity": "KT.", "signatory": "President\nVice President",
    "signer": "A. Name",
}  # fmt: skip


def made(language: str, **more: Any) -> Paper:
    with translation.override(language):
        return official_paper.paper(**STATED | more)


def read(paper: Paper) -> tuple[str, str]:
    """What stands in the PDF and in the Word file."""
    pages = PdfReader(BytesIO(pdf.letter_pdf(paper))).pages
    word = Document(BytesIO(paper_word.letter_docx(paper)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join(page.extract_text() for page in pages), "\n".join([*cells, *(p.text for p in word.paragraphs)])


@pytest.mark.parametrize("to", [[], ["Ministry"], ["Ministry", "Museum", "Archive of the State"]])
def test_everything_said_stands_in_both(to: list[str]) -> None:
    for told in read(made("en", to=to)):
        for said in ("UNION", "FRONT", "STATE", "Motto", "05/CV", "On the programme", "URGENT", "First.", "Second.",
                     "KT. PRESIDENT", "VICE PRESIDENT", "A. Name", "Archive", *to):  # fmt: skip
            assert said in told, said
        assert "Hà Nội, 03 February 2027" in told


def test_a_bare_letter_and_a_long_one_are_set_too() -> None:
    nothing = dict.fromkeys(("number", "urgency", "capacity", "signatory", "signer", "copies", "text"), "")
    bare = made("en", head={"name": "Union"}, dated_on=None, **nothing)
    assert all("UNION" in told for told in read(bare))
    long = made("en", text="\n".join(f"Paragraph {n}. " + "word " * 60 for n in range(40)))
    assert len(PdfReader(BytesIO(pdf.letter_pdf(long))).pages) > 2


def test_the_day_is_written_against_later_changes_in_vietnamese() -> None:
    """Below ten, and in the first two months, a zero stands before the number."""
    for day, month in ((date(2027, 2, 3), ("03", "02")), (date(2027, 3, 15), ("15", "3"))):
        with translation.override("vi"):
            assert (f"{day.day:02}", official_paper._month(day)) == month


def test_a_number_keeps_its_direction_and_markup_stays_text() -> None:
    arabic = made("ar", subject="#set text(red) *x* \0 $a$")
    assert arabic.rtl and "\u206605/CV\u2069" in arabic.number
    on_page, in_word = read(arabic)
    assert "#set text(red) *x*" in in_word
    # A reader of the page puts marks of direction between the words.
    assert all(word in on_page for word in ("#", "set", "text(red)", "*x*", "$a$"))

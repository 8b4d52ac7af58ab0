"""The one-page brief: its numbers and what they count, as a page, PDF, Word file and sheets; in Arabic too."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from servanda.kernel.models import Commitment
from servanda.office.models import Officer
from tests.web.house import START, House, text_of
from tests.web.test_implementation import filled

SPRING = {"from": "2031-04-01", "to": "2031-06-30"}
# From before the first notice on.
WHOLE = {"from": START.date().replace(day=1).isoformat(), "to": "2031-06-30"}
EVIL = '=HYPERLINK("http://evil.example","look")'


def url(house: House, more: str = "") -> str:
    return f"/agreements/{house.agreement}/brief/{more}"


def fetched(house: House, kind: str, officer: str = "o-leader", **query: str) -> bytes:
    answer = house.browser(officer).get(url(house, f"{kind}/"), WHOLE | query)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment;")
    content: bytes = answer.content
    return content


def in_arabic(house: House) -> House:
    with house.node.active():
        Officer.objects.filter(id="o-leader").update(language="ar")
    return house


@pytest.mark.mission("S6")
def test_every_number_of_the_brief_opens_on_as_many_rows(house: House) -> None:
    browser = filled(house).browser("o-leader")
    page = browser.get(url(house), WHOLE)
    cells = [(row["number"], cell) for row in page.context["rows"] for cell in row["cells"] if cell["url"]]
    assert len(cells) >= 4
    for number, cell in cells:
        shown = browser.get(cell["url"])
        n = re.match(r"\d+", cell["text"])
        assert shown.status_code == 200 and n
        if number not in (7,):  # the middle lead time is no count
            assert shown.content.decode().count('<th scope="row">') == int(n[0]), cell
    page = browser.get(url(house), SPRING)
    assert "What falls due in this period: Tue 1 Apr 2031 to Mon 30 Jun 2031." in text_of(page)


@pytest.mark.mission("S53")
def test_a_notice_counts_in_the_period_in_which_it_was_given(house: House) -> None:
    """Whenever it fell due; and so do the numbers that stand beside it, and the lists and sheets that they open on."""
    before = house.announce(title="Told before", start_on="2031-05-06")
    house.announce(title="Told now", start_on="2031-05-07", at=START + timedelta(days=1))
    with house.node.active():
        told = {row.dossier_id: row.done_on for row in Commitment.objects.filter(deliver="notice")}
    now = max(day for day in told.values() if day)
    assert told[before] == now - timedelta(days=1)
    browser = house.browser("o-leader")
    # A day, beside the one before it.
    page = browser.get(url(house), {"from": now.isoformat(), "to": now.isoformat()})
    assert "Notices count on the day on which they were given." in text_of(page)
    rows = {row["number"]: row["cells"] for row in page.context["rows"]}
    assert [cell["text"] for cell in rows[6]][:2] == ["1", "1"]
    assert rows[1][0]["text"] == "0"
    for cell, title in zip(rows[6][:2], ("Told now", "Told before"), strict=True):
        shown = browser.get(cell["url"])
        assert title in text_of(shown) and shown.content.decode().count('<th scope="row">') == 1
        assert "Notices given in this period" in text_of(shown)
    assert rows[8][0]["text"].startswith("1 of 1")
    assert browser.get(url(house), SPRING).context["rows"][5]["cells"][0]["text"] == "0"


def test_the_brief_is_one_page_with_links_to_its_proof(house: House) -> None:
    pdf = PdfReader(BytesIO(fetched(filled(house), "pdf")))
    [page] = pdf.pages
    text = page.extract_text()
    assert "Coordination brief" in text and "Ministry carried out" in text and "[10]" in text
    targets = [link.get_object()["/A"]["/URI"] for link in page["/Annots"]]
    assert any("/commitments/?" in target and "state=" in target for target in targets)
    assert all(target.startswith("http://testserver/") for target in targets)


def test_in_arabic_it_runs_from_the_right(house: House) -> None:
    raw = fetched(in_arabic(filled(house)), "pdf")
    pdf = PdfReader(BytesIO(raw))
    assert len(pdf.pages) == 1 and pdf.trailer["/Root"]["/Lang"] == "ar"
    assert "الوزارة" in pdf.pages[0].extract_text() or "ةرازولا" in pdf.pages[0].extract_text()


@pytest.mark.parametrize("is_arabic", [False, True])
def test_the_word_file_has_the_direction_of_its_language(house: House, is_arabic: bool) -> None:
    filled(house)
    document: Any = Document(BytesIO(fetched(in_arabic(house) if is_arabic else house, "docx")))
    [table] = document.tables
    cells = [cell for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    assert all((p._p.pPr.find(qn("w:bidi")) is not None) is is_arabic for p in paragraphs if p.text)
    assert (table._tbl.tblPr.find(qn("w:bidiVisual")) is not None) is is_arabic
    assert len(list(document.element.body.iter(qn("w:hyperlink")))) >= 4
    words = "\n".join(p.text for p in paragraphs)
    assert "Regulation" in words and ("الوزارة" if is_arabic else "Ministry") in words


def test_the_sheets_hold_the_rows_behind_each_number(house: House) -> None:
    page = filled(house).browser("o-leader").get(url(house), WHOLE)
    book = load_workbook(BytesIO(fetched(house, "xlsx")))
    for row in page.context["rows"]:
        for place, cell in enumerate(row["cells"], start=1):
            name = f"{row['number']}.{place}"
            assert (name in book.sheetnames) is bool(cell["url"])
            n = re.match(r"\d+", cell["text"])
            if n and cell["url"] and row["number"] != 7:
                assert book[name].max_row - 3 == int(n[0]), name


def test_no_cell_is_a_formula(house: House) -> None:
    for title in (EVIL, "+1", "-1", "@sum", "\tx"):
        house.announce(title=f"{title} visit", start_on="2031-05-06")
    raw = house.browser("o-leader").get(f"/agreements/{house.agreement}/commitments/xlsx/").content
    cells = [cell for row in load_workbook(BytesIO(raw)).active.iter_rows() for cell in row if cell.value]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert f"'{EVIL} visit" in texts and all(cell.data_type != "f" for cell in cells)
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t"))]


def test_a_stranger_gets_a_brief_of_nothing(house: House) -> None:
    page = filled(house).browser("o-stranger").get(url(house), SPRING)
    assert not [cell for row in page.context["rows"] for cell in row["cells"] if cell["url"]]
    assert "Only the files of Ministry with Union that Africa may see." in text_of(page)
    for kind in ("pdf", "docx", "xlsx"):
        assert b"Visit 1" not in fetched(house, kind, "o-stranger")
        assert house.browser("").get(url(house, f"{kind}/")).status_code == 302
        assert house.browser("o-admin").get(url(house, f"{kind}/")).status_code == 404
    book = load_workbook(BytesIO(fetched(house, "xlsx", "o-stranger")))
    assert len(book.sheetnames) == 2


def test_as_many_queries_for_many_commitments_as_for_few(house: House) -> None:
    few = queries(filled(house, 2))
    assert queries(filled(house, 20)) == few
    assert few < 45, few


def queries(house: House) -> int:
    browser = house.browser("o-desk")
    browser.get(url(house), SPRING)  # what is read once per process is read
    with CaptureQueriesContext(connections[house.node.alias]) as captured:
        assert browser.get(url(house), SPRING).status_code == 200
    return len(captured)

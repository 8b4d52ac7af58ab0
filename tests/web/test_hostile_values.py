"""Values that nobody types by mistake: each is answered in words, and none of them breaks a page or a document."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.models import Commitment
from tests.imports import word
from tests.web.draft_pages import begin
from tests.web.house import START, House, text_of
from tests.world import VUFO

FIGURES = ("implementation/", "initiative/", "initiative/entries/", "commitments/", "commitments/xlsx/", "brief/",
           "brief/pdf/", "brief/docx/", "brief/xlsx/")  # fmt: skip
LONG = "9" * 5000


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_figures_as_of_a_day_beyond_all_calendars_are_those_of_today(house: House, day: str) -> None:
    browser = house.browser("o-desk")
    for page in FIGURES:
        for more in ("", "&period=last-year", "&period=last-week", "&pair=x>y&lead=-9999..9999"):
            answer = browser.get(f"/agreements/{house.agreement}/{page}?as_of={day}{more}")
            assert answer.status_code == 200, (page, more)
    assert "1583" in text_of(browser.get(f"/agreements/{house.agreement}/implementation/?as_of={day}"))


@pytest.mark.parametrize("number", [LONG, "-1", "٣", "²", "999999"])
def test_a_line_that_is_no_number_changes_nothing_of_a_draft(house: House, number: str) -> None:
    browser = house.browser("o-desk")
    url = f"/agreements/drafts/{begin(browser, word.vietnamese())}/review/"
    assert browser.post(f"{url}a1/", {"line": f"vi:{number}"}).status_code in (200, 404, 422)
    for do in ("article", "preamble", "last", "forget"):
        assert browser.post(url, {"do": f"{do}:{number}"}).status_code in (302, 404, 422)
    assert "6 articles were found." in text_of(browser.get(url))


@pytest.mark.parametrize("code", ["a\\nSet-Cookie: x=1", 'a\\"; filename=\\"evil.exe', "../../x", "é", ""])
def test_the_name_of_a_drafts_file_is_made_of_safe_words(house: House, code: str) -> None:
    browser = house.browser("o-desk")
    raw = f'agreement: "{code}"\n'.encode()
    made = browser.post(
        "/agreements/drafts/new/", {"file": SimpleUploadedFile("a.yaml", raw), "text": "", "do": "read"}
    )
    assert made.status_code == 302, text_of(made)
    answer = browser.get(f"{made['Location']}yaml/")
    assert answer.status_code == 200
    name = answer["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('.yaml"')
    assert name.replace("-", "").isalnum() and name.isascii()


def test_a_cell_without_end_is_told_as_a_fault_of_the_sheet(house: House) -> None:
    browser = house.browser("o-desk")
    sheet = SimpleUploadedFile("x.csv", b"a,b\n" + b"x" * 140_000 + b",1\n")
    made = browser.post("/bring-in/", {"what": "plan", "year": "2031", "currency": "VND", "file": sheet})
    assert "field larger" in text_of(browser.get(made["Location"]))


@pytest.mark.parametrize("letter", ["\x01", "\ufffe", "\uffff"])
def test_what_no_document_can_hold_is_left_out_of_it(house: House, letter: str) -> None:
    """A title with such a letter, typed by anybody, must not keep others from their reports."""
    browser, url = house.browser("o-leader"), f"/agreements/{house.agreement}/brief/"
    file = house.announce(title=f"Odd{letter}ity")
    with house.node.active():
        Commitment.objects.filter(dossier=file).update(due_on=START.date() - timedelta(days=9))
    assert f"Odd{letter}ity" in browser.get(url).content.decode()
    for kind in ("pdf", "docx", "xlsx"):
        answer = browser.get(f"{url}{kind}/?period=all")
        assert answer.status_code == 200, kind
        if kind != "pdf":
            with zipfile.ZipFile(BytesIO(answer.content)) as made:
                parts = [made.read(name).decode() for name in made.namelist() if name.endswith(".xml")]
            assert any("Oddity" in part for part in parts) and not any(letter in part for part in parts)


@pytest.mark.parametrize("amount", ["1e99999999", "1e-99999999", "NaN", "1" * 40])
def test_an_amount_that_cannot_be_written_out_is_refused_by_name(house: House, amount: str) -> None:
    data = {"title": "Talks", "start_on": "2031-05-07", "amount": f"{amount} EUR", "to": f"{VUFO}/europe", "do": "send"}
    answer = house.browser("o-desk").post("/new/activity/", data)
    assert answer.status_code in (200, 422) and "12500 EUR" in text_of(answer)


@pytest.mark.parametrize("nul", ["%00", "%0%000", "%00%00"])
def test_a_letter_that_no_database_holds_is_not_looked_for(house: House, nul: str) -> None:
    """SQLite looks for it and finds nothing; PostgreSQL breaks off."""
    browser = house.browser("o-desk")
    file = house.announce(title="Orchestra")
    for path in (f"/search/?q=orch{nul}estra", f"/files/?q=orch{nul}estra&kind={nul}", f"/search/?{nul}q=orchestra"):
        answer = browser.get(path)
        assert answer.status_code == 200 and file in answer.content.decode(), path
    assert browser.get(f"/partners/?q={nul}&kind={nul}&page={nul}").status_code == 200

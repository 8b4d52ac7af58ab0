"""Signing: paper that carries the text's mark, signed pages and what is read in them, two signatories, used numbers."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from servanda.kernel.models import Dossier, Entry
from servanda.kernel.node import Node
from tests.web.drafting import Drafting, send, texts
from tests.web.house import Browser, House, connect, settle, text_of
from tests.world import MOFA, VUFO

SIGNED = {"number": "8/QC", "signed_on": "2026-11-20", "capacity": "TM.", "signatory": "For the Presidium"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def drafting(make_node: Callable[..., Node]) -> Drafting:
    options = {"languages": ["en", "vi", "ar", "ms"], "undo_seconds": 0}
    house = connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))
    return Drafting([house.node, house.other]).propose([MOFA, VUFO])


def mark(drafting: Drafting) -> str:
    page = text_of(Browser(drafting.home, "o-leader").get(drafting.url("signatures/")))
    return re.findall(r"\b[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}\b", page)[0]


def printed(drafting: Drafting, language: str, n: int = 1) -> str:
    answer = Browser(drafting.home, "o-desk").get(drafting.url(f"paper/{n}/?text={language}"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_paper_carries_the_mark_the_text_and_its_responsibilities(drafting: Drafting) -> None:
    text = printed(drafting, "en")
    assert mark(drafting) in text
    for said in ("Regulation", "Article 5.1", "Early news of visits", "Fifteen working days.", "15 working days before",
                 "In force from", "Ministry", "Union"):  # fmt: skip
        assert said in text, said


def test_the_paper_begins_with_the_preamble_and_names_the_chapters(drafting: Drafting) -> None:
    words = texts()
    words["preamble"] = {"en": "Wishing to work together,", "ar": "رغبة في العمل معا"}
    for article in words["articles"]:
        article["group"] = {"en": "Chapter one", "ar": "الفصل الأول"}
    drafting.state("revise", words)
    text = printed(drafting, "en", 2)
    assert text.count("Chapter one") == 1
    assert text.index("Wishing to work together,") < text.index("Chapter one") < text.index("Article 5.1")


def test_the_paper_is_printed_in_each_language_of_the_text_and_no_other(drafting: Drafting) -> None:
    assert mark(drafting) in printed(drafting, "ar")
    browser = Browser(drafting.home, "o-desk")
    assert browser.get(drafting.url("paper/1/?text=fr")).status_code == 404
    words = texts()
    del words["articles"][1]["text"]["ar"]
    drafting.state("revise", words)
    assert browser.get(drafting.url("paper/2/?text=en")).status_code == 200
    assert browser.get(drafting.url("paper/2/?text=ar")).status_code == 404, "not all of it is written in Arabic"
    assert browser.get(drafting.url("paper/3/")).status_code == 404


def test_a_picture_is_to_be_compared_by_eye(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-leader")
    send(union, drafting.url("sign/"), SIGNED | {"attached": SimpleUploadedFile("page.png", PNG)})
    assert "No text can be read in it" in text_of(union.get(drafting.url("signatures/?version=1")))


def test_a_page_that_is_no_page_is_refused(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-leader")
    wrong = SimpleUploadedFile("page.pdf", b"MZ not a page")
    answer = send(union, drafting.url("sign/"), SIGNED | {"attached": wrong}, status=422)
    assert "A signed page is a PDF, a JPG or a PNG." in text_of(answer)


def test_a_damaged_pdf_stops_no_page(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-leader")
    send(union, drafting.url("sign/"), SIGNED | {"attached": SimpleUploadedFile("page.pdf", b"%PDF-1.7\n1 0 obj <<")})
    assert "No text can be read in it" in text_of(union.get(drafting.url("signatures/?version=1")))


def test_two_office_holders_sign_one_paper(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-leader")
    more = {"co_signatory": "Chief of Office", "co_capacity": "TL."}
    send(union, drafting.url("sign/"), SIGNED | {"co_name": "C. Holder"}, status=422)
    send(union, drafting.url("sign/"), SIGNED | more)
    page = text_of(union.get(drafting.url("signatures/?version=1")))
    assert "For the Presidium" in page
    assert "Chief of Office, by order (TL.)" in page
    with drafting.nodes[1].active():
        assert Entry.objects.filter(dossier=drafting.file, kind="agreement.sign", has_effect=True).count() == 1


def test_a_number_that_was_given_in_that_year_warns_and_may_be_used_all_the_same(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-leader")
    again = SIGNED | {"number": "1", "signed_on": "2026-03-01"}
    answer = send(union, drafting.url("sign/"), again, status=422)
    assert "This number was given to another signature in the same year." in text_of(answer)
    assert "Use this number all the same" in text_of(answer)
    send(union, drafting.url("sign/"), again | {"same_number": "on"})
    with drafting.nodes[1].active():
        assert Entry.objects.filter(dossier=drafting.file, kind="agreement.sign").exists()


def test_the_page_of_signing_says_the_mark_and_what_is_open(drafting: Drafting) -> None:
    union = Browser(drafting.nodes[1], "o-leader")
    send(union, drafting.url("points/add/?article=5.1"), {"text": "Shorter, please."})
    page = text_of(union.get(drafting.url("sign/")))
    assert f"the mark of its text is {mark(drafting)}" in page
    assert "1 point open" in page
    assert Browser(drafting.nodes[1], "o-desk").get(drafting.url("sign/")).status_code == 403


def test_who_may_not_see_the_agreement_sees_no_paper(drafting: Drafting) -> None:
    with drafting.home.active():
        Dossier.objects.get(id=drafting.file).readers.all().delete()
    stranger = Browser(drafting.home, "o-stranger")
    for rest in ("paper/1/", "signatures/"):
        assert stranger.get(drafting.url(rest)).status_code == 404

"""An agreement from the Word file on the table to the proposal, through the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.models import Dossier, StoredAct
from servanda.office.models import AgreementDraft, ClearingRule
from tests.imports import word
from tests.web.draft_pages import NEW, begin, finish, leave, page
from tests.web.house import House, text_of
from tests.world import MOFA, VUFO


@pytest.mark.mission("S36", "S37")
def test_from_the_word_file_to_a_proposal(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.vietnamese())
    review = text_of(page(browser, name, "review/"))
    assert "6 articles were found." in review
    assert "Điều 3 của Quy chế này" in review and "TM. BỘ NGOẠI GIAO" in review
    finish(browser, name)
    assert "Nothing is missing." in text_of(page(browser, name))
    proposing = page(browser, name, "propose/")
    assert "Union" in text_of(proposing)
    answer = browser.post(f"/agreements/drafts/{name}/propose/", {"once": proposing.context["once"]})
    assert answer.status_code == 302, text_of(answer)
    leave(house)
    with house.node.active():
        row = Dossier.objects.exclude(id=house.agreement).get(process="agreement")
        act = StoredAct.objects.get(name=row.facts["proposed"]).act
    assert row.parties == [MOFA, VUFO]
    texts = act.part("content")["texts"]
    assert [item["head"]["vi"] for item in texts["articles"]] == word.VI_HEADS
    assert texts["articles"][0]["group"] == {"vi": "Chương I. QUY ĐỊNH CHUNG"}
    assert "Căn cứ Nghị định" in texts["preamble"]["vi"]
    shown = text_of(browser.get(f"/agreements/{row.id}/?text=vi"))
    assert "Căn cứ Nghị định" in shown and "Chương II. TRÁCH NHIỆM" in shown
    assert "TM. BỘ NGOẠI GIAO" not in shown
    # Sent again, it leads to the same place and proposes nothing more.
    again = browser.post(f"/agreements/drafts/{name}/propose/", {"once": proposing.context["once"]})
    assert again["Location"] == answer["Location"]
    fresh = page(browser, name, "propose/")
    assert "already been proposed" in text_of(fresh)
    assert browser.post(f"/agreements/drafts/{name}/propose/", {"once": "y" * 20}).status_code == 422
    with house.node.active():
        assert Dossier.objects.filter(process="agreement").count() == 2


def test_what_is_missing_is_listed_with_the_page_that_puts_it_right(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.arabic())
    answer = page(browser, name, "propose/")
    said = text_of(answer)
    assert "Fill in In force from." in said and "at least two parties" in said
    assert f"/agreements/drafts/{name}/calendar/" in answer.content.decode()
    assert browser.post(f"/agreements/drafts/{name}/propose/").status_code == 422
    with house.node.active():
        assert Dossier.objects.filter(process="agreement").count() == 1


def test_a_party_that_is_not_connected(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    finish(browser, name, parties=[], other="province.example")
    proposing = page(browser, name, "propose/")
    assert "province.example" in text_of(proposing) and "by letter" in text_of(proposing)
    assert browser.post(f"/agreements/drafts/{name}/propose/", {"once": proposing.context["once"]}).status_code == 302
    with house.node.active():
        assert Dossier.objects.exclude(id=house.agreement).get(process="agreement").parties == [
            MOFA,
            "province.example",
        ]


def test_pasted_text_and_both_languages_side_by_side(house: House) -> None:
    browser = house.browser("o-desk")
    pasted = "Điều 1. Phạm vi\nÁp dụng cho hai Bên.\nArticle 1. Scope\nIt applies to the Parties of this."
    answer = browser.post(NEW, {"text": pasted, "do": "read"})
    assert answer["Location"].endswith("/review/")
    shown = browser.get(answer["Location"].replace("review/", "articles/a1/")).content.decode()
    assert 'lang="vi"' in shown and 'lang="en"' in shown
    assert "Áp dụng cho hai Bên." in shown and "It applies to the Parties of this." in shown


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.docx", b"not a word file", "not a Word file"),
        ("a.pdf", b"%PDF-1.7", "kind PDF"),
        ("a.yaml", b"agreement: x\nprefix: y", "There is no prefix here"),
        ("a.txt", "Điều 1, khoản 2: café".encode("utf-16-le"), "not in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(house: House, name: str, raw: bytes, said: str) -> None:
    answer = house.browser("o-desk").post(NEW, {"file": SimpleUploadedFile(name, raw), "text": ""})
    assert answer.status_code == 422
    assert said in text_of(answer)
    with house.node.active():
        assert AgreementDraft.objects.count() == 0


def test_nothing_brought_in_is_said_so_and_an_empty_draft_can_be_begun(house: House) -> None:
    browser = house.browser("o-desk")
    answer = browser.post(NEW, {"text": "", "do": "read"})
    assert answer.status_code == 422 and "Choose a file, or paste the text." in text_of(answer)
    assert browser.post(NEW, {"text": "", "do": "empty"})["Location"].endswith("/data/")


def test_too_many_articles_are_refused_with_the_limit(house: House) -> None:
    text = "\n".join(f"Article {n}. Head\nText." for n in range(1, 400))
    answer = house.browser("o-desk").post(NEW, {"text": text, "do": "read"})
    assert answer.status_code == 422 and "at most 300" in text_of(answer)


def test_what_waits_for_approval_stays_among_the_drafts(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    finish(browser, name)
    with house.node.active():
        ClearingRule.objects.create(step="agreement", levels=1)
    proposing = page(browser, name, "propose/")
    assert "1 person approves it first." in text_of(proposing)
    sent = browser.post(f"/agreements/drafts/{name}/propose/", {"once": proposing.context["once"]})
    assert sent["Location"].startswith("/files/")
    assert f"/agreements/drafts/{name}/" in browser.get("/agreements/").content.decode()
    assert "already been proposed" in text_of(page(browser, name, "propose/"))

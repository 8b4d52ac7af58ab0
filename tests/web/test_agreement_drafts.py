"""An agreement from the Word file on the table to the proposal, through the pages."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.models import Dossier, StoredAct
from servanda.office import outgoing
from servanda.office.models import AgreementDraft, ClearingRule
from servanda.processes.dossiers import read_statement, take
from tests.imports import word
from tests.web.house import Browser, House, text_of
from tests.world import MOFA, VUFO

NEW = "/agreements/drafts/new/"


def begin(browser: Browser, raw: bytes, name: str = "quy-che.docx") -> str:
    """Bring a file in; the draft's name."""
    answer = browser.post(NEW, {"file": SimpleUploadedFile(name, raw), "text": "", "do": "read"})
    assert answer.status_code == 302, text_of(answer)
    found = re.match(r"/agreements/drafts/([A-Za-z0-9_-]{22})/", answer["Location"])
    assert found
    return found[1]


def draft(house: House, name: str) -> Any:
    with house.node.active():
        return AgreementDraft.objects.get(id=name)


def page(browser: Browser, name: str, rest: str = "") -> Any:
    return browser.get(f"/agreements/drafts/{name}/{rest}")


def mark(answer: Any) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]*)"', answer.content.decode())
    return found[1] if found else ""


def leave(house: House) -> None:
    """The moment in which it could be taken back is over."""
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))


def finish(browser: Browser, name: str, *, parties: list[str] | None = None, other: str = "") -> None:
    """The agreement's own data and its calendar, as far as a proposal needs them."""
    shown = page(browser, name, "data/")
    form = shown.context["form"]
    data = {key: value for key, value in form.initial.items() if value not in (None, [])}
    data |= {"in_force_on": "2026-01-01", "parties": [VUFO] if parties is None else parties, "other_parties": other}
    answer = browser.post(f"/agreements/drafts/{name}/data/", data | {"mark": mark(shown)})
    assert answer.status_code == 302, text_of(answer)
    calendar = {"zone": "Asia/Ho_Chi_Minh", "country": "VN", "weekend": ["saturday", "sunday"], "do": "propose"}
    assert browser.post(f"/agreements/drafts/{name}/calendar/", calendar).status_code == 302


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
        ("a.txt", "Điều 1".encode("utf-16"), "UTF-16"),
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


def test_join_split_rename_and_put_back(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.vietnamese())
    review = f"/agreements/drafts/{name}/review/"

    def act(do: str, **more: str) -> list[Any]:
        shown = browser.get(review)
        assert browser.post(review, {"mark": mark(shown), "do": do, **more}).status_code == 302
        return list(draft(house, name).data["articles"])

    articles = act("join:a2", **{"id-a1": "1", "head-a1-vi": "Phạm vi và nguyên tắc"})
    assert [item["id"] for item in articles] == ["1", "3", "4", "5", "6"]
    assert articles[0]["head"]["vi"] == "Phạm vi và nguyên tắc"
    assert "Nguyên tắc phối hợp\nChủ động" in articles[0]["text"]["vi"]
    lines = articles[0]["text"]["vi"].split("\n")
    line = lines.index("Nguyên tắc phối hợp")
    assert "Nguyên tắc phối hợp" in text_of(browser.get(f"{review}a1/"))
    browser.post(f"{review}a1/", {"line": f"vi:{line}"})
    articles = draft(house, name).data["articles"]
    assert articles[1]["head"]["vi"] == "Nguyên tắc phối hợp" and articles[1]["text"]["vi"].startswith("Chủ động")
    left = draft(house, name).data["left"]
    signatures = next(n for n, item in enumerate(left) if item["what"] == "signatures")
    articles = act(f"last:{signatures}")
    assert "TM. BỘ NGOẠI GIAO" in articles[-1]["text"]["vi"]
    articles = act("leave:a6")
    assert any(item["what"] == "taken_out" for item in draft(house, name).data["left"])
    number = next(n for n, item in enumerate(draft(house, name).data["left"]) if item["what"] == "taken_out")
    assert act(f"article:{number}")[-1]["head"]["vi"] == "Hiệu lực thi hành"


def test_the_text_is_read_again_in_another_way(house: House) -> None:
    browser = house.browser("o-desk")
    text = "1. Visits\n1.1 Early notice is given.\n1.2 Changes are told.\n2. Requests\n2.1 They are answered."
    url = browser.post(NEW, {"text": text, "do": "read"})["Location"]
    name = url.split("/")[3]
    assert [item["id"] for item in draft(house, name).data["articles"]] == ["1", "2"]
    browser.post(url, {"mark": mark(browser.get(url)), "do": "read", "scheme": "1.1"})
    assert [item["id"] for item in draft(house, name).data["articles"]] == ["1.1", "1.2", "2.1"]
    assert 'value="1.1" selected' in browser.get(url).content.decode()


def test_a_language_is_called_by_its_name_added_and_taken_out(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    review, change = f"/agreements/drafts/{name}/review/", f"/agreements/drafts/{name}/change/"
    called = {"do": "language:en", "language-en": "ar", "mark": mark(browser.get(review))}
    assert browser.post(review, called).status_code == 302
    data = draft(house, name).data
    assert data["languages"] == ["vi", "ar"]
    assert data["articles"][0]["head"] == {"vi": "Phạm vi", "ar": "Scope"}
    twice = browser.post(review, {"do": "language:ar", "language-ar": "vi", "mark": mark(browser.get(review))})
    assert twice.status_code == 422 and "stands twice" in text_of(twice)
    browser.post(change, {"do": "language", "language": "en"})
    assert 'name="text-en"' in page(browser, name, "articles/a1/").content.decode()
    assert "Not complete in: English" in text_of(page(browser, name))
    browser.post(change, {"do": "drop:en"})
    browser.post(change, {"do": "drop:ar"})
    assert draft(house, name).data["languages"] == ["vi"]
    assert "Scope" in [item["text"] for item in draft(house, name).data["left"]]
    assert browser.post(change, {"do": "drop:vi"}).status_code == 422


def test_an_article_with_its_field_and_basis(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    shown = page(browser, name, "data/")
    data = {key: value for key, value in shown.context["form"].initial.items() if value not in (None, [])}
    data |= {"field-0": "visits", "field-title-0-vi": "Đoàn ra", "field-title-0-en": "Visits", "mark": mark(shown)}
    assert browser.post(f"/agreements/drafts/{name}/data/", data).status_code == 302
    url = f"/agreements/drafts/{name}/articles/a2/"
    answer = browser.post(url, {
        "id": "2.1", "head-vi": "Báo sớm", "head-en": "Early", "text-vi": "Một\nHai", "text-en": "One\nTwo",
        "field": "visits", "basis": "decree-1\ndecree-2", "mark": mark(browser.get(url)), "do": "next",
    })  # fmt: skip
    assert answer["Location"].endswith("/articles/a3/")
    item = draft(house, name).data["articles"][1]
    assert (item["id"], item["field"], item["basis"]) == ("2.1", "visits", ["decree-1", "decree-2"])
    assert item["text"] == {"vi": "Một\nHai", "en": "One\nTwo"}
    wrong = browser.post(f"/agreements/drafts/{name}/data/", data | {"agreement": "Not A Code"})
    assert wrong.status_code == 422 and "Use small letters" in text_of(wrong)
    twice = browser.post(url, {"id": "1", "head-vi": "x", "text-vi": "y", "mark": mark(browser.get(url))})
    assert twice.status_code == 422 and "stands twice" in text_of(twice)


def test_two_who_write_at_once_lose_nothing(house: House) -> None:
    one, other = house.browser("o-desk"), house.browser("o-colleague")
    name = begin(one, word.two_columns())
    url = f"/agreements/drafts/{name}/articles/a1/"
    shown = mark(one.get(url))
    first = {"id": "1", "head-vi": "Của người thứ nhất", "text-vi": "a"}
    assert other.post(url, first | {"mark": shown}).status_code == 302
    mine = {"id": "1", "head-vi": "Của người thứ hai", "text-vi": "b"}
    answer = one.post(url, mine | {"mark": shown})
    assert answer.status_code == 422
    assert "A colleague has changed this meanwhile" in text_of(answer)
    assert "Của người thứ hai" in answer.content.decode()
    assert draft(house, name).data["articles"][0]["head"] == {"vi": "Của người thứ nhất"}
    assert one.post(url, mine | {"mark": mark(answer)}).status_code == 302
    assert draft(house, name).data["articles"][0]["head"] == {"vi": "Của người thứ hai"}


def test_the_file_of_a_draft_reads_back_the_same(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    finish(browser, name)
    raw = page(browser, name, "yaml/").content
    other = begin(browser, raw, "agreement.yaml")
    assert draft(house, other).data == draft(house, name).data | {"left": []}


def test_duties_of_any_shape_in_a_file_stop_no_page(house: House) -> None:
    """What a file says wrongly is listed as missing, and composed anew."""
    wrong = [5, True, "x", [1], {"a": 1}, [{"working_days": "x"}], [[]], {"before": {}, "days": []}]
    keys = ("id", "opens", "every", "where", "unless", "debtor", "creditor", "deliver", "needs", "by", "or_later",
            "accept", "remind", "ladder", "nonsense")  # fmt: skip
    sound = {"id": "notice", "opens": "visit.announce", "debtor": "owner", "creditor": "counterpart",
             "deliver": "notice", "by": {"after": "opened", "days": 2}}  # fmt: skip
    browser = house.browser("o-desk")
    name = begin(browser, word.two_columns())
    duties = [sound | {key: value} for key in keys for value in wrong]
    with house.node.active():
        row = AgreementDraft.objects.get(id=name)
        row.data["articles"][1]["duties"] = duties
        row.save()
    raw = page(browser, name, "yaml/").content
    other = begin(browser, raw, "a.yaml")
    assert draft(house, other).data["articles"][1]["duties"] == duties
    for rest in ("", "articles/a2/", "propose/", *(f"articles/a2/duties/{n}/" for n in range(len(duties)))):
        assert page(browser, other, rest).status_code == 200, rest


def test_another_partys_version_of_any_shape_becomes_no_draft(house: House) -> None:
    browser = house.browser("o-desk")
    with house.node.active():
        actor = house.actor("o-desk")
        at = datetime.now(UTC)
        texts = {"title": {"en": "x"}, "articles": [{"id": "1", "head": {"en": 5}, "text": ["no"]}]}
        terms = {"code": "x", "parties": [MOFA, VUFO], "articles": [{"id": "1", "duties": []}], "calendar": 7}
        data = {"title": "Odd", "terms": terms, "texts": texts}
        made = take(read_statement("agreement.propose", data, parties=[MOFA, VUFO]), actor, at=at)
    for url in (f"/agreements/{made.dossier}/change/", f"/agreements/{made.dossier}/yaml/?version=1"):
        assert browser.get(url).status_code in (200, 422), url
    assert browser.post(f"/agreements/{made.dossier}/change/").status_code == 422
    with house.node.active():
        assert AgreementDraft.objects.count() == 0


def test_too_many_articles_are_refused_with_the_limit(house: House) -> None:
    text = "\n".join(f"Article {n}. Head\nText." for n in range(1, 400))
    answer = house.browser("o-desk").post(NEW, {"text": text, "do": "read"})
    assert answer.status_code == 422 and "at most 300" in text_of(answer)


def test_an_amendment_begins_with_the_version_in_force(house: House) -> None:
    browser = house.browser("o-desk")
    agreement = f"/agreements/{house.agreement}/"
    assert f"{agreement}change/" in browser.get(agreement).content.decode()
    assert "Prepare an amendment" in text_of(browser.get(f"{agreement}change/"))
    name = browser.post(f"{agreement}change/")["Location"].split("/")[3]
    assert draft(house, name).step == "agreement.amend"
    url = f"/agreements/drafts/{name}/articles/a1/"
    browser.post(url, {"id": "5.1", "head-en": "Early news", "text-en": "Twenty days.", "mark": mark(browser.get(url))})
    proposing = page(browser, name, "propose/")
    sent = {"once": proposing.context["once"], "reason": "Too late"}
    assert browser.post(f"/agreements/drafts/{name}/propose/", sent).status_code == 302
    leave(house)
    row = house.file(house.agreement)
    assert row.state == "amending"
    assert "Twenty days." in text_of(browser.get(f"{agreement}?version=2&text=en"))
    assert "Too late" in text_of(browser.get(f"/files/{house.agreement}/"))


def test_a_version_can_be_downloaded_and_reads_back_the_same(house: House) -> None:
    browser = house.browser("o-desk")
    raw = browser.get(f"/agreements/{house.agreement}/yaml/?version=1")
    assert raw.status_code == 200 and 'filename="r-1-1.yaml"' in raw["Content-Disposition"]
    name = begin(browser, raw.content, "r-1.yaml")
    opened = browser.post(f"/agreements/{house.agreement}/change/")["Location"].split("/")[3]
    assert draft(house, name).data == draft(house, opened).data


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


PAGES = (
    "",
    "review/",
    "review/a1/",
    "data/",
    "calendar/",
    "articles/a1/",
    "articles/a1/duties/new/",
    "propose/",
    "yaml/",
    "delete/",
)


@pytest.mark.parametrize("officer", ["o-europe", "o-stranger", "o-clerk", "o-admin"])
def test_other_units_find_nothing_of_a_draft(house: House, officer: str) -> None:
    """Another unit of the same agency, the registry that reads every file, the administrator."""
    name = begin(house.browser("o-desk"), word.vietnamese())
    before = draft(house, name).data
    browser = house.browser(officer)
    for rest in PAGES:
        assert page(browser, name, rest).status_code == 404, rest
        assert browser.post(f"/agreements/drafts/{name}/{rest}", {"do": "add"}).status_code in (404, 405), rest
    assert browser.post(f"/agreements/drafts/{name}/change/", {"do": "add"}).status_code == 404
    listed = browser.get("/agreements/")
    assert name not in listed.content.decode() and "QUY CHẾ" not in text_of(listed)
    assert draft(house, name).data == before


@pytest.mark.parametrize("officer", ["o-colleague", "o-head", "o-leader"])
def test_the_unit_its_head_and_the_leadership_read_it(house: House, officer: str) -> None:
    name = begin(house.browser("o-desk"), word.vietnamese())
    browser = house.browser(officer)
    for rest in PAGES:
        assert page(browser, name, rest).status_code == 200, rest
    assert name in browser.get("/agreements/").content.decode()


def test_nothing_of_a_draft_is_said_to_anyone(house: House) -> None:
    with house.node.active():
        before = StoredAct.objects.count()
    name = begin(house.browser("o-desk"), word.vietnamese())
    finish(house.browser("o-desk"), name)
    house.exchange()
    with house.node.active():
        assert StoredAct.objects.count() == before
    with house.other.active():
        assert AgreementDraft.objects.count() == 0


def test_a_draft_is_deleted_only_when_asked_twice(house: House) -> None:
    browser = house.browser("o-desk")
    name = begin(browser, word.arabic())
    assert page(browser, name, "delete/").status_code == 200
    assert draft(house, name)
    browser.post(f"/agreements/drafts/{name}/delete/")
    assert page(browser, name).status_code == 404


def test_a_list_of_many_drafts_asks_no_more_questions(house: House) -> None:
    from tests.web.test_queries import queries

    begin(house.browser("o-desk"), word.arabic())
    few = queries(house, "/agreements/")
    for _ in range(8):
        begin(house.browser("o-desk"), word.arabic())
    assert queries(house, "/agreements/") == few

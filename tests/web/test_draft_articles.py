"""The articles of a draft: joined, split, renamed, in several languages, written by two at once."""

from typing import Any

from tests.imports import word
from tests.web.draft_pages import NEW, begin, draft, mark, page
from tests.web.house import House, text_of


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

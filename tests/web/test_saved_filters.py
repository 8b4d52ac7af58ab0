"""Filters of the list of files, saved under a name by the officer who uses them."""

import pytest

from servanda.web.files import saved
from servanda.web.models import SavedFilter
from tests.web.house import House, text_of


def test_saved_used_replaced_and_removed(house: House) -> None:
    house.announce(title="To Paris", partner="FR")
    house.announce(title="Another", start_on="2031-06")
    browser = house.browser("o-desk")
    page = browser.get("/files/?partner=FR&state=-open")
    assert 'name="title"' in page.content.decode() and 'name="title"' not in browser.get("/files/").content.decode()
    given = {"do": "save", "partner": "FR", "state": "-open", "turn": "", "x": "1"}
    answer = browser.post("/files/filters/", given | {"title": "  France,  under way "})
    assert answer.status_code == 302 and answer["Location"] == "/files/?state=-open&partner=FR"
    shown = browser.get("/files/")
    assert "France, under way" in text_of(shown) and not shown.context["saved"][0]["is_current"]
    one = browser.get(shown.context["saved"][0]["url"])
    assert [row["title"] for row in one.context["files"]] == ["To Paris"] and one.context["saved"][0]["is_current"]
    browser.post("/files/filters/", {"do": "save", "q": "paris", "title": "France, under way"})
    (row,) = browser.get("/files/").context["saved"]
    assert row["url"] == "/files/?q=paris"
    browser.post("/files/filters/", {"do": "remove", "saved": row["id"]})
    assert browser.get("/files/").context["saved"] == []


def test_each_officer_has_own_ones(house: House) -> None:
    desk, other = house.browser("o-desk"), house.browser("o-colleague")
    desk.post("/files/filters/", {"do": "save", "q": "paris", "title": "Mine"})
    (row,) = desk.get("/files/").context["saved"]
    assert other.get("/files/").context["saved"] == []
    for number in (row["id"], "", "x", "9" * 40, "²"):
        assert other.post("/files/filters/", {"do": "remove", "saved": number}).status_code == 302
    assert len(desk.get("/files/").context["saved"]) == 1
    assert desk.get("/files/filters/").status_code == 405


def test_what_cannot_be_saved_is_said_and_keeps_what_was_typed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, url = house.browser("o-desk"), "/files/filters/"
    monkeypatch.setattr(saved, "MOST", 2)
    for title, q, said in (
        ("", "paris", "under which name"), ("A" * 61, "paris", "at most 60"), ("Nothing", "", "Set a filter first"),
    ):  # fmt: skip
        answer = browser.post(url, {"do": "save", "q": q, "title": title})
        assert answer.status_code == 422 and said in text_of(answer), title
        assert answer.context["q"] == q
    for n in range(2):
        assert browser.post(url, {"do": "save", "q": str(n), "title": f"Filter {n}"}).status_code == 302
    full = browser.post(url, {"do": "save", "q": "more", "title": "Third"})
    assert full.status_code == 422 and "Remove one" in text_of(full) and 'value="Third"' in full.content.decode()
    with house.node.active():
        assert sorted(SavedFilter.objects.values_list("title", flat=True)) == ["Filter 0", "Filter 1"]

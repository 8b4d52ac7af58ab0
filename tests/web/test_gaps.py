"""Regulations that lag behind: the articles that rest on them are flagged, for those who may see the gap."""

from typing import Any

import pytest

from servanda.processes.agreements.gaps import _is_named
from servanda.processes.dossiers import read_statement, take
from tests.web import house as houses
from tests.web.house import START, House, connect, settle, text_of
from tests.web.test_queries import queries
from tests.world import MOFA, VUFO

GAP = {"title": "Two recipients no longer exist", "provision": "Decree 58/2022", "hinders": "Reports go nowhere."}


@pytest.fixture
def house(make_node: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    """Like the other tests' house, with a basis under the first article."""
    first, second = houses.TERMS["articles"]
    terms = houses.TERMS | {"articles": [first | {"basis": ["Decree 58/2022, article 12", "Charter"]}, second]}
    monkeypatch.setattr(houses, "TERMS", terms)
    monkeypatch.setattr(houses, "TEXTS", houses.TEXTS | {"title": houses.TEXTS["title"] | {"ar": "لائحة عمل"}})
    return connect(House(settle(make_node(MOFA, languages=["en", "vi", "ar"])), settle(make_node(VUFO))))


def register(house: House, officer: str = "o-clerk", **stated: Any) -> str:
    with house.node.active():
        statement = read_statement("gap.register", GAP | stated, to=[f"{VUFO}/office"])
        return take(statement, house.actor(officer), at=START).dossier


def flags(house: House, officer: str) -> dict[str, list[str]]:
    page = house.browser(officer).get(f"/agreements/{house.agreement}/")
    return {a["id"]: [gap["text"] for gap in a["gaps"]] for a in page.context["articles"]}


@pytest.mark.mission("S34")
def test_an_article_that_rests_on_a_gap_is_flagged_until_it_is_changed(house: House) -> None:
    gap = register(house)
    assert flags(house, "o-clerk") == {"5.1": [GAP["title"]], "5.2": []}
    page = house.browser("o-clerk").get(f"/agreements/{house.agreement}/")
    assert "Basis lags behind" in text_of(page) and f"/files/{gap}/" in page.content.decode()
    file = house.browser("o-clerk").get(f"/files/{gap}/")
    assert "Regulation, article 5.1 Early news of visits" in text_of(file)
    house.say("o-clerk", "gap.submit", {"submitted_to": "The government"}, gap)
    assert flags(house, "o-clerk")["5.1"] == [GAP["title"]]
    house.say("o-clerk", "gap.change", {"changed_on": "2027-01-01"}, gap)
    assert flags(house, "o-clerk")["5.1"] == []


def test_the_articles_of_a_gap_stand_under_the_agreements_title_in_the_readers_language(house: House) -> None:
    url = f"/files/{register(house)}/"
    browser = house.browser("o-clerk")
    browser.post("/language/", {"language": "ar", "next": url})
    page = browser.get(url)
    assert "لائحة عمل، المادة 5.1" in text_of(page)


def test_a_gap_that_may_not_be_seen_flags_nothing(house: House) -> None:
    register(house, "o-desk")
    seen = {officer: flags(house, officer)["5.1"] for officer in ("o-desk", "o-stranger")}
    assert seen == {"o-desk": [GAP["title"]], "o-stranger": []}


def test_a_gap_may_name_the_article_itself(house: House) -> None:
    register(house, provision="Some custom", articles=[{"agreement": "r-1", "article": "5.2"}])
    register(house, provision="Another", articles=[{"agreement": "r-2", "article": "5.2"}])
    assert flags(house, "o-clerk") == {"5.1": [], "5.2": [GAP["title"]]}


def test_the_page_takes_no_query_per_gap(house: House) -> None:
    url = f"/agreements/{house.agreement}/"
    before = queries(house, url)
    for _ in range(4):
        register(house, "o-desk")
    assert queries(house, url) == before and len(flags(house, "o-desk")["5.1"]) == 4


@pytest.mark.parametrize(
    ("wanted", "basis", "is_named"),
    [
        ("decree 58/2022", "decree 58/2022, article 12", True), ("58/2022", "decree 158/2022", False),
        ("58/2022", "158/2022 and 58/2022", True), ("58/2022", "58/20221", False), ("charter", "the charter", True),
    ],
)  # fmt: skip
def test_whole_words_are_compared(wanted: str, basis: str, is_named: bool) -> None:
    assert _is_named(wanted, basis) is is_named

"""The leader's page: at most five decisions, what is late, what ends, who is silent, and one button."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.office import outgoing
from servanda.office.models import ClearingRule, Post
from servanda.processes.dossiers import read_statement
from tests.web.house import START, House, text_of
from tests.world import VUFO

PAGE = "/overview/"


def prepared(house: House, n: int) -> None:
    """Visits that a desk officer prepared and that wait for an approval."""
    with house.node.active():
        ClearingRule.objects.update_or_create(step="visit", defaults={"levels": 1})
        for i in range(n):
            visit = {"title": f"Prepared {i}", "direction": "incoming", "level": "working", "start_on": "2031-05"}
            statement = read_statement("visit.announce", visit, to=[f"{VUFO}/europe"])
            outgoing.submit(statement, house.actor("o-desk"), at=START + timedelta(minutes=i))


def test_at_most_five_decisions_wait_and_the_rest_is_on_the_desk(house: House) -> None:
    prepared(house, 7)
    page = house.browser("o-head").get(PAGE)
    decisions = page.context["decisions"]
    assert [line["title"] for line in decisions["lines"]] == [f"Prepared {i}" for i in range(5)]
    assert decisions["rest"] == 2 and "2 more on the desk" in text_of(page)
    decided = house.browser("o-head").get(decisions["lines"][0]["url"])
    assert decided.status_code == 200 and "Prepared 0" in text_of(decided)


def test_what_is_late_stands_on_the_side_that_is_late(house: House) -> None:
    early = START - timedelta(days=40)
    day = (START - timedelta(days=2)).date().isoformat()
    dossier = house.announce(title="Too late", start_on=day[:7], at=early)
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall", "due_on": day}, dossier, at=early)
    page = house.browser("o-leader").get(PAGE)
    ours, theirs = page.context["late"]
    assert ours["is_ours"] and [item.title for item in ours["lines"]] == ["Too late"]
    assert [item.title for item in theirs["lines"]] == ["Too late"] and "A hall" in text_of(page)
    head = house.browser("o-head").get(PAGE).context["late"]
    assert [side["n"] for side in head] == ["1", "1"]


def test_what_is_late_beyond_five_leads_to_the_rest(house: House) -> None:
    early, day = START - timedelta(days=40), (START - timedelta(days=2)).date().isoformat()
    dossier = house.announce(title="Too late", start_on="2031-05-06", at=early)
    for n in range(7):
        asked = {"preparation": f"Hall {n}", "due_on": day}
        house.say("o-desk", "visit.ask_preparation", asked, dossier, at=early)
    browser = house.browser("o-leader")
    page = browser.get(PAGE)
    ours, theirs = page.context["late"]
    assert ours["rest"] == "" and len(theirs["lines"]) == 5 and theirs["n"] == "7"
    assert theirs["rest"] == "2" and "2 more on the desk" in text_of(page)
    rest = text_of(browser.get(theirs["url"]))
    assert all(f"Hall {n}" in rest for n in range(7))


def test_one_button_leads_to_the_brief(house: House) -> None:
    page = house.browser("o-leader").get(PAGE)
    [brief] = page.context["briefs"]
    assert house.browser("o-leader").get(brief["url"]).status_code == 200
    assert text_of(page).count("One-page brief") == 1


def test_an_agreement_to_be_reviewed_is_told_in_time(house: House) -> None:
    assert house.browser("o-leader").get(PAGE).context["near"] == []
    row = house.file(house.agreement)
    near = (START + timedelta(days=60)).date()
    with house.node.active():
        row.facts = row.facts | {"review_on": near.isoformat()}
        row.save()
    [line] = house.browser("o-leader").get(PAGE).context["near"]
    assert line["on"] == near and not line["is_past"]


@pytest.mark.parametrize(("officer", "status"), [("o-desk", 404), ("o-clerk", 404), ("o-admin", 404), ("", 302)])
def test_for_others_there_is_no_such_page(house: House, officer: str, status: int) -> None:
    assert house.browser(officer).get(PAGE).status_code == status


def test_a_head_of_another_unit_is_told_nothing_of_it(house: House) -> None:
    prepared(house, 1)
    with house.node.active():
        Post.objects.filter(officer="o-stranger").update(role="head")
    page = house.browser("o-stranger").get(PAGE)
    assert page.status_code == 200 and page.context["decisions"] == {"lines": [], "rest": 0}
    assert "Prepared" not in text_of(page)


def test_as_many_queries_for_much_as_for_little(house: House) -> None:
    prepared(house, 5)
    few = queries(house)
    prepared(house, 12)
    for i in range(8):
        house.announce(title=f"More {i}")
    assert queries(house) == few
    assert few < 45, few


def queries(house: House) -> int:
    browser = house.browser("o-leader")
    browser.get(PAGE)  # what is read once per process is read
    with CaptureQueriesContext(connections[house.node.alias]) as captured:
        assert browser.get(PAGE).status_code == 200
    return len(captured)

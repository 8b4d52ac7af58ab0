"""The page of the state of implementation: filters, numbers that open on what they count, and who may see which."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.processes.figures import past
from tests.web.house import START, House, text_of
from tests.world import MOFA, VUFO


def url(house: House, more: str = "implementation/") -> str:
    return f"/agreements/{house.agreement}/{more}"


def filled(house: House, n: int = 3) -> House:
    """Notices given in time, a notice never given, and preparations that the other side owes."""
    for i in range(n):
        dossier = house.announce(title=f"Visit {i}", start_on="2031-05-06", at=START + timedelta(minutes=i))
        house.say("o-desk", "visit.ask_preparation", {"preparation": "A room"}, dossier)
    house.announce(title="A month only", start_on="2031-07")
    return house


@pytest.mark.mission("S7")
def test_every_number_opens_on_as_many_commitments(house: House) -> None:
    browser = filled(house).browser("o-leader")
    page = browser.get(url(house)).content.decode()
    links = re.findall(r'<a class="figure[^"]*" href="([^"]+)">(\d+)<', page)
    assert len(links) >= 6
    for link, n in links:
        shown = browser.get(unescape(link))
        assert shown.status_code == 200
        assert shown.content.decode().count('<th scope="row">') == int(n), link
    assert "#e-" in shown.content.decode()


def test_the_page_says_what_it_covers(house: House) -> None:
    browser = filled(house).browser("o-leader")
    text = text_of(browser.get(url(house)))
    assert "Everything since the agreement came into force." in text
    assert "All files of Ministry with Union." in text
    text = text_of(browser.get(url(house), {"from": "2031-05-01", "to": "2031-05-31"}))
    assert "What falls due in this period: Thu 1 May 2031 to Sat 31 May 2031." in text
    text = text_of(house.browser("o-desk").get(url(house)))
    assert "Only the files of Ministry with Union that Protocol may see." in text


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ({}, {"done": 3, "open": 4}),
        ({"side": MOFA}, {"done": 3, "open": 1}),
        ({"side": VUFO}, {"open": 3}),
        ({"article": "5.1"}, {"done": 3, "open": 1}),
        ({"from": "2031-05-01", "to": "2031-05-31"}, {"open": 3}),
        ({"to": "2031-04-30"}, {"done": 3}),
        ({"as_of": "2031-07-15"}, {"done": 3, "late": 4}),
        ({"pair": f"{VUFO}/europe>{MOFA}/protocol"}, {"open": 3}),
        ({"pair": "no pair", "side": "", "period": "", "from": "", "to": ""}, {"done": 3, "open": 4}),
    ],
)
def test_filters_narrow_the_numbers(house: House, query: dict[str, str], counted: dict[str, int]) -> None:
    context = filled(house).browser("o-leader").get(url(house), query).context
    labels = {str(cell["label"]): cell["n"] for cell in context["totals"]}
    assert labels == counted


@pytest.mark.parametrize(
    "query", [{"from": "2031-06-01", "to": "2031-05-01"}, {"from": "soon"}, {"period": "fortnight"}, {"side": "x"},
              {"article": "9" * 99}, {"as_of": "0000-00-00"}, {"to": "9999-12-31"}],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_left_out(house: House, query: dict[str, str]) -> None:
    answer = filled(house).browser("o-leader").get(url(house), query)
    assert answer.status_code == 200
    assert "There is a problem" in text_of(answer)
    assert sum(cell["n"] for cell in answer.context["totals"]) == 7
    assert house.browser("o-leader").get(url(house, "commitments/"), query).status_code == 200


def test_nobody_counts_what_they_may_not_see(house: House) -> None:
    filled(house)
    answer = house.browser("o-stranger").get(url(house))
    assert answer.context["totals"] == [] and answer.context["pairs"] == []
    assert "Visit 1" not in text_of(house.browser("o-stranger").get(url(house, "commitments/")))
    assert "Visit 1" in text_of(house.browser("o-leader").get(url(house, "commitments/")))
    assert house.browser("").get(url(house)).status_code == 302


def test_a_file_that_is_no_agreement_has_no_state_of_implementation(house: House) -> None:
    dossier = house.announce()
    for page in ("implementation/", "commitments/"):
        assert house.browser("o-desk").get(f"/agreements/{dossier}/{page}").status_code == 404


def test_an_article_of_which_nothing_fell_due_says_so(house: House) -> None:
    assert text_of(house.browser("o-leader").get(url(house))).count("never yet due") == 2


def test_as_many_queries_for_many_commitments_as_for_few(house: House) -> None:
    few = queries(filled(house, 2))
    assert queries(filled(house, 30)) == few
    # Of these up to three begin and end the one state that all others read.
    assert max(few) < 33, few


def queries(house: House) -> list[int]:
    found = []
    for page in ("implementation/", "commitments/"):
        browser = house.browser("o-desk")
        browser.get(url(house, page))  # what is read once per process is read
        with CaptureQueriesContext(connections[house.node.alias]) as captured:
            assert browser.get(url(house, page)).status_code == 200
        found.append(len(captured))
    return found


@pytest.mark.mission("S53")
def test_lead_times_are_drawn_with_the_table_of_the_same_numbers(house: House) -> None:
    browser = filled(house).browser("o-leader")
    page = browser.get(url(house))
    text, html = text_of(page), page.content.decode()
    assert "3 notices; the middle one came" in text and "At least 15 working days before: 3 of 3 (100%)." in text
    assert html.count('<svg class="chart"') == 1 and 'aria-labelledby="lead-0-t lead-0-d"' in html
    [row] = page.context["spreads"][0]["rows"]
    assert (row["label"], row["n"]) == ("30+", 3)
    assert browser.get(row["url"]).content.decode().count('<th scope="row">') == 3


def test_the_time_before_stands_beside_it_and_looks_declared(house: House) -> None:
    filled(house)
    rows = [
        {"kind": "visit", "title": "Old visit", "start_on": "2025-03-20", "notice_on": notice}
        for notice in ("2025-03-18", "2025-03-10", "2025-03-24")
    ]
    # A notice belongs to the time in which it was given, here as everywhere; the agreement began on 1 January.
    rows += [
        {"kind": "visit", "title": "Told before", "start_on": "2026-01-28", "notice_on": "2025-12-31"},
        {"kind": "visit", "title": "Told after", "start_on": "2026-01-28", "notice_on": "2026-01-01"},
    ]
    with house.node.active():
        past.record(rows, house.actor("o-leader"), title="2025", source="our list", for_all=True, at=START)
    page = house.browser("o-leader").get(url(house))
    assert "declared" in text_of(page)
    assert [(row["label"], row["n"], row["then"]) for row in page.context["before"]["rows"]] == [
        ("<0", 0, 1), ("0–4", 0, 1), ("5–9", 0, 1), ("20–24", 0, 1), ("30+", 3, 0)
    ]  # fmt: skip
    assert page.content.decode().count('class="before"') == 4

"""What changed between any two versions: every language, responsibilities as sentences, days and particulars."""

import re
from collections.abc import Callable

import pytest

from servanda.kernel.node import Node
from tests.web.drafting import Drafting, texts
from tests.web.house import TERMS, Browser, House, connect, settle, text_of
from tests.world import MOFA, VUFO


@pytest.fixture
def drafting(make_node: Callable[..., Node]) -> Drafting:
    options = {"languages": ["en", "vi", "ar"], "undo_seconds": 0}
    house = connect(House(settle(make_node(MOFA, **options)), settle(make_node(VUFO, **options))))
    return Drafting([house.node, house.other]).propose([MOFA, VUFO])


def page(drafting: Drafting, rest: str) -> str:
    return text_of(Browser(drafting.nodes[1], "o-desk").get(drafting.url(rest)))


@pytest.mark.mission("S45", "S46")
def test_any_two_versions_are_compared(drafting: Drafting) -> None:
    drafting.revise(a5_1="Ten working days.")
    drafting.revise(a5_1="Ten working days.", a5_2="Five working days.")
    first = page(drafting, "changes/3/?from=1")
    assert "From Version 1 to Version 3" in first
    assert re.search(r"put in: Ten end of what was put in", first)
    assert re.search(r"put in: Five end", first)
    second = page(drafting, "changes/3/")
    assert "Ten" not in second
    assert "Unchanged articles: 5.1" in second
    assert "taken out: Ten end" in page(drafting, "changes/1/?from=3")
    assert "These two versions say the same." in page(drafting, "changes/2/?from=2")
    assert Browser(drafting.home, "o-desk").get(drafting.url("changes/9/")).status_code == 404
    assert Browser(drafting.home, "o-desk").get(drafting.url("changes/1/")).status_code == 404


def test_every_language_of_the_text_is_compared(drafting: Drafting) -> None:
    changed = texts()
    changed["articles"][0]["text"]["ar"] = "عشرة أيام عمل."
    drafting.state("revise", changed)
    answer = Browser(drafting.home, "o-desk").get(drafting.url("changes/2/"))
    html = answer.content.decode()
    assert re.search(r'lang="ar" dir="auto"><del>.*?خمسة', html)
    assert "Unchanged articles: 5.2" in text_of(answer)


def test_a_heading_that_stayed_is_said_once(drafting: Drafting) -> None:
    drafting.revise(a5_1="Ten working days.")
    assert page(drafting, "changes/2/").count("Early news of visits") == 1
    changed = texts()
    changed["articles"][0]["head"] = {"en": "Late news of visits", "ar": "مادة"}
    drafting.state("revise", changed)
    assert "taken out: Early end" in page(drafting, "changes/3/")


def test_responsibilities_are_told_as_they_were_and_are(drafting: Drafting) -> None:
    duty = TERMS["articles"][0]["duties"][0]
    later = duty | {"by": {"before": "start_on", "working_days": 10}}
    reminded = TERMS["articles"][1]["duties"][0] | {"remind": [{"working_days": 2}]}
    articles = [TERMS["articles"][0] | {"duties": [later]}, TERMS["articles"][1] | {"duties": [reminded]}]
    drafting.revise(terms={"articles": articles})
    text = page(drafting, "changes/2/")
    assert re.search(r"Before: The side that opens the file gives notice to the other side 15 working days", text)
    assert re.search(r"After: The side that opens the file gives notice to the other side 10 working days", text)
    assert "Only the reminders inside a side changed." in text


def test_days_and_particulars_are_compared(drafting: Drafting) -> None:
    year = next(iter(TERMS["calendar"]["years"]))
    calendar = TERMS["calendar"] | {"years": TERMS["calendar"]["years"] | {
        year: {"holidays": [f"{year}-09-02"], "working": []}}}  # fmt: skip
    drafting.revise(terms={"calendar": calendar, "in_force_on": "2026-03-01", "kind": "programme", "shown": "neither"})
    text = page(drafting, "changes/2/")
    assert f"Working days of {year}" in text
    assert "2 Sept" in text or "2 Sep" in text
    for told in ("In force from", "1 Mar 2026", "Kind", "Programme", "Who sees the numbers"):
        assert told in text
    assert "To be reviewed by" not in text


def test_another_text_is_marked_as_a_whole(drafting: Drafting) -> None:
    drafting.revise(a5_1="Both sides tell each other in good time.")
    html = Browser(drafting.home, "o-desk").get(drafting.url("changes/2/")).content.decode()
    assert re.search(r"<del>.{0,60}Fifteen working days\..{0,60}</del>", html)
    assert html.count("<ins>") == html.count("<del>")

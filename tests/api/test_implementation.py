"""The state of implementation through the API: equal on two nodes, for one day, and only of what the caller may see."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servanda.kernel.node import Node
from tests.api import test_two_agencies as small
from tests.api.offices import Caller
from tests.api.test_two_agencies import meet, sign
from tests.world import MOFA, VUFO

AS_OF = "2031-06-02"


def told(node: Node, agreement: str, officer: str = "o-clerk", **query: Any) -> dict[str, Any]:
    answer = Caller(node, officer).get(f"/agreements/{agreement}/implementation", **query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def worked(mofa: Node, vufo: Node) -> str:
    """Two visits announced too late to come true, one given up, one announced by the other side."""
    agreement = sign(Caller(mofa, "o-clerk"), Caller(vufo, "o-clerk"))
    desk = Caller(mofa, "o-desk")
    desk.announce(f"{VUFO}/europe", start_on="2031-05-20")
    desk.announce(f"{VUFO}/europe", start_on="2031-05")
    gone = desk.announce(f"{VUFO}/africa", start_on="2031-05")
    desk.post(f"/dossiers/{gone}/acts", {"step": "cancel", "data": {"reason": "It was given up."}})
    Caller(vufo, "o-europe").announce(f"{MOFA}/protocol", start_on="2031-06-28")
    meet(mofa, vufo)
    meet(mofa, vufo)
    return agreement


@pytest.mark.mission("S7")
@pytest.mark.parametrize(
    "query", [{}, {"from": "2031-04-01", "to": "2031-04-30"}, {"side": VUFO}, {"evidence": True}, {"to": "2031-05-31"}]
)
def test_both_nodes_give_the_same_figures(linked: tuple[Node, Node], query: dict[str, Any]) -> None:
    agreement = worked(*linked)
    one, other = (told(node, agreement, as_of=AS_OF, **query) for node in linked)
    assert one == other


def test_the_figures_are_those_of_the_commitments(linked: tuple[Node, Node]) -> None:
    agreement = worked(*linked)
    whole = told(linked[0], agreement, as_of=AS_OF)
    assert whole["totals"] == {MOFA: {"done": 1, "late": 1, "not_carried_out": 1}, VUFO: {"done": 1}}
    clause = whole["articles"][0]["clauses"][0]
    assert clause["counts"] == whole["totals"] and not clause["never_due"]
    april = told(linked[0], agreement, as_of=AS_OF, **{"from": "2031-04-01", "to": "2031-04-30"})
    assert april["totals"][MOFA] == {"done": 1, "late": 1, "not_carried_out": 1}
    assert VUFO not in april["totals"]
    pairs = {(row["debtor_unit"], row["creditor_unit"]): row["counts"] for row in whole["pairs"]}
    assert pairs[f"{MOFA}/protocol", f"{VUFO}/europe"] == {"done": 1, "late": 1}
    assert pairs[f"{VUFO}/europe", f"{MOFA}/protocol"] == {"done": 1}


@pytest.mark.mission("S53")
def test_lead_times_are_counted_to_the_earliest_day(linked: tuple[Node, Node]) -> None:
    agreement = worked(*linked)
    found = {row["side"]: row for row in told(linked[1], agreement, as_of=AS_OF)["lead_times"]}
    day = found[MOFA]
    assert (day["n"], day["agreed"], day["as_early_as_agreed"]) == (1, 15, 1)
    # From the day of the notice to 20 May 2031; the calendar knows no holiday after 2026.
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    one = timedelta(days=1)
    working = sum((today + one * n).weekday() < 5 for n in range((date(2031, 5, 20) - today).days))
    assert day["median"] in (working, working - 1) and day["days"] == {str(day["median"]): 1}
    assert told(linked[0], agreement, as_of="2026-01-02")["lead_times"] == []


def test_of_what_nothing_has_fallen_due_is_told(linked: tuple[Node, Node]) -> None:
    agreement = sign(*(Caller(node, "o-clerk") for node in linked))
    assert told(linked[0], agreement)["articles"][0]["clauses"][0]["never_due"]
    Caller(linked[0], "o-desk").announce(f"{VUFO}/europe", start_on="2031-05")
    assert told(linked[0], agreement)["articles"][0]["clauses"][0]["never_due"]
    assert not told(linked[0], agreement, as_of=AS_OF)["articles"][0]["clauses"][0]["never_due"]


def test_nobody_counts_what_they_may_not_see(linked: tuple[Node, Node]) -> None:
    agreement = worked(*linked)
    stranger = told(linked[0], agreement, "o-stranger", as_of=AS_OF, evidence=True)
    assert (stranger["totals"], stranger["pairs"], stranger["is_all_files"]) == ({}, [], False)
    assert stranger["articles"][0]["clauses"][0]["evidence"] == []
    africa = told(linked[1], agreement, "o-stranger", as_of=AS_OF)
    assert [row["creditor_unit"] for row in africa["pairs"]] == [f"{VUFO}/africa"]


def test_where_numbers_are_shown_to_neither_each_side_has_its_own(
    linked: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small, "AGREEMENT", small.AGREEMENT.replace("shown: both", "shown: neither"))
    agreement = worked(*linked)
    for node in linked:
        found = told(node, agreement, as_of=AS_OF, evidence=True)
        assert not found["is_both_sides"] and set(found["totals"]) == {node.agency}
        evidence = found["articles"][0]["clauses"][0]["evidence"]
        assert {row["debtor"] for row in evidence} == {node.agency}


@pytest.mark.parametrize(
    ("query", "status"),
    [({"from": "2031-05-01", "to": "2031-04-01"}, 422), ({"from": "soon"}, 422), ({"since": "2031-05-01"}, 422),
     ({"to": "9999-12-31"}, 422), ({"side": "museum.example"}, 200)],
)  # fmt: skip
def test_a_period_that_cannot_be_is_refused(linked: tuple[Node, Node], query: dict[str, str], status: int) -> None:
    agreement = sign(*(Caller(node, "o-clerk") for node in linked))
    answer = Caller(linked[0], "o-clerk").get(f"/agreements/{agreement}/implementation", **query)
    assert answer.status_code == status, answer.content

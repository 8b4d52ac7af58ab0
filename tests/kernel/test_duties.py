"""What a duty asks of facts: when it opens, when it falls due, what meets it, who hears of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given

from servanda.kernel.dates import Span, exact, read_edtf
from servanda.kernel.duties import Due, Reached, due, ladder_steps, lead_time, opens, read_duty, satisfies
from tests.kernel.clauses import CALENDAR, NOTICE, OPENED_AT, REPORT, changed, moving, settled, starts


@pytest.mark.parametrize(
    ("kind", "facts", "opened"),
    [
        ("visit.announce", {"direction": "incoming", "level": "state"}, True),
        ("visit.announce", {"direction": "incoming", "level": "state", "country": "FR"}, True),
        ("visit.announce", {"direction": "incoming", "level": "working"}, False),
        ("visit.announce", {"direction": "incoming"}, False),
        ("visit.announce", {"direction": ["incoming"], "level": "state"}, False),
        ("visit.change", {"direction": "incoming", "level": "state"}, False),
    ],
)
def test_when_it_opens(kind: str, facts: dict[str, Any], opened: bool) -> None:
    assert opens(read_duty("5.1", NOTICE), kind, facts) is opened


def test_true_is_not_one() -> None:
    duty = read_duty("1", changed(NOTICE, where={"in_plan": [True], "round": [1]}))
    assert opens(duty, "visit.announce", {"in_plan": True, "round": 1})
    assert not opens(duty, "visit.announce", {"in_plan": 1, "round": 1})
    assert not opens(duty, "visit.announce", {"in_plan": True, "round": True})


def test_a_recurring_duty_is_opened_by_no_act() -> None:
    assert not opens(read_duty("9", REPORT), "visit.announce", {})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"start_on": "2026-12-14"}, settled("2026-11-20", "by")),
        ({"start_on": "2026-12"}, moving("2026-11-09", "date_imprecise")),
        ({"start_on": "2026-12-14~"}, moving("2026-11-20", "date_imprecise")),
        ({"start_on": "2026-12-14/2026-12-18"}, moving("2026-11-20", "date_imprecise")),
        ({"start_on": "2027-01-04"}, moving("2026-12-14", "year_unknown")),
        ({"start_on": "2026-12-14", "approved_on": "2026-11-10"}, settled("2026-11-20", "by")),
        ({"start_on": "2026-12-14", "approved_on": "2026-11-18"}, settled("2026-11-20", "by")),
        ({"start_on": "2026-12-14", "approved_on": "2026-11-20"}, settled("2026-11-25", "or_later")),
        ({"start_on": "2026-12", "approved_on": "2026-11-20"}, moving("2026-11-25", "date_imprecise")),
        ({"start_on": "2026-12-14", "approved_on": "2026-10"}, moving("2026-11-20", "date_imprecise")),
        ({"start_on": "2026-12-14", "approved_on": "soon"}, moving("2026-11-20", "fact_not_readable")),
        ({"start_on": "2026-12-14", "approved_on": ""}, settled("2026-11-20", "by")),
        ({}, Due(None, None, provisional=True, why="fact_missing")),
        ({"start_on": None, "approved_on": "2026-11-20"}, Due(None, None, provisional=True, why="fact_missing")),
        ({"start_on": "soon"}, Due(None, None, provisional=True, why="fact_not_readable")),
        ({"start_on": [2026]}, Due(None, None, provisional=True, why="fact_not_readable")),
    ],
)
def test_when_a_notice_is_due(facts: dict[str, Any], expected: Due) -> None:
    assert due(read_duty("5.1", NOTICE), facts, opened_at=OPENED_AT, calendar=CALENDAR) == expected


@pytest.mark.parametrize(
    ("by", "opened_at", "on", "until"),
    [
        # 18:00 UTC on Thursday the 20th is Friday the 21st in Ha Noi; Saturday the 22nd is worked.
        ({"after": "opened", "working_days": 1}, "2026-08-20T18:00:00Z", "2026-08-22", "2026-08-22T17:00:00Z"),
        ({"after": "opened", "days": 1}, "2026-08-20T18:00:00Z", "2026-08-22", "2026-08-22T17:00:00Z"),
        ({"after": "opened", "days": 0}, "2026-08-20T18:00:00Z", "2026-08-21", "2026-08-21T17:00:00Z"),
        ({"after": "opened", "hours": 24}, "2026-08-20T18:00:00Z", "2026-08-22", "2026-08-21T18:00:00Z"),
        ({"after": "opened", "hours": 24}, "2026-08-20T17:00:00Z", "2026-08-21", "2026-08-21T17:00:00Z"),
    ],
)
def test_counting_from_the_act_itself(by: dict[str, Any], opened_at: str, on: str, until: str) -> None:
    duty = read_duty("7.1", changed(NOTICE, by=by, needs=None, or_later=None))
    found = due(duty, {}, opened_at=datetime.fromisoformat(opened_at), calendar=CALENDAR)
    assert found == Due(date.fromisoformat(on), datetime.fromisoformat(until), provisional=False, why="by")


@given(starts, starts)
def test_or_later_never_makes_it_earlier(start: date, approved: date) -> None:
    duty, facts = read_duty("5.1", NOTICE), {"start_on": start.isoformat()}
    alone = due(duty, facts, opened_at=OPENED_AT, calendar=CALENDAR)
    both = due(duty, facts | {"approved_on": approved.isoformat()}, opened_at=OPENED_AT, calendar=CALENDAR)
    second = CALENDAR.add_working_days(approved, 2)[0]
    assert alone.on and both.on == max(alone.on, second)
    assert both.provisional >= alone.provisional
    assert both.until == CALENDAR.end_of_day(both.on)


@given(starts)
def test_a_month_is_due_no_later_than_any_of_its_days(start: date) -> None:
    duty = read_duty("5.1", NOTICE)
    month, day = (
        due(duty, {"start_on": text}, opened_at=OPENED_AT, calendar=CALENDAR)
        for text in (start.isoformat()[:7], start.isoformat())
    )
    assert month.on and day.on and month.on <= day.on
    assert month.provisional


@given(starts, starts)
def test_the_lead_time_was_kept_just_where_the_notice_was_in_time(start: date, notice: date) -> None:
    found = due(read_duty("5.1", NOTICE), {"start_on": start.isoformat()}, opened_at=OPENED_AT, calendar=CALENDAR)
    noon = datetime.combine(notice, time(5), tzinfo=UTC)
    assert found.on
    assert (lead_time(noon, exact(start), calendar=CALENDAR) >= 15) == (notice <= found.on)


def test_lead_time_counts_from_the_earliest_day() -> None:
    at = datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC)
    assert lead_time(at, read_edtf("2026-12-14"), calendar=CALENDAR) == 15
    assert lead_time(at + timedelta(seconds=1), read_edtf("2026-12-14"), calendar=CALENDAR) == 14
    assert lead_time(at, read_edtf("2026-12"), calendar=CALENDAR) == 6
    assert lead_time(at, Span(date(2026, 11, 18), date(2026, 11, 18), "day", False), calendar=CALENDAR) == -2


@pytest.mark.parametrize(
    ("precision", "start_on", "enough"),
    [
        *(("day", "2026-12-05", True), ("day", "2026-12-05?", False), ("day", "2026-12", False)),
        *(("day", "2026-12-05/2026-12-09", False), ("day", "", False), ("day", None, False), ("day", "soon", False)),
        *(("month", "2026-12", True), ("month", "2026-12-05", True), ("month", "2026-12-05/2026-12-09", True)),
        *(("month", "2026-11-28/2026-12-02", False), ("month", "2026-12~", False), ("month", "2026-21", False)),
        *(("year", "2026", True), ("year", "2026-21", True), ("year", "2026/2027", False), ("year", "2026?", False)),
    ],
)
def test_how_precise_a_delivery_is(precision: str, start_on: str | None, enough: bool) -> None:
    duty = read_duty("5.1", changed(NOTICE, needs={"precision": precision}))
    assert satisfies(duty, {"start_on": start_on}) is enough


def test_other_facts_that_a_delivery_needs() -> None:
    duty = read_duty("5.1", changed(NOTICE, needs={"precision": "day", "programme": True, "rank": ["head", "deputy"]}))
    facts = {"start_on": "2026-12-05", "programme": True, "rank": "deputy"}
    assert satisfies(duty, facts)
    assert not satisfies(duty, facts | {"programme": False})
    assert not satisfies(duty, facts | {"rank": "desk"})
    assert not satisfies(duty, facts | {"start_on": "2026-12"})
    assert satisfies(read_duty("5.1", changed(NOTICE, needs=None)), {})


REMINDED = Reached(date(2026, 11, 17), -3, None)
HEAD = Reached(date(2026, 11, 25), 2, "head")
LEADERSHIP = Reached(date(2026, 11, 30), 5, "leadership")


@pytest.mark.parametrize(
    ("as_of", "reached"),
    [
        ("2026-11-16", []),
        ("2026-11-17", [REMINDED]),
        ("2026-11-20", [REMINDED]),
        ("2026-11-24", [REMINDED]),
        ("2026-11-25", [REMINDED, HEAD]),
        ("2026-11-30", [REMINDED, HEAD, LEADERSHIP]),
    ],
)
def test_which_rungs_are_reached(as_of: str, reached: list[Reached]) -> None:
    duty = read_duty("5.1", NOTICE)
    assert ladder_steps(duty, date(2026, 11, 20), as_of=date.fromisoformat(as_of), calendar=CALENDAR) == reached


@given(starts, starts, starts)
def test_a_rung_once_reached_stays_reached(due_on: date, a: date, b: date) -> None:
    duty = read_duty("5.1", NOTICE)
    sooner, later = (ladder_steps(duty, due_on, as_of=day, calendar=CALENDAR) for day in sorted((a, b)))
    assert later[: len(sooner)] == sooner


def test_nothing_is_reached_without_a_due_day() -> None:
    assert ladder_steps(read_duty("5.1", NOTICE), None, as_of=date(2026, 11, 20), calendar=CALENDAR) == []

"""What recurs: the days it falls on, and when it is due then."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.kernel.duties import due_of_occurrence, occurrences, read_duty
from servanda.kernel.refusals import Refused
from tests.kernel.clauses import CALENDAR, REPORT, changed, moving, settled, starts


@pytest.mark.parametrize(
    ("every", "days"),
    [
        ("half-year", ["2025-12-31", "2026-06-30", "2026-12-31"]),
        ("quarter", ["2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        ("15 December", ["2025-12-15", "2026-12-15"]),
        ("31 January", ["2026-01-31", "2027-01-31"]),
        ("28 February", ["2026-02-28"]),
    ],
)
def test_what_falls_within_fourteen_months(every: str, days: list[str]) -> None:
    found = occurrences(every, date(2025, 12, 1), date(2027, 1, 31), calendar=CALENDAR)
    assert [day.isoformat() for day in found] == days


def test_months_and_their_first_working_days() -> None:
    first, last = date(2026, 8, 1), date(2026, 11, 2)
    ends = occurrences("month", first, last, calendar=CALENDAR)
    assert ends == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    begins = occurrences("first working day of a month", first, last, calendar=CALENDAR)
    assert begins == [date(2026, 8, 3), date(2026, 9, 3), date(2026, 10, 1), date(2026, 11, 2)]


def test_a_recurrence_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="fortnight is not a recurrence"):
        occurrences("fortnight", date(2026, 1, 1), date(2026, 12, 31), calendar=CALENDAR)


recurrences = st.sampled_from(["half-year", "quarter", "month", "15 December", "first working day of a month"])


@given(recurrences, starts, starts, starts)
def test_occurrences_of_two_stretches_are_those_of_both(every: str, a: date, b: date, c: date) -> None:
    a, b, c = sorted((a, b, c))
    whole = occurrences(every, a, c, calendar=CALENDAR)
    assert whole == sorted(set(whole))
    before = occurrences(every, a, b, calendar=CALENDAR)
    after = occurrences(every, b + timedelta(days=1), c, calendar=CALENDAR)
    assert before + after == whole


def test_a_recurring_duty_is_due_on_its_day_or_counts_from_it() -> None:
    day = date(2026, 6, 30)
    assert due_of_occurrence(read_duty("9", REPORT), day, calendar=CALENDAR) == settled("2026-06-30", "by")
    later = read_duty("9", changed(REPORT, by={"after": "opened", "working_days": 10}))
    assert due_of_occurrence(later, day, calendar=CALENDAR) == settled("2026-07-14", "by")
    sooner = read_duty("9", changed(REPORT, by={"before": "opened", "working_days": 5}))
    assert due_of_occurrence(sooner, day, calendar=CALENDAR) == settled("2026-06-23", "by")


def test_a_working_day_of_a_year_that_nobody_laid_down_is_provisional() -> None:
    monthly = read_duty("9", changed(REPORT, every="first working day of a month"))
    assert due_of_occurrence(monthly, date(2027, 1, 1), calendar=CALENDAR) == moving("2027-01-01", "year_unknown")
    fixed = read_duty("9", REPORT)
    assert due_of_occurrence(fixed, date(2027, 6, 30), calendar=CALENDAR) == settled("2027-06-30", "by")

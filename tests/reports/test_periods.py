"""Periods by name and by days, the one before, and the months of one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.kernel.refusals import Refused
from servanda.reports import periods

DAYS = st.dates(date(1600, 1, 1), date(2900, 12, 31))


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
        ("last-month", date(2026, 10, 1), date(2026, 10, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("last-quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("half-year", date(2026, 7, 1), date(2026, 12, 31)),
        ("last-half-year", date(2026, 1, 1), date(2026, 6, 30)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
        ("last-year", date(2025, 1, 1), date(2025, 12, 31)),
        ("all", None, None),
        ("fortnight", None, None),
    ],
)
def test_a_name_is_a_period_of_the_calendar(name: str, since: date | None, until: date | None) -> None:
    found = periods.named(name, today=date(2026, 11, 22))
    assert (found.since, found.until) == (since, until)


@given(DAYS, st.sampled_from([name for name in periods.NAMES if name not in ("all", "days")]))
def test_periods_of_a_calendar_follow_each_other(today: date, name: str) -> None:
    found = periods.named(name, today=today)
    earlier = periods.before(found)
    assert earlier and earlier.until and found.since
    assert (found.since - earlier.until).days == 1
    if name.startswith("last-"):
        assert found.until and found.until < today
    else:
        assert found.since <= today <= (found.until or today)


@given(DAYS, st.integers(0, 900))
def test_the_months_of_a_period_hold_each_of_its_days_once(first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    months = list(periods.months_of(periods.ALL, first, last))
    days = [
        day for month in months if month.since and month.until
        for day in range(month.since.toordinal(), month.until.toordinal() + 1)
    ]  # fmt: skip
    assert days == list(range(first.toordinal(), last.toordinal() + 1))


def test_days_of_any_length_have_a_period_before_them() -> None:
    earlier = periods.before(periods.between(date(2026, 3, 10), date(2026, 3, 19)))
    assert earlier and (earlier.since, earlier.until) == (date(2026, 2, 28), date(2026, 3, 9))
    assert periods.before(periods.between(None, date(2026, 3, 19))) is None


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [(date(2026, 2, 1), date(2026, 1, 1), "period_reversed"), (date(1, 1, 1), None, "period_too_far"),
     (None, date(9999, 12, 31), "period_too_far")],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(since: date | None, until: date | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        periods.between(since, until)
    assert refused.value.code == code

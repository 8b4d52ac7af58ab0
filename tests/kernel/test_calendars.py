"""Working days: the swapped Saturdays, the laws of counting, the ends of days in zones that change their clocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.kernel import jsonbytes
from servanda.kernel.calendars import Calendar, YearDays
from servanda.kernel.refusals import Refused

FACTS: dict[str, Any] = {
    "zone": "Asia/Ho_Chi_Minh",
    "years": {
        "2025": {"holidays": ["2025-05-01", "2025-05-02", "2025-04-30"], "working": ["2025-04-26"]},
        "2026": {"holidays": ["2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24"], "working": ["2026-08-22"]},
    },
}
VIETNAM = Calendar.from_facts(FACTS)

ZONES = (
    "UTC",
    "Asia/Ho_Chi_Minh",
    "Africa/Cairo",
    "Asia/Kuala_Lumpur",
    "Europe/Paris",
    "America/Havana",
    "Asia/Beirut",
)
days = st.dates(date(2023, 1, 1), date(2029, 12, 31))
steps = st.integers(-300, 300)


def calendar_of(zone: str, weekend: frozenset[int], known: set[int], off: set[date], worked: set[date]) -> Calendar:
    off, worked = off - worked, worked - off
    years = {
        year: YearDays(frozenset(d for d in off if d.year == year), frozenset(d for d in worked if d.year == year))
        for year in known
    }
    return Calendar(zone, years, weekend)


calendars = st.builds(
    calendar_of,
    st.sampled_from(ZONES),
    st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6}), frozenset[int]()]),
    st.sets(st.integers(2022, 2030)),
    st.sets(days, max_size=40),
    st.sets(days, max_size=40),
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2025-04-25", True),
        ("2025-04-26", True),  # a Saturday, worked for Friday 2 May
        ("2025-04-27", False),
        ("2025-05-02", False),
        ("2026-08-22", True),  # a Saturday, worked for Monday 31 August
        ("2026-08-23", False),
        ("2026-08-29", False),
        ("2026-08-31", False),
        ("2026-11-24", False),
        ("2027-04-30", True),  # nobody has laid down 2027 yet
        ("2027-05-01", False),
    ],
)
def test_which_days_are_worked(day: str, working: bool) -> None:
    assert VIETNAM.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("start", "n", "on", "provisional"),
    [
        ("2025-04-25", 1, "2025-04-26", False),
        ("2025-04-25", 2, "2025-04-28", False),
        ("2025-05-05", -3, "2025-04-26", False),
        ("2026-08-21", 1, "2026-08-22", False),
        ("2026-09-03", -6, "2026-08-22", False),
        ("2026-08-30", 1, "2026-09-03", False),
        ("2026-08-30", 0, "2026-08-30", False),
        ("2026-12-31", 1, "2027-01-01", True),
        ("2027-01-04", -1, "2027-01-01", True),
        ("2027-06-01", 0, "2027-06-01", True),
    ],
)
def test_counting_working_days(start: str, n: int, on: str, provisional: bool) -> None:
    assert VIETNAM.add_working_days(date.fromisoformat(start), n) == (date.fromisoformat(on), provisional)


@given(calendars, days, steps)
def test_between_undoes_add(calendar: Calendar, start: date, n: int) -> None:
    assert calendar.working_days_between(start, calendar.add_working_days(start, n)[0]) == n


@given(calendars, days, steps)
def test_from_a_working_day_there_and_back_is_nowhere(calendar: Calendar, start: date, n: int) -> None:
    start = calendar.add_working_days(start, 1)[0]
    there = calendar.add_working_days(start, n)[0]
    assert calendar.add_working_days(there, -n)[0] == start


@given(calendars, days, st.integers(0, 150), st.integers(0, 150), st.sampled_from([1, -1]))
def test_two_counts_one_way_are_one(calendar: Calendar, start: date, a: int, b: int, way: int) -> None:
    halfway = calendar.add_working_days(start, way * a)[0]
    assert calendar.add_working_days(halfway, way * b)[0] == calendar.add_working_days(start, way * (a + b))[0]


@given(calendars, days, days, steps)
def test_who_starts_no_earlier_ends_no_earlier(calendar: Calendar, a: date, b: date, n: int) -> None:
    a, b = sorted((a, b))
    assert calendar.add_working_days(a, n)[0] <= calendar.add_working_days(b, n)[0]


@given(calendars, days, steps)
def test_a_longer_count_ends_later_and_on_a_working_day(calendar: Calendar, start: date, n: int) -> None:
    assert calendar.add_working_days(start, n)[0] < calendar.add_working_days(start, n + 1)[0]
    assert n == 0 or calendar.is_working(calendar.add_working_days(start, n)[0])


@given(calendars, days, days)
def test_between_counts_each_day_once(calendar: Calendar, a: date, b: date) -> None:
    a, b = sorted((a, b))
    inside = [a + timedelta(days=n) for n in range(1, (b - a).days + 1)]
    assert calendar.working_days_between(a, b) == sum(map(calendar.is_working, inside))


@given(calendars, days, steps)
def test_a_count_is_settled_only_where_every_year_is_known(calendar: Calendar, start: date, n: int) -> None:
    day, provisional = calendar.add_working_days(start, n)
    first, last = sorted((start.year, day.year))
    assert provisional is any(not calendar.knows(year) for year in range(first, last + 1))


@given(calendars, days)
def test_a_day_ends_where_the_next_begins(calendar: Calendar, day: date) -> None:
    end = calendar.end_of_day(day)
    assert end.tzinfo is UTC
    assert calendar.local_day(end - timedelta(seconds=1)) == day
    assert calendar.local_day(end) == day + timedelta(days=1)


def test_the_end_of_a_day_in_ha_noi() -> None:
    assert VIETNAM.end_of_day(date(2026, 11, 22)) == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_an_instant_without_a_zone_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        VIETNAM.local_day(datetime(2026, 11, 22))


@given(calendars)
def test_facts_read_back_to_the_same_calendar(calendar: Calendar) -> None:
    raw = jsonbytes.write(calendar.to_facts())
    back = Calendar.from_facts(jsonbytes.read(raw, limit=10**6))
    assert back == calendar
    assert jsonbytes.write(back.to_facts()) == raw


def test_facts_from_yaml_hold_numbers_and_dates() -> None:
    years = {2026: {"holidays": [date(2026, 1, 1)], "working": [date(2026, 8, 22)]}, 2027: {}}
    calendar = Calendar.from_facts({"zone": "Asia/Ho_Chi_Minh", "country": "VN", "years": years})
    assert calendar.is_working(date(2026, 8, 22))
    assert not calendar.is_working(date(2026, 1, 1))
    assert calendar.knows(2027)


def test_a_weekend_of_friday_and_saturday() -> None:
    calendar = Calendar.from_facts({"zone": "Africa/Cairo", "weekend": ["friday", "saturday"]})
    assert calendar.add_working_days(date(2026, 11, 26), 1) == (date(2026, 11, 29), True)


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        ({"zone": "Asia/Hanoi"}, "calendar_zone_unknown", {"zone": "Asia/Hanoi"}),
        ({"zone": "localtime"}, "calendar_zone_unknown", {"zone": "localtime"}),
        ({"zone": "../etc/passwd"}, "calendar_zone_unknown", {"zone": "../etc/passwd"}),
        ({"zone": None}, "calendar_zone_unknown", {"zone": "None"}),
        ({"weekend": "sunday"}, "calendar_not_readable", {"field": "weekend", "value": "sunday"}),
        ({"weekend": [5, 6]}, "calendar_not_readable", {"field": "weekend", "value": "[5, 6]"}),
        ({"years": [2026]}, "calendar_not_readable", {"field": "years", "value": "[2026]"}),
        ({"years": {"26": {}}}, "calendar_not_readable", {"field": "years.26", "value": "{}"}),
        ({"years": {"2026": []}}, "calendar_not_readable", {"field": "years.2026", "value": "[]"}),
        (
            {"years": {"2026": {"holidays": ["2 Sept"]}}},
            "calendar_not_readable",
            {"field": "years.2026.holidays", "value": "2 Sept"},
        ),
        (
            {"years": {"2026": {"holidays": ["2026-09"]}}},
            "calendar_not_readable",
            {"field": "years.2026.holidays", "value": "2026-09"},
        ),
        (
            {"years": {"2026": {"working": ["2025-04-26"]}}},
            "calendar_other_year",
            {"field": "years.2026.working", "day": "2025-04-26"},
        ),
        (
            {"years": {"2026": {"holidays": ["2026-08-22"], "working": ["2026-08-22"]}}},
            "calendar_day_twice",
            {"day": "2026-08-22"},
        ),
    ],
)
def test_a_calendar_that_cannot_be_read(change: dict[str, Any], code: str, params: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        Calendar.from_facts(FACTS | change)
    assert refused.value.code == code
    assert refused.value.params == params
    assert "%" not in str(refused.value)


def test_a_year_laid_down_as_provisional_counts_its_days_and_says_so() -> None:
    facts = {"zone": "UTC", "years": {"2027": {"holidays": ["2027-01-04"], "working": [], "provisional": True}}}
    calendar = Calendar.from_facts(facts)
    assert calendar.to_facts() == facts and not calendar.knows(2027)
    assert calendar.add_working_days(date(2027, 1, 1), 1) == (date(2027, 1, 5), True)

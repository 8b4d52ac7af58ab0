"""The days of the calendar that a duty may recur on."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from servanda.kernel.calendars import Calendar
from servanda.kernel.refusals import Refused

# A period is named by how many months it has; what is owed for it falls due on its last day.
PERIODS = {"half-year": 6, "quarter": 3, "month": 1}
FIRST_WORKING_DAY = "first working day of a month"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_YEARLY = re.compile(rf"([1-9]|[12]\d|3[01]) ({'|'.join(MONTHS)})", re.ASCII)


def is_recurrence(every: object) -> bool:
    """Whether `occurrences` understands it. 29 February is not understood: most years have none."""
    if not isinstance(every, str):
        return False
    return every in PERIODS or every == FIRST_WORKING_DAY or _day_and_month(every) is not None


def occurrences(every: str, first: date, last: date, *, calendar: Calendar) -> list[date]:
    """The days from `first` to `last`, both included, on which `every` falls; raises Refused("duty_every_unknown")."""
    return [day for day in _days(every, first.year, last.year, calendar) if first <= day <= last]


def _days(every: str, first_year: int, last_year: int, calendar: Calendar) -> Iterator[date]:
    if every in PERIODS:
        months = range(PERIODS[every], 13, PERIODS[every])
        return (date(y, m, monthrange(y, m)[1]) for y in range(first_year, last_year + 1) for m in months)
    if every == FIRST_WORKING_DAY:
        return (_first_working_day(y, m, calendar) for y in range(first_year, last_year + 1) for m in range(1, 13))
    if (found := _day_and_month(every)) is not None:
        day, month = found
        return (date(y, month, day) for y in range(first_year, last_year + 1))
    raise Refused("duty_every_unknown", field="every", value=every)


def _first_working_day(year: int, month: int, calendar: Calendar) -> date:
    return calendar.add_working_days(date(year, month, 1) - timedelta(days=1), 1)[0]


def _day_and_month(every: str) -> tuple[int, int] | None:
    found = _YEARLY.fullmatch(every)
    if not found:
        return None
    day, month = int(found[1]), MONTHS.index(found[2]) + 1
    # 2023 has no leap day.
    return (day, month) if day <= monthrange(2023, month)[1] else None

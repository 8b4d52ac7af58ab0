"""Periods of work: a week, a month, a quarter, half a year, a year, or the days between two dates."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.kernel.dates import FIRST_YEAR, LAST_YEAR
from servanda.kernel.refusals import Refused

# A calendar period is named by how many months it has; each also exists as the one before.
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
WEEK = ("week", "last-week")
NAMES = ("all", *WEEK, *(name for period in MONTHS for name in (period, f"last-{period}")), "days")
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From one day to another, both included; None where it is open on that side."""

    name: str = "all"
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """As an address names it."""
        if self.name != "days":
            return {"period": self.name} if self.name != "all" else {}
        days = {"from": self.since, "to": self.until}
        return {"period": "days"} | {key: day.isoformat() for key, day in days.items() if day}


ALL = Period()


def named(name: str, *, today: date) -> Period:
    """The calendar period of `today`, or the one before it; all days for a name that is not known."""
    months = MONTHS.get(name.removeprefix("last-"))
    if name in WEEK:
        monday = today - timedelta(days=today.weekday() + 7 * WEEK.index(name))
        return Period(name, monday, monday + timedelta(days=6))
    if months is None:
        return ALL
    since = date(today.year, today.month - (today.month - 1) % months, 1)
    if name.startswith("last-"):
        since = _months_on(since, -months)
    return Period(name, since, _months_on(since, months) - ONE)


def between(since: date | None, until: date | None) -> Period:
    """Raises Refused("period_reversed") and Refused("period_too_far") for what no commitment can fall into."""
    if since and until and since > until:
        raise Refused("period_reversed")
    for day in (since, until):
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused("period_too_far", first=FIRST_YEAR, last=LAST_YEAR)
    return Period("days", since, until) if since or until else ALL


def before(period: Period) -> Period | None:
    """The period of the same length that ends where this one begins; None for one that is open."""
    if period.since is None or period.until is None:
        return None
    months = MONTHS.get(period.name.removeprefix("last-"))
    since = _months_on(period.since, -months) if months else period.since - (period.until - period.since) - ONE
    return Period("days", since, period.since - ONE)


def parted(period: Period) -> tuple[Period | None, list[Period]]:
    """The whole months in the middle of a period, if there are any, and the days before and after them."""
    first, last = period.since, period.until
    if first and first.day > 1:
        first = _months_on(first.replace(day=1), 1)
    if last and last < month_end(last):
        last = last.replace(day=1) - ONE
    if first and last and first > last:
        return None, [period]
    days = [Period("days", period.since, first - ONE)] if first and period.since != first else []
    days += [Period("days", last + ONE, period.until)] if last and period.until != last else []
    return (Period("days", first, last) if days else period), days


def months_of(period: Period, first: date, last: date) -> Iterator[Period]:
    """Its months, as far as `first` to `last` reach; the outer ones are cut where it is."""
    day, end = max(period.since or first, first), min(period.until or last, last)
    while day <= end:
        following = _months_on(day.replace(day=1), 1)
        yield Period("days", day, min(following - ONE, end))
        day = following


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _months_on(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)

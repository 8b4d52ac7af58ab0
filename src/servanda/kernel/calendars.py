"""Working days as the parties of an agreement have laid them down, year by year, in one zone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from servanda.kernel.dates import FIRST_YEAR, LAST_YEAR, read_edtf
from servanda.kernel.refusals import Refused

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND = frozenset({5, 6})
# Working days that a year must have to be one; how far is counted day by day.
FEWEST, NEAR = 40, 20

# Names such as `localtime` or `right/UTC` mean something else on each machine.
_ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class YearDays:
    """What differs from the plain week in one year: days off, and days of the weekend that are worked.

    A year that is not yet published may be laid down as `provisional`: its days count, and what is counted may move.
    """

    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()
    provisional: bool = False

    def to_facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"holidays": _write_days(self.holidays), "working": _write_days(self.working)}
        return facts | ({"provisional": True} if self.provisional else {})


@dataclass(frozen=True)
class Calendar:
    """A sealed calendar. In a year that it does not know only weekends are off, and what is counted is provisional."""

    zone: str
    years: Mapping[int, YearDays]
    weekend: frozenset[int] = WEEKEND

    @classmethod
    def from_facts(cls, facts: Any) -> "Calendar":
        """Read the form of docs/spec/duties.md, from JSON or YAML; raises Refused(calendar_*) at the first fault."""
        if not isinstance(facts, Mapping):
            raise _not_readable("calendar", facts)
        years = facts.get("years") or {}
        if not isinstance(years, Mapping):
            raise _not_readable("years", years)
        calendar = cls(
            zone=_read_zone(facts.get("zone")),
            years=dict(_read_year(key, days) for key, days in years.items()),
            weekend=_read_weekend(facts.get("weekend", ["saturday", "sunday"])),
        )
        for year in calendar.years:
            if calendar._count(date(year, 1, 1), date(year, 12, 31)) < FEWEST:
                raise _not_readable(f"years.{year}", "")
        return calendar

    def to_facts(self) -> dict[str, Any]:
        """JSON that `from_facts` reads back to an equal calendar, always in the same order."""
        facts: dict[str, Any] = {
            "zone": self.zone,
            "years": {str(year): days.to_facts() for year, days in sorted(self.years.items())},
        }
        if self.weekend != WEEKEND:
            facts["weekend"] = [DAYS[number] for number in sorted(self.weekend)]
        return facts

    def knows(self, year: int) -> bool:
        return year in self.years and not self.years[year].provisional

    def is_working(self, day: date) -> bool:
        days = self.years.get(day.year, YearDays())
        return day in days.working or (day.weekday() not in self.weekend and day not in days.holidays)

    def add_working_days(self, start: date, n: int) -> tuple[date, bool]:
        """The n-th working day after `start`, or before it where n is negative; `start` itself is not counted.

        The second value is true where a year between the two is not known, so that the day may still move.
        """
        day, step, left = start, timedelta(days=1 if n > 0 else -1), abs(n)
        while left > NEAR:
            # So many days hold at most so many working days.
            day, before = day + left * step, day
            left -= abs(self.working_days_between(before, day))
        for _ in range(left):
            day += step
            while not self.is_working(day):
                day += step
        first, last = sorted((start.year, day.year))
        return day, not all(self.knows(year) for year in range(first, last + 1))

    def working_days_between(self, a: date, b: date) -> int:
        """How far `add_working_days` goes from `a` to `b`: working days in (a, b], or minus those in [b, a)."""
        one = timedelta(days=1)
        return self._count(a + one, b) if b >= a else -self._count(b, a - one)

    def local_day(self, at: datetime) -> date:
        """The day that it is in the zone at this instant."""
        if at.tzinfo is None:
            raise ValueError("an instant without a zone")
        return at.astimezone(ZoneInfo(self.zone)).date()

    def is_one_working_day(self, *moments: datetime) -> bool:
        """Do these fall on one working day? A day off counts with the working day that follows it."""
        days = (self.local_day(at) for at in moments)
        return len({day if self.is_working(day) else self.add_working_days(day, 1)[0] for day in days}) == 1

    def end_of_day(self, day: date) -> datetime:
        """The first instant, in UTC, that no longer belongs to `day` in the zone: in time is what comes before it."""
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(self.zone))
        return midnight.astimezone(UTC)

    def _count(self, first: date, last: date) -> int:
        plain = self._plain_days_through(last) - self._plain_days_through(first - timedelta(days=1))
        for year in self.years.keys() & set(range(first.year, last.year + 1)):
            days = self.years[year]
            plain += sum(day.weekday() in self.weekend for day in days.working if first <= day <= last)
            plain -= sum(day.weekday() not in self.weekend for day in days.holidays if first <= day <= last)
        return plain

    def _plain_days_through(self, day: date) -> int:
        # Ordinal 1 was a Monday: weekday w has come (ordinal - w + 6) // 7 times.
        return sum((day.toordinal() - w + 6) // 7 for w in range(7) if w not in self.weekend)


def _read_zone(value: Any) -> str:
    if not isinstance(value, str) or not _ZONE.fullmatch(value):
        raise Refused("calendar_zone_unknown", zone=str(value)[:40])
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise Refused("calendar_zone_unknown", zone=value[:40]) from None
    return value


def _read_weekend(value: Any) -> frozenset[int]:
    if not isinstance(value, list) or not all(day in DAYS for day in value) or len(set(value)) == len(DAYS):
        raise _not_readable("weekend", value)
    return frozenset(DAYS.index(day) for day in value)


def _read_year(key: Any, value: Any) -> tuple[int, YearDays]:
    if not _YEAR.fullmatch(str(key)) or not FIRST_YEAR <= int(key) <= LAST_YEAR or not isinstance(value, Mapping):
        raise _not_readable(f"years.{key}", value)
    year = int(key)
    holidays = frozenset(_read_days(f"years.{year}.holidays", value.get("holidays"), year=year))
    working = frozenset(_read_days(f"years.{year}.working", value.get("working"), year=year))
    if both := holidays & working:
        raise Refused("calendar_day_twice", day=min(both).isoformat())
    provisional = value.get("provisional", False)
    if not isinstance(provisional, bool):
        raise _not_readable(f"years.{year}.provisional", provisional)
    return year, YearDays(holidays=holidays, working=working, provisional=provisional)


def _read_days(field: str, value: Any, *, year: int) -> Iterable[date]:
    if value is not None and not isinstance(value, list):
        raise _not_readable(field, value)
    for item in value or []:
        day = _read_day(field, item)
        if day.year != year:
            raise Refused("calendar_other_year", field=field, day=day.isoformat())
        yield day


def _read_day(field: str, value: Any) -> date:
    try:
        # YAML readers hand over dates, JSON texts.
        span = read_edtf(str(value))
    except Refused:
        raise _not_readable(field, value) from None
    if not span.is_exact:
        raise _not_readable(field, value)
    return span.first


def _write_days(days: frozenset[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _not_readable(field: str, value: Any) -> Refused:
    return Refused("calendar_not_readable", field=field, value=str(value)[:40])

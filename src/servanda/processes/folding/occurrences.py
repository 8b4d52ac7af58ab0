"""The days on which a calendar duty falls while its agreement stands, each with its name and when its turn begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from servanda.kernel.calendars import Calendar
from servanda.kernel.duty_forms import Duty
from servanda.kernel.recurrences import FIRST_WORKING_DAY, occurrences

# There is no clock here: so far ahead, or a year beyond the last calendar that the parties have laid down.
YEARS_AHEAD, MOST_YEARS = 4, 20


@dataclass(frozen=True)
class Occurrence:
    """One turn of a duty: due from `day`, open from `opens_at` (UTC), and named by `key`, which no calendar moves."""

    key: str
    day: date
    opens_at: datetime


def occurrences_of(duty: Duty, calendar: Calendar, *, since: date) -> Iterator[Occurrence]:
    """Those from `since` on, in their order. The turn of one begins when the day of the one before is over."""
    if duty.every is None:
        return
    before = since - timedelta(days=1)
    for day in occurrences(duty.every, since, last_day(calendar, since), calendar=calendar):
        yield Occurrence(_key(duty.every, day), day, calendar.end_of_day(before))
        before = day


def last_day(calendar: Calendar, since: date) -> date:
    """Up to where turns are told from a day on."""
    ahead = max([YEARS_AHEAD, *(year + 1 - since.year for year in calendar.years)])
    return date(since.year + min(ahead, MOST_YEARS), 12, 31)


def _key(every: str, day: date) -> str:
    return f"{day:%Y-%m}" if every == FIRST_WORKING_DAY else day.isoformat()

"""Dates of any precision, read from the part of EDTF that officers write.

The part: a year `2026`, a month `2026-12`, a day `2026-12-05`, a season `2026-21` (21 March to May, 22 June to August,
23 September to November, 24 December alone), each with `~` approximate, `?` uncertain or `%` both behind it, and an
interval of any two of these, `2026-12-05/2026-12-09`. Years run from 1583 to 2999. Open ends, sets, unspecified digits,
negative years and times of day are refused.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from servanda.kernel.refusals import Refused

# Room on both sides for any period that a duty may count, so that no foreign fact can overflow a date.
FIRST_YEAR, LAST_YEAR = 1583, 2999
SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}

Precision = Literal["day", "month", "season", "year", "interval"]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)", re.ASCII)


@dataclass(frozen=True)
class Span:
    """The days that a date may mean, both ends included; `approximate` where the writer marked it as unsettled."""

    first: date
    last: date
    precision: Precision
    approximate: bool

    @property
    def is_exact(self) -> bool:
        """One settled day."""
        return self.precision == "day" and not self.approximate


def exact(day: date) -> Span:
    return Span(first=day, last=day, precision="day", approximate=False)


def read_edtf(text: object) -> Span:
    """The span that `text` names; raises Refused("date_not_readable", value) for anything outside the part above."""
    if not isinstance(text, str):
        raise _not_readable(text)
    start, slash, end = text.partition("/")
    try:
        first = _read_one(start)
        if not slash:
            return first
        last = _read_one(end)
    except ValueError:
        raise _not_readable(text) from None
    if first.first > last.last:
        raise _not_readable(text)
    return Span(first.first, last.last, "interval", first.approximate or last.approximate)


def _read_one(text: str) -> Span:
    found = _DATE.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError(text)
    year, month, approximate = int(found[1]), int(found[2] or 0), bool(found[4])
    if found[3]:
        day = date(year, month, int(found[3]))
        return Span(day, day, "day", approximate)
    if found[2] is None:
        return Span(date(year, 1, 1), date(year, 12, 31), "year", approximate)
    if month in SEASONS:
        return Span(*_months(year, *SEASONS[month]), "season", approximate)
    return Span(*_months(year, month, month), "month", approximate)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    start = date(year, first, 1)
    return start, date(year, last, monthrange(year, last)[1])


def _not_readable(value: object) -> Refused:
    return Refused("date_not_readable", value=str(value)[:40])

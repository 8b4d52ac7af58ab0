"""How often a meeting comes again, and the day of the next one."""

import calendar
from datetime import date
from typing import Any

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def next_day(cadence: Any, day: Any) -> date | None:
    """The same day so many months later, or the last one of a shorter month; None for what comes once."""
    months = MONTHS.get(cadence) if isinstance(cadence, str) else None
    try:
        last = date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None
    if months is None or last is None:
        return None
    year, month = divmod(last.month - 1 + months, 12)
    if last.year + year > date.max.year:
        return None
    longest = calendar.monthrange(last.year + year, month + 1)[1]
    return date(last.year + year, month + 1, min(last.day, longest))

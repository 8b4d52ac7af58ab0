"""From one day until another, as units state it of themselves, of their fields and of their counterparts."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

OPEN = ".."
SPAN = re.compile(r"(\d{4}-\d\d-\d\d|\.\.)/(\d{4}-\d\d-\d\d|\.\.)", re.ASCII)

Period = tuple[date | None, date | None]
ALWAYS: Period = (None, None)


def stated(item: Any) -> Period:
    """The period in the keys `from` and `until` of what was stated; a day that cannot be read is none."""
    return (exact_day(item.get("from")), exact_day(item.get("until"))) if isinstance(item, Mapping) else ALWAYS


def covers(period: Period, on: date) -> bool:
    first, last = period
    return (first is None or first <= on) and (last is None or on <= last)


def read(text: str) -> dict[str, str]:
    """`2026-01-01/2026-06-30`, either end `..` where it is open, as the keys to state. Raises ValueError."""
    found = SPAN.fullmatch(text)
    if not found:
        raise ValueError(text)
    days = {name: date.fromisoformat(end) for name, end in zip(("from", "until"), found.groups(), strict=True)
            if end != OPEN}  # fmt: skip
    if len(days) == 2 and days["until"] < days["from"]:
        raise ValueError(text)
    return {name: day.isoformat() for name, day in days.items()}


def write(item: Any) -> str:
    """The text that `read` reads; '' for what has no end and no beginning."""
    first, last = stated(item)
    return f"{first or OPEN}/{last or OPEN}" if first or last else ""


def exact_day(value: Any) -> date | None:
    """The day that was stated as one; None for whatever cannot be read so."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

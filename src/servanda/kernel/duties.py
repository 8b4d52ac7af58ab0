"""What a duty asks of the facts of an act: whether it opens, when it falls due, whether a delivery meets it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from servanda.kernel.calendars import Calendar
from servanda.kernel.date_states import DateState, date_state
from servanda.kernel.dates import Span, exact, read_edtf
from servanda.kernel.duty_checks import OPENED, Fault, check_duty
from servanda.kernel.duty_forms import Duty, Rule, Rung, Value, read_duty
from servanda.kernel.recurrences import FIRST_WORKING_DAY, occurrences
from servanda.kernel.refusals import Refused

__all__ = [
    "DateState",
    "Due",
    "Duty",
    "Fault",
    "Reached",
    "Rule",
    "Rung",
    "check_duty",
    "date_state",
    "due",
    "due_of_occurrence",
    "ladder_steps",
    "lead_days",
    "lead_time",
    "occurrences",
    "opens",
    "reached",
    "read_duty",
    "satisfies",
]


@dataclass(frozen=True)
class Due:
    """By when: the last day `on`, and `until`, the first instant that is too late. Both None where a fact is lacking.

    `why` is by | or_later where the day is settled, and for a provisional one fact_missing | fact_not_readable |
    date_imprecise | year_unknown.
    """

    on: date | None
    until: datetime | None
    provisional: bool
    why: str


@dataclass(frozen=True)
class Reached:
    """A day of reminding that has come: `offset` working days from the due day, `to` None for the debtor unit."""

    on: date
    offset: int
    to: str | None


def opens(duty: Duty, kind: str, facts: Mapping[str, Any]) -> bool:
    """Does a shared act of this kind, with these facts, open a commitment under the duty?"""
    return duty.opens == kind and _all_in(duty.where, facts) and not _any_in(duty.unless, facts)


def satisfies(duty: Duty, facts: Mapping[str, Any]) -> bool:
    """Do these facts bring what a delivery needs? Whether it came in time is another question."""
    return _all_in(duty.needs, facts) and (duty.precision is None or _precise_enough(duty, facts))


def due(duty: Duty, facts: Mapping[str, Any], *, opened_at: datetime, calendar: Calendar) -> Due:
    """When the commitment falls due that an act of `opened_at` with these facts opens. Never raises for its facts."""
    opened = exact(calendar.local_day(opened_at))
    if duty.by is None:
        return _due(opened.first, calendar, provisional=False, why="by")
    first = _count(duty.by, facts, opened, opened_at=opened_at, calendar=calendar)
    if duty.or_later is None or first.until is None:
        return first
    second = _count(duty.or_later, facts, opened, opened_at=opened_at, calendar=calendar)
    if second.until is None:
        return first if second.why == "fact_missing" else replace(first, provisional=True, why=second.why)
    later, other = (second, first) if second.until > first.until else (first, second)
    if later is second and later.why == "by":
        later = replace(later, why="or_later")
    # Either of the two may still move past the other.
    return replace(later, provisional=True, why=other.why) if other.provisional and not later.provisional else later


def due_of_occurrence(duty: Duty, day: date, *, calendar: Calendar) -> Due:
    """When a duty with `every` falls due for the occurrence on `day`."""
    noon = calendar.end_of_day(day) - timedelta(hours=12)
    found = due(duty, {}, opened_at=noon, calendar=calendar)
    if duty.every == FIRST_WORKING_DAY and not calendar.knows(day.year):
        return replace(found, provisional=True, why="year_unknown")
    return found


def lead_time(notice_at: datetime, start: Span, *, calendar: Calendar) -> int:
    """Working days from a notice to the earliest day of what it announces; at least n just where n were kept."""
    return -calendar.working_days_between(start.first, calendar.local_day(notice_at))


def lead_days(duty: Duty, facts: Mapping[str, Any], *, done_at: datetime, calendar: Calendar) -> int | None:
    """The `lead_time` of what was handed over; None where the duty counts up to no day, or it cannot be read."""
    if duty.by is None or duty.by.side != "before" or duty.by.fact == OPENED:
        return None
    try:
        return lead_time(done_at, read_edtf(facts.get(duty.by.fact)), calendar=calendar)
    except Refused:
        return None


def ladder_steps(duty: Duty, due_on: date | None, *, as_of: date, calendar: Calendar) -> list[Reached]:
    """The days of reminding that have come by `as_of` while nothing is delivered, in their order."""
    ladder = [(rung.after_working_days, rung.to) for rung in duty.ladder]
    return reached(duty.remind, ladder, due_on, as_of=as_of, calendar=calendar)


def reached(
    remind: Iterable[int], ladder: Iterable[tuple[int, str]], due_on: date | None, *, as_of: date, calendar: Calendar
) -> list[Reached]:
    """The same for days of reminding that no article states: working days before, and (working days after, to whom)."""
    if due_on is None:
        return []
    offsets: list[tuple[int, str | None]] = [*((-days, None) for days in remind), *ladder]
    steps = [Reached(calendar.add_working_days(due_on, n)[0], n, to) for n, to in offsets]
    return sorted((step for step in steps if step.on <= as_of), key=lambda step: (step.on, step.offset))


def _count(rule: Rule, facts: Mapping[str, Any], opened: Span, *, opened_at: datetime, calendar: Calendar) -> Due:
    if rule.measure == "hours":
        until = opened_at + timedelta(hours=rule.count)
        return Due(calendar.local_day(until - timedelta(seconds=1)), until, provisional=False, why="by")
    start = opened
    if rule.fact != OPENED:
        if facts.get(rule.fact) in (None, ""):
            return Due(None, None, provisional=True, why="fact_missing")
        try:
            start = read_edtf(facts[rule.fact])
        except Refused:
            return Due(None, None, provisional=True, why="fact_not_readable")
    n = rule.count if rule.side == "after" else -rule.count
    day, unknown = start.first + timedelta(days=n), False
    if rule.measure == "working_days":
        day, unknown = calendar.add_working_days(start.first, n)
    why = "date_imprecise" if not start.is_exact else "year_unknown" if unknown else "by"
    return _due(day, calendar, provisional=why != "by", why=why)


def _due(day: date, calendar: Calendar, *, provisional: bool, why: str) -> Due:
    return Due(day, calendar.end_of_day(day), provisional=provisional, why=why)


def _precise_enough(duty: Duty, facts: Mapping[str, Any]) -> bool:
    if duty.by is None:
        return True
    try:
        span = read_edtf(facts.get(duty.by.fact))
    except Refused:
        return False
    if duty.precision == "day":
        return span.is_exact
    same_year = span.first.year == span.last.year and not span.approximate
    return same_year and (duty.precision == "year" or span.first.month == span.last.month)


def _all_in(wanted: Mapping[str, tuple[Value, ...]], facts: Mapping[str, Any]) -> bool:
    return all(any(_same(facts.get(key), value) for value in values) for key, values in wanted.items())


def _any_in(excepted: Mapping[str, tuple[Value, ...]], facts: Mapping[str, Any]) -> bool:
    return any(_same(facts.get(key), value) for key, values in excepted.items() for value in values)


def _same(fact: Any, value: Value) -> bool:
    # Python holds 1 and true for equal; JSON does not.
    return isinstance(fact, bool) == isinstance(value, bool) and fact == value

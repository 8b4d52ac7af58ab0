"""What a creditor claims: that an article in force owed it something on a day, although nothing was announced."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from servanda.kernel import duties
from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.duties import Due
from servanda.kernel.duty_checks import OPENED
from servanda.kernel.duty_forms import Duty
from servanda.processes.folding import stated
from servanda.processes.folding.folded import Terms


def claimed(act: Act, day_fact: str, terms: Mapping[str, Terms]) -> Iterator[tuple[Terms, Duty, date]]:
    """The duties that the act's `clause` names in the terms it was taken under and that held on the day it states."""
    day = stated.day(act.facts.get(day_fact))
    for name in act.under:
        for duty in terms[name].duties if name in terms and day else ():
            if day and duty.clause == act.facts.get("clause") and duty.opens and terms[name].holds_on(day):
                yield terms[name], duty, day


def sides(duty: Duty, *, owns: bool) -> tuple[str, str]:
    """Debtor and creditor as they stand in the file, which the creditor opens, or with `owns` the debtor."""
    debtor, creditor = ("owner", "counterpart") if owns else ("counterpart", "owner")
    named = ("owner", "counterpart")
    return debtor if duty.debtor in named else duty.debtor, creditor if duty.creditor in named else duty.creditor


def facts(duty: Duty, day: date) -> dict[str, str]:
    """`day` as the fact from which the duty counts."""
    return {duty.by.fact: day.isoformat()} if duty.by and duty.by.fact != OPENED else {}


def due(duty: Duty, day: date, *, calendar: Calendar) -> Due:
    """By when it was owed: `day` stands for whatever the duty counts from."""
    noon = calendar.end_of_day(day) - timedelta(hours=12)
    return duties.due(duty, facts(duty, day), opened_at=noon, calendar=calendar)

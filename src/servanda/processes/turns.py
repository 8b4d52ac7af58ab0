"""The turns of calendar duties in the file of their agreement: which open, and which are owed no longer."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from servanda.kernel.duty_forms import Duty
from servanda.processes.folded import Owed, Terms
from servanda.processes.occurrences import Occurrence, occurrences_of

# Thirty monthly duties for five years: more is no agreement that people keep, and would only cost.
MOST = 2000


@dataclass
class Turns:
    """The terms that were put in force one after another, and when the agreement ended."""

    held: list[Terms] = field(default_factory=list)
    ended_at: datetime | None = None

    def of(self, terms: Terms, *, at: datetime) -> list[tuple[Duty, Occurrence]]:
        """The turns of the terms that an act of that time put in force."""
        since = max(terms.in_force_on, terms.calendar.local_day(at))
        every = ((duty, turn) for duty in terms.duties for turn in occurrences_of(duty, terms.calendar, since=since))
        found = list(islice(every, MOST))
        self.held.append(terms)
        return found

    def is_off(self, owed: Owed) -> bool:
        """Is it a turn that the terms of its day do not state, on which they rest, or after their end?"""
        if owed.turn is None or owed.duty is None or owed.standing.delivered_by:
            return False
        day = owed.turn.day
        terms = [terms for terms in self.held if terms.in_force_on <= day][-1]
        is_stated = any(duty.every and duty.clause == owed.duty.clause for duty in terms.duties)
        is_over = self.ended_at is not None and terms.calendar.local_day(self.ended_at) < day
        is_past = terms.ends_on is not None and terms.ends_on < day
        return is_over or is_past or not is_stated or self.held[-1].rests_on(day)

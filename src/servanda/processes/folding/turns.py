"""The turns of calendar duties in the file of their agreement: which open, and which are owed no longer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.duty_forms import Duty
from servanda.kernel.recurrences import FIRST_WORKING_DAY
from servanda.processes.declaration.base import Process
from servanda.processes.folding.folded import Owed, Terms
from servanda.processes.folding.occurrences import MOST_YEARS, Occurrence, last_day, occurrences_of

# Thirty monthly duties for five years: more is no agreement that people keep, and would only cost.
MOST = 2000
# Every month, the first and the last of the years told included.
MOST_A_DUTY = 12 * (MOST_YEARS + 1)
Turn = tuple[Duty, Occurrence]


@dataclass
class Turns:
    """The terms that were put in force one after another, and when the agreement ended."""

    held: list[Terms] = field(default_factory=list)
    ended_at: datetime | None = None
    _lane: Any = None
    _last: tuple[Any, list[Turn]] = (None, [])

    def brought(self, act: Act, process: Process, past: Iterable[Act]) -> Terms | None:
        """The terms that a binding act puts in force; `past` is what had effect before it."""
        if self._lane is None and process.terms:
            self._lane = process.terms()
            for other in past:
                self._lane.take(other)
        terms: Terms | None = self._lane.take(act) if self._lane else None
        return terms

    def note(self, act: Act) -> None:
        """An act that had its effect; a binding one is known already."""
        if self._lane is not None and act.id not in self._lane.found:
            self._lane.take(act)

    def forget(self) -> None:
        """The last act could not be read to its end: the lane is read anew when it is needed."""
        self._lane, self._last = None, (None, [])

    def of(self, terms: Terms, *, at: datetime) -> list[Turn]:
        """The turns of the terms that an act of that time put in force, the soonest MOST of them."""
        since = _since(terms, at)
        # Another calendar moves only first working days; else the turns are those of the act before.
        moves = any(duty.every == FIRST_WORKING_DAY for duty in terms.duties)
        told = (terms.duties, last_day(terms.calendar, since), terms.calendar if moves else terms.calendar.zone)
        if told == self._last[0] and len(self._last[1]) < MOST:
            found = [turn for turn in self._last[1] if turn[1].day >= since]
        else:
            found = list(islice(_every(terms, since), MOST))
        self._last = told, found
        self.held.append(terms)
        return found

    def is_off(self, owed: Owed) -> bool:
        """Is it a turn that the terms of its day do not state, on which they rest, or after their end?"""
        if owed.turn is None or owed.duty is None or owed.standing.delivered_by:
            return False
        day = owed.turn.day
        terms = next(terms for terms in reversed(self.held) if terms.in_force_on <= day)
        is_over = self.ended_at is not None and terms.calendar.local_day(self.ended_at) < day
        is_past = terms.ends_on is not None and terms.ends_on < day
        return is_over or is_past or owed.duty.clause not in terms.recurring or self.held[-1].rests_on(day)


def not_opened_from(terms: Terms, *, at: datetime) -> date | None:
    """The day of the first turn beyond MOST, which opens only with later terms; None where all are open."""
    beyond = next(islice(_every(terms, _since(terms, at)), MOST, None), None)
    return beyond[1].day if beyond else None


def _since(terms: Terms, at: datetime) -> date:
    return max(terms.in_force_on, terms.calendar.local_day(at))


def _every(terms: Terms, since: date) -> Iterator[Turn]:
    """Soonest first, so that what is beyond MOST is the farthest away, whichever article it belongs to."""
    each = ([(duty, turn) for turn in occurrences_of(duty, terms.calendar, since=since)] for duty in terms.duties)
    return merge(*each, key=lambda turn: turn[1].day)

"""What a dossier folds to: its terms, points, judged acts and what is owed, as frozen values."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from servanda.kernel import jws
from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.commitments import CREDITOR, DEBTOR, Event, Standing
from servanda.kernel.duty_forms import Duty
from servanda.processes.folding.keeping import Handover
from servanda.processes.folding.occurrences import Occurrence

TRANSIT_HOURS = 24
PLAIN = Calendar(zone="UTC", years={})


@dataclass(frozen=True)
class Terms:
    """What one version of an agreement says to folds; named in `under` by the act that brought it into force.

    `ends_on` is its last day, where the text states one.
    `pauses` are spans of days, both ends included, on which the parties agreed that it rests. `edition` is the place
    in the home's lane of the act that put them in force, so that of two the later one is known.
    """

    name: str
    agreement: str
    parties: tuple[str, ...]
    duties: tuple[Duty, ...]
    calendar: Calendar
    fallback: Mapping[str, str]
    in_force_on: date
    ends_on: date | None = None
    transit_hours: int = TRANSIT_HOURS
    signatures: tuple[str, ...] = ()
    version: str = ""
    pauses: tuple[tuple[date, date], ...] = ()
    edition: tuple[int, int] = (0, 0)

    def holds_at(self, at: datetime) -> bool:
        """Is it in force on the day that it is then, where its calendar counts?"""
        return self.holds_on(self.calendar.local_day(at))

    def holds_on(self, day: date) -> bool:
        is_past = self.ends_on is not None and self.ends_on < day
        return self.in_force_on <= day and not is_past and not self.rests_on(day)

    def is_alike(self, other: "Terms") -> bool:
        """Are both of one version, so that they differ in calendar and pauses only?"""
        return (self.agreement, self.version) == (other.agreement, other.version)

    def rests_on(self, day: date) -> bool:
        place = bisect_right(self._rests, day, key=lambda span: span[0])
        return place > 0 and day <= self._rests[place - 1][1]

    @cached_property
    def recurring(self) -> frozenset[str]:
        """The clauses of calendar duties."""
        return frozenset(duty.clause for duty in self.duties if duty.every)

    @cached_property
    def _rests(self) -> list[tuple[date, date]]:
        """The pauses in their order, those that meet as one."""
        spans: list[tuple[date, date]] = []
        for first, last in sorted(self.pauses):
            if spans and first <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(last, spans[-1][1])
            elif first <= last:
                spans.append((first, last))
        return spans


@dataclass(frozen=True)
class Point:
    """The dossier as the home's lane had it after one of its acts."""

    state: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """One act and what came of it; `by_home`: the agency said it that kept the file as it knew."""

    act: Act
    has_effect: bool
    why_not: str = ""
    reported: str = ""
    is_crossed: bool = False
    by_home: bool = False


@dataclass
class Owed:
    """One commitment while its dossier is folded.

    `opened_at` and `counted_at` (of the delivery) are as they count: the act's own time, or that of its receipt by the
    other side where it came later than the transit allows. `bound` are the terms by which it was counted one after
    another, each with the act that says so.
    """

    id: str
    deliver: str
    opener: Act
    debtor: tuple[str, str]
    creditor: tuple[str, str]
    needs_acceptance: bool
    duty: Duty | None
    terms: Terms | None
    asked_on: date | None
    turn: Occurrence | None = None
    claimed_on: date | None = None
    is_owned: bool = False
    bound: list[tuple[str, Terms]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    running: Standing = field(default_factory=Standing)
    standing: Standing = field(default_factory=Standing)
    opened_at: datetime = datetime.min
    counted_at: datetime | None = None
    due_on: date | None = None
    is_provisional: bool = False
    lead_days: int | None = None

    @classmethod
    def under(
        cls, terms: Terms, duty: Duty, opener: Act, *, seed: str, debtor: tuple[str, str], creditor: tuple[str, str]
    ) -> "Owed":
        """What a duty of these terms says that an act opens; `seed` is what its name is made of."""
        return cls(
            id=jws.sha256(seed.encode()), deliver=duty.deliver, opener=opener, debtor=debtor, creditor=creditor,
            needs_acceptance=duty.accept, duty=duty, terms=terms, asked_on=None,
        )  # fmt: skip

    @property
    def calendar(self) -> Calendar:
        return self.terms.calendar if self.terms else PLAIN

    @property
    def transit(self) -> timedelta:
        return timedelta(hours=self.terms.transit_hours if self.terms else TRANSIT_HOURS)

    def side(self, agency: str) -> str | None:
        if agency == self.debtor[0]:
            return DEBTOR
        return CREDITOR if agency == self.creditor[0] else None


@dataclass(frozen=True)
class Folded:
    """A dossier as every party knows it; `home` keeps it now, the units in `narrowed` read it no longer."""

    opening: Act
    home: str
    handover: Handover
    narrowed: Mapping[str, Mapping[str, str]]
    state: str
    is_ended: bool
    facts: Mapping[str, Any]
    parties: tuple[str, ...]
    owner: str
    counterparts: Mapping[str, str]
    moved: Mapping[str, str]
    judged: tuple[Judged, ...]
    owed: tuple[Owed, ...]
    equivocations: tuple[tuple[str, str], ...]
    last_at: datetime


class NotOpened(Exception):
    """The set holds no opening act: nothing can be folded yet."""

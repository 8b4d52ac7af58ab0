"""What an act could know: its causal past in a fold under way, and how a commitment stood there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, overload

from servanda.kernel import commitments
from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.commitments import Event, Standing
from servanda.kernel.lanes import History
from servanda.processes.folding.due_days import due_day
from servanda.processes.folding.folded import Judged, Owed, Terms


@dataclass(frozen=True)
class Causes:
    """`judged` and `disputed` (act -> the act that disputes it) grow while the fold goes on."""

    history: History
    judged: Mapping[str, Judged]
    disputed: Mapping[str, str]
    by_kind: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))

    def note(self, act: Act) -> None:
        """An act that had its effect is found again by its kind and by the acts that its facts name."""
        self.by_kind[act.kind].append(act)
        for value in act.facts.values():
            if isinstance(value, str) and value in self.judged:
                self.by_name[value].append(act)

    def has_seen(self, act: Act, name: str) -> bool:
        return name == act.id or self.history.precedes(name, act.id)

    def knows(self, act: Act, owed: Owed) -> bool:
        # A home that forked its lane may have opened a turn twice: to have seen one of the two is enough.
        if self.has_seen(act, owed.opener.id):
            return True
        return owed.turn is not None and any(self.has_seen(act, name) for name, _ in owed.bound)

    def counts(self, name: str, act: Act) -> bool:
        """Does `name` stand in the causal past of `act`, and was it not disputed there?"""
        precedes = self.history.precedes
        dispute = self.disputed.get(name)
        return precedes(name, act.id) and not (dispute and precedes(dispute, act.id))

    def past(self, act: Act) -> "Past":
        return Past(self, act)

    def terms(self, act: Act, owed: Owed) -> Terms | None:
        """The terms by which it counted as far as the act's author could know."""
        return next((terms for name, terms in reversed(owed.bound) if self.has_seen(act, name)), owed.terms)

    def calendar(self, act: Act, owed: Owed) -> Calendar:
        known = self.terms(act, owed)
        return known.calendar if known else owed.calendar

    def standing_before(self, act: Act, owed: Owed) -> Standing:
        known = [event for event in owed.events if self.counts(event.act, act)]
        return owed.running if len(known) == len(owed.events) else self.replay(owed, known)

    def is_awaited(self, act: Act, owed: Owed, facts: Mapping[str, Any]) -> bool:
        """Is it, as far as the act's author could know, still owed, and its last day not past?"""
        before = self.standing_before(act, owed)
        if not self.knows(act, owed) or not commitments.allows(before, "nudge"):
            return False
        due_on, _ = due_day(replace(owed, standing=before, opened_at=owed.opener.at), facts)
        return due_on is not None and self.calendar(act, owed).local_day(act.at) <= due_on

    def add(self, owed: Owed, event: Event) -> None:
        precedes = self.history.precedes
        is_last = all(precedes(other.act, event.act) for other in owed.events)
        owed.events.append(event)
        if is_last:
            owed.running = commitments.follow(owed.running, event, needs_acceptance=owed.needs_acceptance)
        else:
            owed.running = self.replay(owed, owed.events)

    def replay(self, owed: Owed, events: list[Event]) -> Standing:
        return commitments.replay(events, precedes=self.history.precedes, needs_acceptance=owed.needs_acceptance)


class Past(Sequence[Act]):
    """What had effect in the causal past of an act and was not disputed there, in order.

    In a long file it is asked by `kind` or by what `names` an act: that looks at no other one.
    """

    def __init__(self, causes: Causes, act: Act) -> None:
        self._causes, self._act = causes, act

    def kind(self, *kinds: str) -> list[Act]:
        return [act for kind in kinds for act in self._seen(self._causes.by_kind.get(kind, ()))]

    def names(self, name: str) -> list[Act]:
        """Those whose facts name this act."""
        return list(self._seen(self._causes.by_name.get(name, ())))

    def find(self, name: Any) -> Act | None:
        judged = self._causes.judged.get(name) if isinstance(name, str) else None
        return next(self._seen([judged.act] if judged and judged.has_effect else []), None)

    @cached_property
    def _acts(self) -> list[Act]:
        # The bits are read once, for long files.
        causes = self._causes
        seen = f"{causes.history.past[self._act.id]:b}"[::-1]
        known = [judged.act for judged, bit in zip(causes.judged.values(), seen, strict=False)
                 if bit == "1" and judged.has_effect]  # fmt: skip
        return list(self._seen(known)) if causes.disputed else known

    def _seen(self, acts: Sequence[Act]) -> Iterator[Act]:
        return (act for act in acts if self._causes.counts(act.id, self._act))

    def __len__(self) -> int:
        return len(self._acts)

    @overload
    def __getitem__(self, place: int) -> Act: ...
    @overload
    def __getitem__(self, place: slice) -> list[Act]: ...
    def __getitem__(self, place: int | slice) -> Act | list[Act]:
        return self._acts[place]

"""What an act could know: its causal past in a fold under way, and how a commitment stood there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from servanda.kernel import commitments
from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.commitments import Event, Standing
from servanda.kernel.lanes import History
from servanda.processes.due_days import due_day
from servanda.processes.folded import Judged, Owed


@dataclass(frozen=True)
class Causes:
    """`judged` and `disputed` (act -> the act that disputes it) grow while the fold goes on."""

    history: History
    judged: Mapping[str, Judged]
    disputed: Mapping[str, str]

    def has_seen(self, act: Act, name: str) -> bool:
        return name == act.id or self.history.precedes(name, act.id)

    def knows(self, act: Act, owed: Owed) -> bool:
        # A home that forked its lane may have opened a turn twice: to have seen one of the two is enough.
        openers = [owed.opener.id, *(name for name, _ in owed.bound if owed.turn)]
        return any(self.has_seen(act, name) for name in openers)

    def counts(self, name: str, act: Act) -> bool:
        """Does `name` stand in the causal past of `act`, and was it not disputed there?"""
        precedes = self.history.precedes
        dispute = self.disputed.get(name)
        return precedes(name, act.id) and not (dispute and precedes(dispute, act.id))

    def past(self, act: Act) -> list[Act]:
        """What had effect in its causal past and was not disputed there; the bits are read once, for long files."""
        seen = f"{self.history.past[act.id]:b}"[::-1]
        known = [judged.act for judged, bit in zip(self.judged.values(), seen, strict=False)
                 if bit == "1" and judged.has_effect]  # fmt: skip
        return [other for other in known if self.counts(other.id, act)] if self.disputed else known

    def calendar(self, act: Act, owed: Owed) -> Calendar:
        """The calendar that counted as far as the act's author could know."""
        known = [terms for name, terms in owed.bound if self.has_seen(act, name)]
        return known[-1].calendar if known else owed.calendar

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

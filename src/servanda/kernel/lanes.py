"""Lanes: each agency's numbered, chained acts in one dossier, and the causal order that their links give."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from servanda.kernel.acts import Act, Head, Position


class Placed(Protocol):
    """What checking a chain needs to know of an act that is already here."""

    @property
    def id(self) -> str: ...
    @property
    def dossier(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def position(self) -> Position: ...
    @property
    def internal(self) -> bool: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class History:
    """The shared acts of one dossier in one order that every party computes alike.

    The order respects cause and effect; what is concurrent goes by time, then place in the lane, then name. Adding an
    act after all its causes never changes the order of the others. `past` holds each act's ancestors as a bit set over
    that order.
    """

    acts: tuple[Act, ...]
    index: dict[str, int]
    past: dict[str, int]

    def precedes(self, earlier: str, later: str) -> bool:
        """Is `earlier` in the causal past of `later`?"""
        return bool(self.past[later] >> self.index[earlier] & 1)

    def before(self, name: str) -> Iterator[Act]:
        """The causal past of an act, in order."""
        return (act for act in self.acts if self.past[name] >> self.index[act.id] & 1)


def history(acts: Iterable[Act]) -> History:
    """Order a set of acts. Causes that are not in the set are passed over (recalled, or lost with an old epoch)."""
    by_name = {act.id: act for act in acts}
    waits: dict[str, int] = {}
    enables: dict[str, list[str]] = defaultdict(list)
    for act in by_name.values():
        found = {cause for cause in causes(act) if cause in by_name}
        waits[act.id] = len(found)
        for cause in found:
            enables[cause].append(act.id)
    ready = [_rank(act) for act in by_name.values() if waits[act.id] == 0]
    heapq.heapify(ready)
    order: list[Act] = []
    while ready:
        act = by_name[heapq.heappop(ready)[-1]]
        order.append(act)
        for name in enables[act.id]:
            waits[name] -= 1
            if waits[name] == 0:
                heapq.heappush(ready, _rank(by_name[name]))
    index = {act.id: place for place, act in enumerate(order)}
    past: dict[str, int] = {}
    for act in order:
        mask = 0
        for cause in causes(act):
            if cause in index:
                mask |= past[cause] | 1 << index[cause]
        past[act.id] = mask
    return History(tuple(order), index, past)


def causes(act: Act) -> set[str]:
    """The names that an act builds on directly: its predecessor in the lane, and what it had seen of the others."""
    found = {head[2] for head in act.seen.values()}
    if act.prev:
        found.add(act.prev)
    return found


def continues(act: Act, prev: Placed | None) -> bool:
    """Is `act` a lawful next link after `prev`? A new epoch starts at 1 and names the last link it recovered."""
    if prev is None:
        return act.prev is None and act.n == 1
    same_lane = (prev.dossier, prev.agency, prev.internal) == (act.dossier, act.agency, act.internal)
    epoch, n = prev.position
    next_place = act.position == (epoch, n + 1) or (act.epoch > epoch and act.n == 1)
    return same_lane and act.prev == prev.id and next_place


def heads(acts: Iterable[Act]) -> dict[str, Head]:
    """The last link of each agency's lane. Of two links for one place (equivocation) the smaller name is shown."""
    by_name = sorted(acts, key=lambda act: act.id, reverse=True)
    in_place = sorted(by_name, key=lambda act: act.position)
    return {act.agency: (act.epoch, act.n, act.id) for act in in_place}


def next_place(head: Head | None, epoch: int) -> tuple[int, int, str | None]:
    """(epoch, n, prev) of the act to be sealed after `head`, the last link that its author holds."""
    if head is None:
        return (epoch, 1, None)
    return (epoch, head[1] + 1 if head[0] == epoch else 1, head[2])


def equivocations(acts: Iterable[Act]) -> list[tuple[Act, Act]]:
    """Pairs of different acts that one agency signed for the same place of its lane."""
    places: dict[tuple[str, bool, int, int], Act] = {}
    pairs = []
    for act in sorted(acts, key=lambda a: a.id):
        other = places.setdefault((act.agency, act.internal, act.epoch, act.n), act)
        if other is not act:
            pairs.append((other, act))
    return pairs


def _rank(act: Act) -> tuple[datetime, int, int, str, str]:
    return (act.at, act.epoch, act.n, act.agency, act.id)

"""The entries of one batch before the door: each is taken, waits, or is refused, and none decides for another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servanda.exchange import parking, wire
from servanda.exchange.batches import REASONS, WITHOUT_CONTENT, Entry
from servanda.exchange.known import BatchKnown
from servanda.exchange.models import State
from servanda.kernel import door
from servanda.kernel.acts import Act
from servanda.kernel.door import Missing, VerifiedAct
from servanda.kernel.refusals import Refused

# Refused now, but the same act may be taken at another time: the sender says it again, at a new place.
RETRYABLE = frozenset({"from_future"})


@dataclass(slots=True)
class Arrival:
    """One entry at its place, and what became of it."""

    n: int
    link: str
    entry: Entry
    line: bytes
    state: str = State.TAKEN
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    act: Act | None = None
    names: Sequence[str] = ()
    verified: VerifiedAct | None = None
    is_known: bool = False

    def refuse(self, refusal: Refused) -> None:
        self.state = State.REFUSED
        self.code, self.params = wire.for_wire(refusal.code, refusal.params)

    def wait(self, code: str, names: Sequence[str]) -> None:
        self.state, self.code, self.names = State.PARKED, code, names
        self.params = {"names": list(names[: wire.NAMES_TOLD])}


def admit_all(arrivals: Sequence[Arrival], peer: str, epoch: int, known: BatchKnown, *, now: datetime) -> None:
    """Bring each entry of this epoch of a peer's feed through the door, in order; those already stored are simply
    taken."""
    for arrival in arrivals:
        _read(arrival)
    known.load(arrival.act for arrival in arrivals if arrival.act)
    for arrival in arrivals:
        if arrival.act and known.has(arrival.act.id):
            arrival.is_known = True
        elif arrival.act:
            covered = known.covers(arrival.act, peer=peer, position=(epoch, arrival.n))
            _examine(arrival, arrival.act, peer, known, covered=covered, now=now)


def _read(arrival: Arrival) -> None:
    entry = arrival.entry
    if entry.reason and entry.reason not in REASONS:
        arrival.refuse(Refused("bad_envelope", field="reason"))
        return
    if not entry.token:  # only the name is told, with the reason why there is no more
        arrival.code, arrival.is_known = WITHOUT_CONTENT[entry.reason], True
        return
    try:
        arrival.act = door.read(entry.token, entry.parts)
    except Refused as refusal:
        arrival.refuse(refusal)


def _examine(arrival: Arrival, act: Act, peer: str, known: BatchKnown, *, covered: bool, now: datetime) -> None:
    try:
        _check_whole(arrival, act, peer, known)
        arrival.verified = parking.examine(act, known, covered=covered, now=now)
    except Missing as missing:
        arrival.wait("missing", missing.names)
    except Refused as refusal:
        if refusal.code == "unknown_agency":
            arrival.wait(refusal.code, [act.agency])
        else:
            arrival.refuse(refusal)
    else:
        known.learn(act)


def _check_whole(arrival: Arrival, act: Act, peer: str, known: BatchKnown) -> None:
    """Parts may be absent only with a reason, and from their author or back to it: nobody thins others' words."""
    absent = [name for name in act.hashes if name not in act.parts]
    if not absent:
        return
    if not arrival.entry.reason or act.agency not in (peer, known.agency):
        raise Refused("bad_part", part=absent[0])
    arrival.code = WITHOUT_CONTENT[arrival.entry.reason]

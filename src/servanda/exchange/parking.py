"""Acts that wait for others: kept as received, let in once what they name has come, asked for meanwhile."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Sum
from django.db.models.functions import Length

from servanda.exchange import batches
from servanda.exchange.known import BatchKnown
from servanda.exchange.models import Parked, ParkedFor
from servanda.kernel import acts, door, plain
from servanda.kernel.acts import Act
from servanda.kernel.door import Missing, VerifiedAct
from servanda.kernel.refusals import Refused

# Bytes of entries that wait, of one peer.
ROOM = 256 * 1024 * 1024


@dataclass
class Released:
    """Parked acts that no longer wait: those let in, and those refused after all."""

    verified: list[VerifiedAct] = field(default_factory=list)
    refused: list[tuple[Parked, Refused]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)  # of those let in without some of their parts


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act to be parked: its line as received, and the names that it waits for."""

    act: Act
    line: bytes
    peer: str
    epoch: int
    n: int
    names: Sequence[str]


def check_room(peer: str, waiting: Sequence[Waiting]) -> None:
    """Raise Refused("too_much_waits") where what waits of one peer would fill the disk."""
    used = Parked.objects.filter(peer=peer).aggregate(n=Sum(Length("entry")))["n"] or 0
    if used + sum(len(w.line) for w in waiting) > ROOM:
        raise Refused("too_much_waits", agency=peer)


def park(waiting: Sequence[Waiting], *, now: datetime) -> None:
    known = {row.act: row for row in Parked.objects.filter(act__in=[w.act.id for w in waiting])}
    for w in waiting:
        if w.act.id in known and _is_fuller(w.act, known[w.act.id]):
            Parked.objects.filter(act=w.act.id).update(entry=w.line)
    fresh = {w.act.id: w for w in waiting if w.act.id not in known}
    rows = [
        Parked(
            act=w.act.id, dossier=w.act.dossier, agency=w.act.agency, peer=w.peer, epoch=w.epoch, n=w.n,
            entry=w.line, missing=list(w.names), since=now,
        )
        for w in fresh.values()
    ]  # fmt: skip
    rows = Parked.objects.bulk_create(rows)
    ParkedFor.objects.bulk_create(ParkedFor(parked=row, name=name) for row in rows for name in row.missing)


def unpark(names: Iterable[str], known: BatchKnown, *, now: datetime) -> Released:
    """Let in what waited for these names, and what waited for that, and so on."""
    released = Released()
    fresh = set() if plain.is_empty(ParkedFor) else set(names)
    while fresh:
        rows = _waiting_near(fresh)
        known.load(map(_act, rows))
        fresh = _settle(rows, fresh, known, released, now=now)
    return released


def forget(verified: Sequence[VerifiedAct]) -> list[VerifiedAct]:
    """Drop what had been parked and came again by another way; returns those acts."""
    if plain.is_empty(Parked):
        return []
    parked = Parked.objects.filter(act__in=[v.act.id for v in verified])
    names = set(parked.values_list("act", flat=True))
    if names:
        parked.delete()
    return [v for v in verified if v.act.id in names]


def is_vouched(act: Act) -> bool:
    """Does a verified act of the same agency that waits here name this one? Then a current statement covers it."""
    return ParkedFor.objects.filter(name=act.id, parked__agency=act.agency).exists()


def examine(act: Act, known: BatchKnown, *, covered: bool, now: datetime) -> VerifiedAct:
    try:
        return door.examine(act, known, now=now, covered=covered)
    except Refused as refusal:
        if refusal.code != "retired_key" or not is_vouched(act):
            raise
        return door.examine(act, known, now=now, covered=True)


def _waiting_near(names: set[str]) -> list[Parked]:
    """All that is parked in the dossiers in which something waits for these names: chains come whole."""
    near = Parked.objects.filter(waits__name__in=names).values("dossier")
    return list(Parked.objects.filter(dossier__in=near).order_by("id"))


def _settle(
    rows: Sequence[Parked], fresh: set[str], known: BatchKnown, released: Released, *, now: datetime
) -> set[str]:
    missing = {row.act: {name for name in row.missing if not _is_here(name, known)} for row in rows}
    waits: dict[str, list[Parked]] = defaultdict(list)
    for row in rows:
        for name in missing[row.act]:
            waits[name].append(row)
    ready = deque(row for row in rows if not missing[row.act])
    done: dict[str, Parked] = {}
    let_in: set[str] = set()
    while ready:
        row = ready.popleft()
        act = _act(row)
        try:
            verified = examine(
                act, known, covered=known.covers(act, peer=row.peer, position=(row.epoch, row.n)), now=now
            )
        except Missing as absent:
            missing[row.act] = set(absent.names)
            continue
        except Refused as refusal:
            released.refused.append((row, refusal))
            done[row.act] = row
            continue
        known.learn(act)
        released.verified.append(verified)
        if set(act.hashes) > set(act.parts):
            reason = batches.read_line(bytes(row.entry)).reason
            released.codes[act.id] = batches.WITHOUT_CONTENT.get(reason, "not_received")
        done[row.act] = row
        let_in.add(row.act)
        for other in waits.pop(row.act, ()):
            missing[other.act].discard(row.act)
            if not missing[other.act]:
                ready.append(other)
    _update(rows, done, missing, fresh | let_in)
    return let_in


def _update(rows: Sequence[Parked], done: dict[str, Parked], missing: dict[str, set[str]], came: set[str]) -> None:
    Parked.objects.filter(act__in=done).delete()
    ParkedFor.objects.filter(name__in=came).delete()
    changed = []
    for row in rows:
        if row.act not in done and set(row.missing) != missing[row.act]:
            new = missing[row.act] - set(row.missing)
            ParkedFor.objects.bulk_create(ParkedFor(parked=row, name=name) for name in sorted(new))
            row.missing = sorted(missing[row.act])
            changed.append(row)
    Parked.objects.bulk_update(changed, ["missing"], batch_size=100)


def _is_here(name: str, known: BatchKnown) -> bool:
    return known.has(name) or known.card(name) is not None


def _is_fuller(act: Act, row: Parked) -> bool:
    """Does the same act come with parts that were withheld when it was parked?"""
    if not set(act.parts) > set(_act(row).parts):
        return False
    try:
        acts.check_parts(act)
    except Refused:
        return False
    return True


def _act(row: Parked) -> Act:
    entry = batches.read_line(bytes(row.entry))
    return door.read(entry.token, entry.parts)

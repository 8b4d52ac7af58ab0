"""What must hold after each tick, read from the nodes' own tables, whether their processes run or not."""

import base64
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.chaos import tables
from tests.chaos.nodes import Peer
from tests.chaos.tables import Tables

STATES = {"held", "queued", "sent", "taken", "parked", "refused"}
STANDINGS = {"open", "promised", "declined", "delivered", "returned", "accepted", "withdrawn", "lapsed"}
SETTLED = {"accepted", "withdrawn", "lapsed"}
# What a node states of what came to it, and the facts that name it: of each entry once in an epoch.
ANSWERS = {"dossier.received": "received", "dossier.erased": "recalls", "dossier.narrowed": "acts"}


@dataclass
class Memory:
    """What was seen once and may never be otherwise: place -> name or chain value, and outcomes that are final."""

    lanes: dict[tuple[Any, ...], str] = field(default_factory=dict)
    links: dict[tuple[Any, ...], str] = field(default_factory=dict)
    receipts: dict[tuple[Any, ...], str] = field(default_factory=dict)
    taken: dict[tuple[Any, ...], str] = field(default_factory=dict)
    said_again: set[tuple[str, str, str]] = field(default_factory=set)


def faults(peers: Sequence[Peer], memory: Memory) -> list[str]:
    """Everything that does not hold now, as "agency: invariant: what"."""
    found: list[str] = []
    for peer in peers:
        found += [f"{peer.agency}: crash: {text}" for text in peer.crashes]
        peer.crashes = []
        try:
            with tables.read(peer.home) as db:
                found += [f"{peer.agency}: {text}" for text in _of_node(db, peer, memory)]
        except sqlite3.DatabaseError as error:
            found.append(f"{peer.agency}: unreadable: {error}")
    return found


def holds(peer: Peer, name: str) -> bool:
    with tables.read(peer.home) as db:
        return db.execute("select 1 from kernel_storedact where name = ?", (name,)).fetchone() is not None


def _of_node(db: Tables, peer: Peer, memory: Memory) -> Iterator[str]:
    acts = db.execute(
        "select name, dossier, agency, internal, epoch, n from kernel_storedact order by dossier, agency, epoch, n"
    ).fetchall()
    yield from _acknowledged(peer, {row[0] for row in acts})
    yield from _lanes(acts, peer.agency, memory)
    yield from _answers(db, peer.agency)
    yield from _feeds(db, peer.agency, memory)
    yield from _receipts(db, peer.agency, memory)
    yield from _arrivals(db, peer.agency)
    yield from _deliveries(db, peer.agency, {row[0] for row in acts if row[3]}, memory)
    yield from _folded(db)


def _acknowledged(peer: Peer, here: set[str]) -> Iterator[str]:
    lost = [said.name for said in peer.said if said.name not in here]
    if lost:
        yield f"lost: {len(lost)} acknowledged, {lost[0]}"


def _lanes(acts: list[Any], own: str, memory: Memory) -> Iterator[str]:
    """Each lane runs from 1 without a gap; of one place there is one act, on every node, for ever."""
    last: dict[tuple[Any, ...], tuple[int, int]] = {}
    for name, dossier, agency, internal, epoch, n in acts:
        lane = (dossier, agency, internal)
        if internal and agency != own:
            yield f"leaked: an internal entry of {agency}, {name}"
        before = last.get(lane, (epoch, 0))
        if (epoch, n) != (before[0], before[1] + 1) and not (epoch > before[0] and n == 1):
            yield f"lane: {agency} in {dossier} has {(epoch, n)} after {before}"
        last[lane] = (epoch, n)
        if memory.lanes.setdefault((*lane, epoch, n), name) != name:
            yield f"two acts: {agency} in {dossier} at {(epoch, n)}"


def _answers(db: Tables, own: str) -> Iterator[str]:
    seen: set[tuple[str, int, str]] = set()
    rows = db.execute("select kind, epoch, facts from kernel_storedact where agency=? and not internal", (own,))
    for kind, epoch, facts in rows.fetchall():
        stated = json.loads(bytes(facts)).get(ANSWERS[kind], []) if kind in ANSWERS and facts else []
        for each in stated:
            name = each["act"] if isinstance(each, dict) else each
            if (kind, epoch, name) in seen:
                yield f"answered twice: {kind} of {name}"
            seen.add((kind, epoch, name))


def _feeds(db: Tables, own: str, memory: Memory) -> Iterator[str]:
    columns = "peer_id, out_epoch, out_n, out_link, ack_epoch, ack_n, in_epoch, in_n, in_link"
    for peer, *ends in db.execute(f"select {columns} from exchange_feed").fetchall():
        out, acked, taken = tuple(ends[:3]), tuple(ends[3:5]), tuple(ends[5:])
        sent = db.execute(
            "select epoch, n, link, act from exchange_feedentry where peer=? and epoch is not null order by epoch, n",
            (peer,),
        ).fetchall()
        got = db.execute(
            "select epoch, n, link, act from exchange_receivedentry where peer=? order by epoch, n", (peer,)
        ).fetchall()
        yield from _chain(f"{own} to {peer}", (own, peer), sent, out, memory)
        yield from _chain(f"{peer} to {own}, taken", (peer, own), got, taken, memory)
        if acked > out[:2]:
            yield f"feed: acknowledged by {peer} up to {acked} of {out[:2]}"


def _chain(where: str, pair: tuple[str, str], rows: list[Any], end: Any, memory: Memory) -> Iterator[str]:
    genesis = _sha256(f"servanda-feed {pair[0]} {pair[1]}".encode())
    links, link, place = {genesis}, genesis, (0, 0)
    for epoch, n, stated, act in rows:
        if (epoch, n) != (place[0], place[1] + 1) and not (epoch > place[0] and n == 1):
            yield f"feed: {where} has {(epoch, n)} after {place}"
        befores = {link} if epoch == place[0] else links
        if stated not in {_next(before, act) for before in befores}:
            yield f"feed: {where} has a wrong chain value at {(epoch, n)}"
        if memory.links.setdefault((*pair, epoch, n), stated) != stated:
            yield f"two entries: {where} at {(epoch, n)}"
        link, place = stated, (epoch, n)
        links.add(link)
    if end[1] and (end[0], end[1]) != place:
        yield f"feed: {where} ends at {place}, noted is {end[:2]}"


def _receipts(db: Tables, own: str, memory: Memory) -> Iterator[str]:
    """Of one place a receiver signs one chain value, and what it said it took it never says it refused."""
    rows = db.execute("select peer, direction, jws from exchange_receipt order by id").fetchall()
    for peer, direction, token in rows:
        says = _payload(token)
        pair = (own, peer) if direction == "given" else (peer, own)
        epoch, n, link = says["epoch"], says["n"], says["link"]
        if memory.receipts.setdefault((*pair, epoch, n), link) != link:
            yield f"receipts contradict: {pair[0]} to {pair[1]} at {(epoch, n)}"
    for peer, epoch, n, outcome, act in db.execute(
        "select peer, epoch, n, outcome, act from exchange_receivedentry"
    ).fetchall():
        place = (own, peer, epoch, n)
        if memory.taken.get(place) == "taken" != outcome:
            yield f"receipts contradict: {act} was taken and is {outcome}"
        memory.taken[place] = outcome
        stored = db.execute("select 1 from kernel_storedact where name=?", (act,)).fetchone()
        if outcome == "taken" and not stored:
            yield f"receipts contradict: {act} of {peer} is taken and not here"


def _arrivals(db: Tables, own: str) -> Iterator[str]:
    """What others said is here only with the place at which it came, so that its sender can be told."""
    came = "select act from exchange_receivedentry"
    query = f"select name from kernel_storedact where agency != ? and name not in ({came})"
    for (name,) in db.execute(query, (own,)).fetchall():
        yield f"no place: {name} is here and came with no batch"


def _deliveries(db: Tables, own: str, inner: set[str], memory: Memory) -> Iterator[str]:
    """Each act × peer has one standing, with a reason where it is not simply on its way or taken."""
    live: Counter[tuple[Any, ...]] = Counter()
    rows = db.execute("select peer, act, epoch, state, code, receipt from exchange_feedentry").fetchall()
    for peer, act, epoch, state, code, receipt in rows:
        if state == "taken" and receipt is None:
            yield f"no receipt: {act} counts as taken by {peer}"
        if state == "refused":
            memory.said_again.add((own, peer, act))
        if state not in STATES or (state in ("held", "parked", "refused") and not code):
            yield f"no reason: {act} for {peer} is {state}"
        if act in inner:
            yield f"leaked: an internal entry is queued for {peer}"
        live[peer, act, epoch] += state != "refused"
    for (peer, act, _), count in live.items():
        if count > 1 and (own, peer, act) not in memory.said_again:
            yield f"doubled: {act} is {count} times on its way to {peer}"


def _folded(db: Tables) -> Iterator[str]:
    for name, broken in db.execute("select id, broken from kernel_dossier where broken != ''").fetchall():
        yield f"broken: {name}: {broken}"
    for name, state, settled_at in db.execute("select id, state, settled_at from kernel_commitment").fetchall():
        if state not in STANDINGS or (state in SETTLED) != (settled_at is not None):
            yield f"standing: {name} is {state}, settled at {settled_at}"
    lacking = db.execute(
        "select name from kernel_storedact where not internal and name not in (select name from kernel_entry)"
    ).fetchall()
    if lacking:
        yield f"not folded: {lacking[0][0]}"


def _payload(token: str) -> dict[str, Any]:
    middle = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return found


def _next(before: str, act: str) -> str:
    return _sha256(bytes.fromhex(before.removeprefix("sha256:") + act.removeprefix("sha256:")))


def _sha256(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()

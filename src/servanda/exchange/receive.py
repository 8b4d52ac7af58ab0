"""Taking a batch: the head is verified, every entry goes through the door, and the receipt says what became of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Length

from servanda.exchange import batches, crowding, files, parking, positions, wire
from servanda.exchange.admission import RETRYABLE, Arrival, admit_all
from servanda.exchange.bell import wake_for
from servanda.exchange.cards import card_of, peer_of
from servanda.exchange.completing import complete_known
from servanda.exchange.known import BatchKnown
from servanda.exchange.models import Feed, Peer, Quarantine, Receipt, ReceivedEntry, State
from servanda.exchange.parking import Waiting
from servanda.exchange.wire import TAKEN, Head, Outcome
from servanda.kernel import bulk, log, node
from servanda.kernel.refusals import Refused

# Bytes of refused entries that are kept of one peer.
QUARANTINE_ROOM = 256 * 1024 * 1024


class OutOfPlace(Exception):
    """The batch does not continue what was taken: `refusal` says how, `receipt` where this side stands."""

    def __init__(self, refusal: Refused, receipt: str) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.receipt = receipt


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch whose head is proved."""

    head: Head
    token: str
    entries: Sequence[batches.Entry]
    lines: Sequence[bytes]
    links: Sequence[str]


def take_batch(raw: bytes, *, now: datetime) -> bytes:
    """Take one batch and return the signed receipt. Raises Refused or OutOfPlace; then nothing was taken. The steps:

    1. The bytes begin with a well-formed head; nothing behind it is unfolded yet.
    2. The sender is linked and not blocked.
    3. A current key of the sender's card signed the head.
    4. It is addressed to this agency.
    5. The bytes unfold within the limit into the lines that the head names, which lead from the link `before` to the
       link `after`.
    6. The first entry follows what was taken before, or repeats it; else it is a gap, or a fork.
    7. Each new entry goes through the door: taken, parked or refused, each by itself.
    8. What was taken lets in what waited for it.
    9. Acts, places, outcomes and the receipt are stored in one transaction.

    A batch that comes again changes nothing and gets the outcomes that it got.
    """
    # 1
    stated = batches.read_head(raw)
    # 2
    peer = peer_of(stated.says.sender)
    # 3
    head = stated.check(card_of(peer.card))
    # 4
    here = node.current()
    if head.receiver != here.agency:
        raise Refused("wrong_recipient", to=head.receiver, agency=here.agency)
    with crowding.turn_of(peer.agency):
        return _take_in_turn(raw, head, peer, now=now)


def _take_in_turn(raw: bytes, head: Head, peer: Peer, *, now: datetime) -> bytes:
    here = node.current()
    # 5
    batch = batches.read(raw)
    entries = batch.entries()
    opened = Opened(head, batch.token, entries, batch.body.split(b"\n"), _links(head, entries))
    forked: Refused | None = None
    with here.writing():
        feed = Feed.of(peer.agency)
        # 6
        try:
            known = positions.count_known(feed, head, opened.links)
        except Refused as refusal:
            forked = refusal
            if refusal.code == "feed_fork":
                _keep_fork(opened, refusal, now=now)
        else:
            receipt = _take(opened, feed, known, now=now)
            _note_contact(peer, now=now)
    if forked:
        raise OutOfPlace(forked, write_receipt(feed, head.nonce, {}, now=now))
    wake_for(here, peer.agency)
    return receipt.encode("ascii")


def release(names: Iterable[str], *, now: datetime) -> None:
    """Let in what waited for these names, outside any batch: a new link made an agency known."""
    with node.current().writing():
        known = BatchKnown()
        released = parking.unpark(names, known, now=now)
        log.append(released.verified, now=now)
        _settle_released(released, now=now)


def write_receipt(
    feed: Feed, nonce: str, outcomes: Mapping[int, Outcome], *, now: datetime, card: str = "", ahead: bool = False
) -> str:
    here = node.current()
    receipt = wire.Receipt(
        sender=here.agency, receiver=feed.peer_id, place=feed.incoming, nonce=nonce, at=now, outcomes=outcomes,
        ahead=feed.outgoing if ahead else None, card=card,
    )  # fmt: skip
    return wire.write_receipt(receipt, here.signing_key)


def outcomes_of(rows: Iterable[ReceivedEntry]) -> dict[int, Outcome]:
    """The outcome of every entry that is not simply taken."""
    found = {row.n: (row.outcome, row.code, row.params) for row in rows}
    return {n: outcome for n, outcome in found.items() if outcome != TAKEN}


def _take(opened: Opened, feed: Feed, known: int, *, now: datetime) -> str:
    head = opened.head
    repeated = ReceivedEntry.objects.filter(
        peer=feed.peer_id, epoch=head.epoch, n__gte=head.first, n__lt=head.first + known
    )
    outcomes = outcomes_of(repeated) if known else {}
    arrivals = _arrivals(opened, known)
    if arrivals:
        # 7, 8
        rows = _store(arrivals, feed, head, now=now)
        outcomes |= outcomes_of(rows)
        # 9
        bulk.insert(ReceivedEntry, bulk.columns_of(ReceivedEntry), rows)
        feed.in_epoch, feed.in_n, feed.in_link = head.epoch, head.last, head.after
        place = {"in_epoch": feed.in_epoch, "in_n": feed.in_n, "in_link": feed.in_link}
        bulk.change(Feed, place, key="peer_id", within=feed.peer_id)
    receipt = write_receipt(feed, head.nonce, outcomes, now=now)
    given = Receipt(
        peer=feed.peer_id, direction="given", jws=receipt, head=opened.token, epoch=feed.in_epoch, n=feed.in_n, at=now
    )
    bulk.insert(Receipt, bulk.columns_of(Receipt), [given])
    return receipt


def _store(arrivals: Sequence[Arrival], feed: Feed, head: Head, *, now: datetime) -> list[ReceivedEntry]:
    peer = feed.peer_id
    known = BatchKnown()
    admit_all(arrivals, peer, head.epoch, known, now=now)
    waiting = [_waiting(a, peer, head.epoch) for a in arrivals if a.state == State.PARKED]
    if waiting:
        parking.check_room(peer, waiting)
        parking.park(waiting, now=now)
    verified = [a.verified for a in arrivals if a.verified]
    released = parking.unpark([v.act.id for v in verified], known, now=now)
    # A full batch is one of a run: the sender had more than it could take.
    is_full = len(arrivals) == batches.ENTRY_LIMIT
    log.append([*verified, *released.verified], now=now, more_follow=is_full)
    released.verified += parking.forget(verified)
    complete_known(arrivals, peer, now=now)
    _quarantine(arrivals, peer, head.epoch, now=now)
    lacking = files.lacking([a.entry.name for a in arrivals if a.state == State.TAKEN])
    rows = [_row(arrival, peer, head.epoch, lacking) for arrival in arrivals]
    _settle_released(released, rows, now=now)
    return rows


def _settle_released(released: parking.Released, rows: Sequence[ReceivedEntry] = (), *, now: datetime) -> None:
    """Write the later outcome of acts that had been parked: in this batch's rows, and in those of earlier batches."""
    here: dict[str, list[ReceivedEntry]] = defaultdict(list)
    for row in rows:
        here[row.act].append(row)
    lacking = files.lacking([v.act.id for v in released.verified])
    for verified in released.verified:
        name = verified.act.id
        change = {"outcome": State.TAKEN, **lacking.get(name, files.WHOLE)}
        if code := released.codes.get(name):
            change |= {"code": code, "params": {}}
        _change(here[name], name, change)
    for parked, refusal in released.refused:
        code, params = wire.for_wire(refusal.code, refusal.params)
        _change(here[parked.act], parked.act, {"outcome": State.REFUSED, "code": code, "params": params})
        Quarantine.objects.create(
            raw=parked.entry, act=parked.act, peer=parked.peer, epoch=parked.epoch, n=parked.n, code=code,
            params=params, at=now,
        )  # fmt: skip


def _change(rows: Sequence[ReceivedEntry], name: str, change: Mapping[str, Any]) -> None:
    ReceivedEntry.objects.filter(act=name, outcome=State.PARKED).update(**change, is_changed=True)
    for row in rows:
        row.outcome, row.code, row.params = change["outcome"], change["code"], change["params"]


def _links(head: Head, entries: Sequence[batches.Entry]) -> list[str]:
    links, last = [], head.before
    for entry in entries:
        last = wire.link(last, entry.name)
        links.append(last)
    return links


def _arrivals(opened: Opened, known: int) -> list[Arrival]:
    return [
        Arrival(opened.head.first + place, opened.links[place], opened.entries[place], opened.lines[place])
        for place in range(known, len(opened.entries))
    ]


def _waiting(arrival: Arrival, peer: str, epoch: int) -> Waiting:
    assert arrival.act
    return Waiting(arrival.act, arrival.line, peer, epoch, arrival.n, arrival.names)


def _row(arrival: Arrival, peer: str, epoch: int, lacking: Mapping[str, dict[str, Any]]) -> ReceivedEntry:
    name = arrival.entry.name
    row = ReceivedEntry(
        peer=peer, epoch=epoch, n=arrival.n, link=arrival.link, act=name, outcome=arrival.state, code=arrival.code,
        params=arrival.params,
    )  # fmt: skip
    if name in lacking and not row.code:
        row.code, row.params = lacking[name]["code"], lacking[name]["params"]
    return row


def _quarantine(arrivals: Sequence[Arrival], peer: str, epoch: int, *, now: datetime) -> None:
    refused = [a for a in arrivals if a.state == State.REFUSED and a.code not in RETRYABLE]
    if not refused:
        return
    used = Quarantine.objects.filter(peer=peer).aggregate(n=Sum(Length("raw")))["n"] or 0
    rows = []
    for a in refused:
        used += len(a.line)
        # Beyond its room a peer's reasons still stand, without the bytes.
        raw = a.line if used <= QUARANTINE_ROOM else b""
        rows.append(
            Quarantine(raw=raw, act=a.entry.name, peer=peer, epoch=epoch, n=a.n, code=a.code, params=a.params, at=now)
        )
    Quarantine.objects.bulk_create(rows)


def _keep_fork(opened: Opened, refusal: Refused, *, now: datetime) -> None:
    """Keep the head that shows the other history: with the one receipted before, it proves the fork."""
    head, peer = opened.head, opened.head.sender
    code, params = wire.for_wire(refusal.code, refusal.params)
    Feed.objects.filter(peer=peer).update(in_forked_at=now)
    if not Quarantine.objects.filter(peer=peer, act=head.after, code=code).exists():
        Quarantine.objects.create(
            raw=opened.token.encode("ascii"), act=head.after, peer=peer, epoch=head.epoch, n=head.last, code=code,
            params=params, at=now,
        )  # fmt: skip


def _note_contact(peer: Peer, *, now: datetime) -> None:
    bulk.change(Peer, {"last_contact_at": now}, key="agency", within=peer.agency)

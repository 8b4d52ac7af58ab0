"""Packing into one file: all that no receipt covers, what this side took, and the files still to come."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, Any

from servanda.exchange import files, paths, wire
from servanda.exchange.cards import card_of, peer_of
from servanda.exchange.courier import frames, sealing
from servanda.exchange.models import CourierFile, Feed, FeedEntry, FileRow, Peer, ReceivedEntry, State
from servanda.exchange.receipts import retry_due
from servanda.exchange.receive import outcomes_of, write_receipt
from servanda.exchange.send import next_batch, open_places, uncovered
from servanda.exchange.wire import TAKEN, Outcome
from servanda.kernel import node
from servanda.kernel.refusals import Refused

CHUNK = 500
# One receipt names at most so many outcomes; a courier file holds as many receipts as it takes.
OUTCOMES = 500
# So many of the last files taken in are named.
TOOK = 8


@dataclass(slots=True)
class Packed:
    """What went into a file: entries of the own feed, files, and outcomes of what came from the other side."""

    peer: str
    entries: int = 0
    files: int = 0
    outcomes: int = 0

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class _Packing:
    """A file under way. What is noted as sent is noted when all of it is written."""

    peer: Peer
    feed: Feed
    now: datetime
    report: Packed
    nonce: str = ""
    frames: int = 0
    sent: list[int] = field(default_factory=list)


def pack(agency: str, target: IO[bytes], *, now: datetime, officer: str = "") -> Packed:
    """Write a courier file for a peer. Nothing of it is held in memory but one batch at a time.

    Raises Refused: not_linked, blocked, no_recipient; and OSError where `target` cannot be written.
    """
    peer = peer_of(agency)
    retry_due(now=now)
    feed = Feed.objects.get(peer=peer)
    packing = _Packing(peer, feed, now, Packed(agency))
    sealing.seal(_chunks(packing), target, card_of(peer.card).recipient)
    _note(packing, officer)
    return packing.report


def _chunks(packing: _Packing) -> Iterator[bytes]:
    yield frames.MAGIC
    yield from _requests(packing)
    for raw in _batches(packing):
        packing.frames += 1
        yield from frames.statement("batch", raw)
    yield from _files(packing)
    yield frames.end(packing.frames)


def _requests(packing: _Packing) -> Iterator[bytes]:
    """What a contact says: where the own feed stands, what was taken, what is asked about, and the own card."""
    feed, here = packing.feed, node.current()
    told, asked = _outcomes(feed), _recovering(packing)
    packing.report.outcomes = len(told)
    places = sorted(told)
    for start in range(0, len(places) or 1, OUTCOMES):
        some = {n: told[n] for n in places[start : start + OUTCOMES]}
        data = {
            "head": feed.outgoing.to_wire(), "ask": open_places(feed), "knows": packing.peer.serial,
            "receipt": write_receipt(feed, wire.new_nonce(), some, now=packing.now), "card": here.card.jws,
            **asked,
        }  # fmt: skip
        request = wire.Request(
            sender=here.agency, receiver=packing.peer.agency, method="POST", path=paths.COURIER,
            nonce=wire.new_nonce(), at=packing.now, data=data,
        )  # fmt: skip
        packing.nonce = packing.nonce or request.nonce
        packing.frames += 1
        yield from frames.statement("request", wire.write_request(request, here.signing_key).encode("ascii"))


def _recovering(packing: _Packing) -> dict[str, Any]:
    """From where on this node may have lost what it said; and the files that came, so that the other side may know
    that its own question did."""
    feed = packing.feed
    came = CourierFile.objects.filter(peer=feed.peer_id, direction="taken").order_by("-id")
    took = list(came.values_list("nonce", flat=True)[:TOOK])
    lost = {} if feed.recover_epoch is None else {"recover": [feed.recover_epoch, feed.recover_n, feed.out_link]}
    return {"took": took, **lost}


def _outcomes(feed: Feed) -> dict[int, Outcome]:
    """Every entry that is not simply taken, since an earlier receipt may be lost; and those that became so."""
    rows = ReceivedEntry.objects.filter(peer=feed.peer_id, epoch=feed.in_epoch)
    changed = {row.n: TAKEN for row in rows.filter(is_changed=True, outcome=State.TAKEN, code="")}
    return changed | outcomes_of(
        [*rows.exclude(outcome=State.TAKEN), *rows.filter(outcome=State.TAKEN).exclude(code="")]
    )


def _batches(packing: _Packing) -> Iterator[bytes]:
    """From the first entry without a receipt, as they are posted; the feed's row is only read."""
    feed = Feed.objects.get(peer=packing.peer)
    while uncovered(feed).exists():
        outgoing = next_batch(feed, now=packing.now)
        head = wire.read_head(outgoing.head).says
        feed.ack_epoch, feed.ack_n = head.epoch, head.last
        packing.sent.extend(outgoing.ids)
        packing.report.entries += len(outgoing.ids)
        yield outgoing.raw


def _files(packing: _Packing) -> Iterator[bytes]:
    """The files of what is carried now, and of what was taken without them."""
    waiting = FeedEntry.objects.filter(peer=packing.peer.agency, state=State.TAKEN, code__in=files.LACKING)
    places = [*packing.sent, *waiting.values_list("pk", flat=True)]
    done: set[tuple[str, int]] = set()
    for start in range(0, len(places), CHUNK):
        acts = FeedEntry.objects.filter(id__in=places[start : start + CHUNK]).values("act")
        rows = FileRow.objects.filter(act__in=acts, state__in=["here", "gone"]).order_by("id")
        for act, index in list(rows.values_list("act", "index")):
            if (act, index) not in done:
                done.add((act, index))
                yield from _file(packing, act, index)


def _file(packing: _Packing, act: str, index: int) -> Iterator[bytes]:
    try:
        path, row = files.open_file(packing.peer.agency, act, index, now=packing.now)
    except Refused:
        return
    packing.frames += 1
    packing.report.files += 1
    yield from frames.carried(act, index, row.size, files.read_from(path, 0))


def _note(packing: _Packing, officer: str) -> None:
    """The entries are on their way now: nobody knows yet whether they will arrive."""
    with node.current().writing():
        for start in range(0, len(packing.sent), CHUNK):
            entries = FeedEntry.objects.filter(id__in=packing.sent[start : start + CHUNK], state=State.QUEUED)
            entries.update(state=State.SENT, sent_at=packing.now)
        CourierFile.objects.create(
            peer=packing.peer.agency, direction="made", nonce=packing.nonce, made_at=packing.now, at=packing.now,
            officer=officer, report=packing.report.as_data(),
        )  # fmt: skip

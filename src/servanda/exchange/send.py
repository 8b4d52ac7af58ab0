"""Contact with a peer: everything queued goes out in batches until the receipts are here; else one small request."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import httpx
from django.db.models import Q, QuerySet

from servanda.exchange import batches, claims, epochs, paths, wire
from servanda.exchange.admission import RETRYABLE
from servanda.exchange.cards import card_of, check_later, note_other_key, peer_of, replace_card
from servanda.exchange.fetching import PLAIN, fetch_missing, is_plain
from servanda.exchange.models import Feed, FeedEntry, Peer, ReceivedEntry, State
from servanda.exchange.places import link_at
from servanda.exchange.receipts import accept_receipt, retry_due
from servanda.exchange.receive import write_receipt
from servanda.exchange.requests import sign_request
from servanda.kernel import acts, jsonbytes, jws, node, plain, starting
from servanda.kernel.audiences import STATE_SECRETS
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import SENTENCES, Refused

ASKED = 128
STALLED = 3
# Seconds for one answer, however slowly it drips.
PATIENCE = 120.0
ANSWER_LIMIT = wire.STATEMENT_LIMIT * 2


class Numbered(NamedTuple):
    """One entry of the own feed."""

    id: int
    epoch: int
    n: int
    link: str
    act: str


COLUMNS = Numbered._fields


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A batch about to be posted."""

    raw: bytes
    head: str
    nonce: str
    ids: Sequence[int]


def contact(agency: str, *, client: httpx.Client, now: datetime) -> None:
    """One round with a peer. Raises Refused, or what httpx raises when the peer cannot be reached."""
    peer = peer_of(agency)
    retry_due(now=now)
    feed = Feed.of(agency)
    is_first = agency in starting.unheard(node.current())
    if (
        is_first
        or feed.recover_epoch is not None
        or not feed.is_behind
        or peer.told_serial < node.current().card.serial
    ):
        greet(peer, client=client, now=now)
    push(peer, client=client, now=now)
    if plain.has(ReceivedEntry, peer=agency, is_changed=True):
        greet(peer, client=client, now=now)
    fetch_missing(peer, client=client, now=now)


def push(peer: Peer, *, client: httpx.Client, now: datetime) -> None:
    """Send batch after batch until a receipt covers everything numbered for the peer."""
    stalled, feed = 0, Feed.of(peer.agency)
    while stalled < STALLED:
        if not feed.is_behind:
            return
        outgoing = next_batch(feed, now=now)
        token = read_answer(_post(outgoing, peer, client=client, now=now))
        accept_receipt(token, peer, nonce=outgoing.nonce, head=outgoing.head, now=now)
        before, feed = feed, Feed.of(peer.agency)
        has_moved = (before.ack_epoch, before.ack_n) != (feed.ack_epoch, feed.ack_n)
        stalled = 0 if has_moved else stalled + 1
    raise Refused("feed_gap", n=feed.ack_n + 1)


def greet(peer: Peer, *, client: httpx.Client, now: datetime) -> None:
    """Compare heads: say where the own feed stands and what was taken, ask what became of what is open."""
    here = node.current()
    own = here.card
    feed = Feed.of(peer.agency)
    changed = list(ReceivedEntry.objects.filter(peer=peer.agency, is_changed=True)[:ASKED])
    told = {row.n: (row.outcome, row.code, row.params) for row in changed if row.epoch == feed.in_epoch}
    data: dict[str, Any] = {
        "head": feed.outgoing.to_wire(), "ask": open_places(feed), "knows": peer.serial,
        "receipt": write_receipt(feed, wire.new_nonce(), told, now=now),
    }  # fmt: skip
    if feed.recover_epoch is not None:
        data["recover"] = [feed.recover_epoch, feed.recover_n, feed.out_link]
    if peer.told_serial < own.serial:
        data["card"] = own.jws
    token = sign_request(peer.agency, "POST", paths.CONTACT, now=now, data=data)
    nonce = wire.read_request(token).says.nonce
    where = paths.url(peer.address, paths.CONTACT)
    receipt_token = read_answer(_ask(where, token.encode("ascii"), "application/jose", client=client))
    _take_card(receipt_token, peer, now=now)
    said = accept_receipt(receipt_token, peer, nonce=nonce, head="", now=now, tells_all=False)
    starting.asked(here, peer.agency, has_answered=True)
    if said.ahead:
        claims.note_claim(peer.agency, said.ahead, receipt_token, now=now)
    if "recover" in data:
        epochs.answered(peer, said.ahead or Feed.objects.get(peer=peer).incoming)
    with here.writing():
        ReceivedEntry.objects.filter(id__in=[row.pk for row in changed]).update(is_changed=False)
        Peer.objects.filter(agency=peer.agency).update(
            told_serial=own.serial, clock_ahead=round((said.at - now).total_seconds())
        )


def next_batch(feed: Feed, *, now: datetime) -> Outgoing:
    """The next entries that no receipt covers, of one epoch, within the limits of a batch."""
    rows = _next_entries(feed)
    acts_here = plain.select(StoredAct, ["name", "jws", *acts.PARTS], name=[row.act for row in rows])
    stored = {name: (token, parts) for name, token, *parts in acts_here}
    withheld = _withheld(feed, stored)
    lines: list[bytes] = []
    room = batches.BYTES_LIMIT - wire.STATEMENT_LIMIT
    for row in rows:
        is_told = row.act in stored and row.act not in withheld
        line = _line(*stored[row.act]) if is_told else batches.bare_line(row.act, batches.NOT_KEPT)
        room -= len(line) + 1
        if lines and room < 0:
            break
        lines.append(line)
    return _write(feed, rows[: len(lines)], lines, now=now)


def _next_entries(feed: Feed) -> list[Numbered]:
    if feed.ack_epoch == feed.out_epoch:
        places = range(feed.ack_n + 1, min(feed.out_n, feed.ack_n + batches.ENTRY_LIMIT) + 1)
        found = plain.select(FeedEntry, COLUMNS, peer=feed.peer_id, epoch=feed.out_epoch, n=places)
        return sorted(map(Numbered._make, found), key=lambda row: row.n)
    entries = uncovered(feed).order_by("epoch", "n")[: batches.ENTRY_LIMIT]
    rows = [Numbered._make(row) for row in entries.values_list(*COLUMNS)]
    return [row for row in rows if row.epoch == rows[0].epoch]


def uncovered(feed: Feed) -> QuerySet[FeedEntry]:
    """The entries of the own feed that no receipt covers."""
    after = Q(epoch=feed.ack_epoch, n__gt=feed.ack_n) | Q(epoch__gt=feed.ack_epoch)
    if feed.ack_epoch == feed.out_epoch:
        after = Q(epoch=feed.ack_epoch, n__gt=feed.ack_n)
    return FeedEntry.objects.filter(after, peer=feed.peer_id)


def read_answer(answer: httpx.Response) -> str:
    """The receipt in an answer. Raises Refused with the peer's own reason when there is none."""
    try:
        if answer.status_code == 200:
            return answer.content.decode("ascii")
        data = jsonbytes.read_object(answer.content, limit=ANSWER_LIMIT)
        code, params, receipt = data["code"], data["params"], data.get("receipt", "")
    except (ValueError, KeyError, Refused):
        raise Refused("bad_answer", status=answer.status_code) from None
    if isinstance(receipt, str) and receipt:
        return receipt
    if not isinstance(code, str) or not wire.CODE.fullmatch(code) or not isinstance(params, dict):
        raise Refused("bad_answer", status=answer.status_code)
    try:
        SENTENCES.get(code, "") % params
    except (KeyError, TypeError, ValueError):  # the peer's parameters do not fill our sentence
        raise Refused("bad_answer", status=answer.status_code) from None
    raise Refused(code, **wire.clean_params(params))


def _ask(where: str, raw: bytes, content_type: str, *, client: httpx.Client) -> httpx.Response:
    """Post, and read of the answer no more than the largest statement. Raises Refused("too_large")."""
    headers = {"content-type": content_type, **PLAIN}
    until = time.monotonic() + PATIENCE
    with client.stream("POST", where, content=raw, headers=headers) as answer:
        body = bytearray()
        if not is_plain(answer):
            raise Refused("bad_answer", status=answer.status_code)
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > ANSWER_LIMIT:
                raise Refused("too_large", size=len(body), limit=ANSWER_LIMIT)
            if time.monotonic() > until:
                raise Refused("bad_answer", status=answer.status_code)
    return httpx.Response(answer.status_code, content=bytes(body))


def _post(outgoing: Outgoing, peer: Peer, *, client: httpx.Client, now: datetime) -> httpx.Response:
    """Post a batch. When the line breaks after it left, its entries are noted as sent: nobody knows if they arrived."""
    where = paths.url(peer.address, paths.FEED)
    try:
        return _ask(where, outgoing.raw, "application/zlib", client=client)
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise
    except httpx.HTTPError:
        entries = FeedEntry.objects.filter(id__in=outgoing.ids, state=State.QUEUED)
        entries.update(state=State.SENT, sent_at=now)
        raise


def _write(feed: Feed, rows: Sequence[Numbered], lines: Sequence[bytes], *, now: datetime) -> Outgoing:
    here = node.current()
    first, last = rows[0], rows[-1]
    before = link_at(feed, first.epoch, first.n - 1)
    assert before
    head = wire.Head(
        sender=here.agency, receiver=feed.peer_id, epoch=first.epoch, first=first.n, last=last.n, before=before,
        after=last.link, body="", nonce=wire.new_nonce(), at=now,
    )  # fmt: skip
    raw, token = batches.write(head, lines, here.signing_key)
    return Outgoing(raw, token, head.nonce, [row.id for row in rows])


def _withheld(feed: Feed, stored: Mapping[str, tuple[str, Sequence[bytes | None]]]) -> set[str]:
    """What is above the ceiling of the other side, which may have been linked after it was said: only its name goes."""
    own = node.current().card.ceiling
    if own not in STATE_SECRETS:
        return set()
    other = card_of(feed.peer.card).ceiling
    if acts.CLASSES.index(own) <= acts.CLASSES.index(other):
        return set()
    highest = acts.CLASSES.index(other)
    read = {name: acts.read(token, {}) for name, (token, _) in stored.items()}
    return {name for name, act in read.items() if acts.CLASSES.index(act.cls) > highest}


def _line(token: str, raw_parts: Sequence[bytes | None]) -> bytes:
    """One act as stored; where a part that it names was erased, with the reason."""
    parts = {name: bytes(raw) for name, raw in zip(acts.PARTS, raw_parts, strict=True) if raw is not None}
    payload = jws.unb64(token.split(".")[1])
    # Our own envelopes are compact, and a quote inside a text is escaped: this finds the hash of a part and no text.
    is_whole = all(name in parts or f'"{name}":"sha256:'.encode() not in payload for name in acts.PARTS)
    return batches.line(token, parts, "" if is_whole else batches.RECALLED)


def open_places(feed: Feed) -> list[int]:
    """Places of entries whose last known outcome may have changed since."""
    rows = FeedEntry.objects.filter(peer=feed.peer_id, epoch=feed.out_epoch).exclude(code="")
    rows = rows.exclude(code__in=RETRYABLE).order_by("receipt")
    return [n for n in rows.values_list("n", flat=True)[:ASKED] if n]


def _take_card(token: str, peer: Peer, *, now: datetime) -> None:
    """A newer card in the answer is taken before the answer is checked: it may bring the key that signed it."""
    carried = wire.read_receipt(token).says.card
    if not carried:
        return
    card = card_of(carried)
    try:
        check_later(peer, card)
    except Refused as refusal:
        if refusal.code == "other_key" and card.agency == peer.agency:
            note_other_key(peer.agency, card, now=now)
        raise
    wire.read_receipt(token).check(card)
    with node.current().writing():
        replace_card(peer, card, now=now)

"""Answering a contact: what this side took, what became of what was asked about, and where its own feed stands."""

from datetime import datetime
from typing import Any

from servanda.exchange import claims, epochs, paths, receive, wire
from servanda.exchange.bell import wake_for
from servanda.exchange.models import Feed, Peer, ReceivedEntry
from servanda.exchange.receipts import accept_receipt
from servanda.exchange.requests import admitted
from servanda.exchange.send import ASKED
from servanda.exchange.wire import Outcome, Request
from servanda.kernel import node
from servanda.kernel.refusals import Refused


def answer(token: str, *, now: datetime) -> bytes:
    """The signed receipt that answers a contact. Raises Refused."""
    with admitted(token, method="POST", path=paths.CONTACT, now=now) as (peer, request):
        return _answer(peer, request, token, now=now)


def _answer(peer: Peer, request: Request, token: str, *, now: datetime) -> bytes:
    claimed = wire.read_place(request.data["head"]) if "head" in request.data else None
    _take_receipt(peer, request, now=now)
    if claimed:
        claims.note_claim(peer.agency, claimed, token, now=now)
    if "recover" in request.data:
        epochs.relay_back(peer.agency, wire.read_place(request.data["recover"]), now=now)
    own = node.current().card
    feed = Feed.objects.get(peer=peer)
    outcomes = _asked(feed, request.data.get("ask"))
    knows = request.data.get("knows")
    card = own.jws if isinstance(knows, int) and knows < own.serial else ""
    receipt = receive.write_receipt(feed, request.nonce, outcomes, now=now, card=card, ahead=True)
    wake_for(node.current(), peer.agency)
    return receipt.encode("ascii")


def _take_receipt(peer: Peer, request: Request, *, now: datetime) -> None:
    token = request.data.get("receipt")
    if not isinstance(token, str):
        raise Refused("bad_envelope", field="receipt")
    accept_receipt(token, peer, nonce=None, head="", now=now, tells_all=False)


def _asked(feed: Feed, asked: Any) -> dict[int, Outcome]:
    places = [n for n in asked if isinstance(n, int)][:ASKED] if isinstance(asked, list) else []
    rows = ReceivedEntry.objects.filter(peer=feed.peer_id, epoch=feed.in_epoch, n__in=places)
    return {row.n: (row.outcome, row.code, row.params) for row in rows}

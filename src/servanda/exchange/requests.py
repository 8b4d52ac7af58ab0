"""Requests of peers: signed, addressed, fresh, and answered once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from servanda.exchange import crowding, wire
from servanda.exchange.cards import card_of, check_later, note_other_key, peer_of, replace_card
from servanda.exchange.models import Nonce, Peer
from servanda.exchange.wire import FRESH, Request, Signed
from servanda.kernel import node
from servanda.kernel.keys import Card
from servanda.kernel.refusals import Refused


def sign_request(to: str, method: str, path: str, *, now: datetime, data: dict[str, Any] | None = None) -> str:
    here = node.current()
    request = wire.Request(
        sender=here.agency, receiver=to, method=method, path=path, nonce=wire.new_nonce(), at=now, data=data or {}
    )
    return wire.write_request(request, here.signing_key)


@contextmanager
def admitted(token: str, *, method: str, path: str, now: datetime) -> Iterator[tuple[Peer, Request]]:
    """Verify a request, and answer it in its sender's turn. Raises Refused; then nothing changed but the note of
    another key. The steps:

    1. It is a well-formed request.
    2. Its sender is linked and not blocked.
    3. The card that it carries, if any, is the known one or its successor.
    4. A current key of that card signed it.
    5. It is addressed to this agency, for this method and path.
    6. It is fresh, and was not answered before.
    """
    # 1
    read = wire.read_request(token)
    request = read.says
    # 2
    peer = peer_of(request.sender)
    # 3, 4
    card = check_signature(read, peer, now=now)
    # 5
    here = node.current()
    if request.receiver != here.agency:
        raise Refused("wrong_recipient", to=request.receiver, agency=here.agency)
    if (request.method, request.path) != (method, path):
        raise Refused("bad_envelope", field="path")
    with crowding.turn_of(peer.agency):
        with here.writing():
            # 6
            _answer_once(request, now=now)
            replace_card(peer, card, now=now)
            Peer.objects.filter(agency=peer.agency).update(last_contact_at=now)
        yield peer, request


def check_signature(read: Signed[Request], peer: Peer, *, now: datetime, may_be_older: bool = False) -> Card:
    """The card that the request carries, or the known one, by which it is signed. Raises Refused.

    `may_be_older`: what is carried by hand may come after a later card came by another way; then that one counts.
    """
    carried = read.says.data.get("card")
    if not isinstance(carried, str) or not carried:
        card = card_of(peer.card)
    else:
        card = card_of(carried)
        try:
            check_later(peer, card)
        except Refused as refusal:
            if refusal.code == "old_card" and may_be_older:
                card = card_of(peer.card)
                read.check(card)
                return card
            if refusal.code == "other_key" and card.agency == peer.agency:
                note_other_key(peer.agency, card, now=now)
            raise
    read.check(card)
    return card


def _answer_once(request: Request, *, now: datetime) -> None:
    if abs(now - request.at) > FRESH:
        raise Refused("stale_request", minutes=int(FRESH.total_seconds() // 60))
    Nonce.objects.filter(at__lt=now - 3 * FRESH).delete()
    _, is_new = Nonce.objects.get_or_create(value=f"{request.sender} {request.nonce}", defaults={"at": now})
    if not is_new:
        raise Refused("replayed")

"""Cards: whose card this node holds, how a later one replaces it, and how another root key is noted and not taken."""

from datetime import datetime
from functools import lru_cache

from servanda.exchange.models import OldCard, Peer
from servanda.kernel import cards, keys, node, plain
from servanda.kernel.keys import Card
from servanda.kernel.refusals import Refused


@lru_cache(maxsize=1024)
def card_of(token: str) -> Card:
    """The card in these bytes; verified once, since bytes do not change."""
    return keys.read_card(token)


def check_later(peer: Peer, card: Card) -> None:
    """Raise Refused unless this is the known card or a true successor of it."""
    known = card_of(peer.card)
    keys.check_successor(known, card)
    if card.serial == known.serial and card.jws != known.jws:
        raise Refused("old_card", agency=peer.agency)


def replace_card(peer: Peer, card: Card, *, now: datetime) -> None:
    if card.jws == peer.card:
        return
    cards.remember(card, now=now)
    OldCard.objects.create(agency=peer.agency, card=peer.card, replaced_at=now)
    peer.card, peer.serial, peer.address = card.jws, card.serial, card.address
    peer.other_key_seen, peer.other_key_at = "", None
    peer.save(update_fields=["card", "serial", "address", "other_key_seen", "other_key_at"])


def note_other_key(agency: str, card: Card, *, now: datetime) -> None:
    """Somebody showed another root key for this agency: the administrator must see it."""
    Peer.objects.filter(agency=agency).update(other_key_seen=card.fingerprint(), other_key_at=now)


def peer_of(agency: str) -> Peer:
    """The linked peer. Raises Refused: not_linked, blocked, paused."""
    peer = plain.one(Peer, agency=agency)
    if peer is None:
        raise Refused("not_linked", agency=agency)
    if peer.is_blocked:
        raise Refused("blocked", agency=agency)
    if peer.paused_at:
        raise Refused("paused", agency=node.current().agency)
    return peer

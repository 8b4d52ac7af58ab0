"""Linking: two people compared the words of a card, so this node takes it and lets go what was held for it."""

from datetime import datetime

from servanda.exchange import epochs, feeds
from servanda.exchange.bell import wake_for
from servanda.exchange.cards import card_of, check_later, replace_card
from servanda.exchange.models import Feed, Peer
from servanda.exchange.receive import release
from servanda.kernel import cards, keys, log, node
from servanda.kernel.refusals import Refused


def linked() -> set[str]:
    """The agencies whose own systems this one is connected with."""
    return set(Peer.objects.values_list("agency", flat=True))


def confirm_address(peer: Peer) -> None:
    """An administrator has seen where the card leads now: it is called there."""
    peer.confirmed_address = peer.address
    peer.save(update_fields=["confirmed_address"])


def link(card_token: str, fingerprint: str | None, *, now: datetime) -> Peer:
    """Take an agency's card. Raises Refused: own_card, bad_fingerprint, other_key, old_card.

    The words let a first card in, and one under a new root key; without them only a successor is taken.
    """
    here = node.current()
    card = card_of(card_token.strip())
    if card.agency == here.agency:
        raise Refused("own_card")
    if fingerprint is not None and not keys.same_words(fingerprint, card.root):
        raise Refused("bad_fingerprint")
    with here.writing():
        known = Peer.objects.filter(agency=card.agency).first()
        if known is None and fingerprint is None:
            raise Refused("bad_fingerprint")
        if known is None:
            peer = Peer.objects.create(
                agency=card.agency, card=card.jws, serial=card.serial, address=card.address,
                confirmed_address=card.address, linked_at=now,
            )  # fmt: skip
            feed = Feed.between(here.agency, card.agency)
            feed.out_epoch = log.current_epoch()
            if epochs.began_at():
                # It lost everything: the peer shows what was said before.
                feed.recover_epoch, feed.recover_n = 1, 0
            feed.save(force_insert=True)
        else:
            peer = known
            if fingerprint is None or card.root == card_of(known.card).root:
                check_later(known, card)
            replace_card(peer, card, now=now)
            if fingerprint is not None:
                confirm_address(peer)
        cards.remember(card, now=now)
        feeds.release_held(card.agency)
        release({card.agency}, now=now)
    wake_for(here, card.agency)
    return peer

"""Checking a node: every signature, chain, part, position and file once more, and, if asked, the folded rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from servanda.exchange import wire
from servanda.exchange.cards import card_of
from servanda.exchange.evidence import Finding, verify_signature
from servanda.exchange.files import path_of
from servanda.exchange.models import Feed, FeedEntry, FileRow, OldCard, Peer, Receipt, ReceivedEntry
from servanda.kernel import acts, lanes
from servanda.kernel.acts import Act
from servanda.kernel.keys import Card
from servanda.kernel.models import LaneHead, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused

Compare = Callable[[], Iterable[Finding]]


def check(here: Node, *, compare: Compare | None = None) -> list[Finding]:
    """Everything that does not hold in this node; empty when all is well. `compare` refolds and compares.

    What is said and received meanwhile is no fault: all is read as it stood at the beginning.
    """
    with here.standing_still():
        cards = _cards(here)
        found = [*_check_acts(cards), *_check_feeds(here), *_check_receipts(here, cards), *_check_files()]
    with here.active():
        return found + list(compare() if compare else ())


def check_newest(here: Node) -> str:
    """The name of the newest act once it was verified anew; '' where there is none. Raises Refused."""
    row = StoredAct.objects.order_by("-seq").first()
    if row is not None:
        _check_act(row, _cards(here))
    return row.name if row else ""


def _check_acts(cards: dict[str, list[Card]]) -> Iterator[Finding]:
    """Dossier by dossier: bytes, signatures, columns, parts and chains, and that the lane's end is noted rightly."""
    rows = StoredAct.objects.order_by("dossier", "seq").iterator()
    for dossier, group in groupby(rows, key=lambda row: row.dossier):
        found: list[Act] = []
        for row in group:
            try:
                found.append(_check_act(row, cards))
            except Refused as refusal:
                yield Finding(row.name, refusal.code, refusal.params)
        yield from _check_lanes(dossier, found)


def _check_act(row: StoredAct, cards: dict[str, list[Card]]) -> Act:
    act = row.act
    if act.agency not in cards:
        raise Refused("unknown_agency", agency=act.agency)
    verify_signature(cards[act.agency], act.jws)
    acts.check_parts(act)
    stated = (act.id, act.dossier, act.agency, act.epoch, act.n, act.internal, act.kind, act.at)
    noted = (row.name, row.dossier, row.agency, row.epoch, row.n, row.internal, row.kind, row.at)
    for field, one, other in zip(
        ("name", "dossier", "agency", "epoch", "n", "internal", "kind", "at"), stated, noted, strict=True
    ):
        if one != other:
            raise Refused("bad_envelope", field=field)
    return act


def _check_lanes(dossier: str, found: list[Act]) -> Iterator[Finding]:
    by_name = {act.id: act for act in found}
    ends: dict[tuple[str, bool], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for act in found:
        if act.prev and act.prev not in by_name:
            yield Finding(act.id, "missing")
        elif not lanes.continues(act, by_name[act.prev] if act.prev else None):
            yield Finding(act.id, "bad_chain", {"agency": act.agency})
        ends[act.agency, act.internal] = max(ends[act.agency, act.internal], act.position)
    noted = {(head.agency, head.internal): (head.epoch, head.n) for head in LaneHead.objects.filter(dossier=dossier)}
    if noted != ends:
        differing = sorted({agency for (agency, _), _ in noted.items() ^ ends.items()})
        yield Finding(dossier, "bad_chain", {"agency": ", ".join(differing)})


def _check_feeds(here: Node) -> Iterator[Finding]:
    for feed in Feed.objects.order_by("peer"):
        peer = feed.peer_id
        sent = FeedEntry.objects.filter(peer=peer, epoch__isnull=False)
        taken = ReceivedEntry.objects.filter(peer=peer)
        yield from _check_chain(f"{here.agency} → {peer}", wire.genesis(here.agency, peer), sent, feed.outgoing)
        yield from _check_chain(f"{peer} → {here.agency}", wire.genesis(peer, here.agency), taken, feed.incoming)


def _check_chain(where: str, start: str, rows: Any, end: wire.Place) -> Iterator[Finding]:
    """Positions follow one another, each link is that of its predecessor and its act, and the end is as noted."""
    links, link, epoch, n = {start}, start, 0, 0
    for row in rows.order_by("epoch", "n").iterator():
        is_next = (row.epoch, row.n) == (epoch, n + 1) or (row.epoch > epoch and row.n == 1)
        # A new epoch of a restored sender goes on from any link that was taken.
        befores = {link} if row.epoch == epoch else links
        if not is_next or row.link not in {wire.link(before, row.act) for before in befores}:
            yield Finding(where, "bad_chain", {"agency": f"{row.epoch}.{row.n}"})
        epoch, n, link = row.epoch, row.n, row.link
        links.add(link)
    if end.link != link or (n and end.n and end.position != (epoch, n)):
        yield Finding(where, "feed_gap", {"n": end.n})


def _check_receipts(here: Node, cards: dict[str, list[Card]]) -> Iterator[Finding]:
    for row in Receipt.objects.order_by("id").iterator():
        where = f"receipt/{row.pk}"
        try:
            says = wire.read_receipt(row.jws).says
            signer, other = (row.peer, here.agency) if row.direction == "got" else (here.agency, row.peer)
            if (says.sender, says.receiver) != (signer, other):
                raise Refused("wrong_recipient", to=says.receiver, agency=other)
            verify_signature(cards.get(signer, []), row.jws)
            if row.head:
                wire.read_head(row.head)
                verify_signature(cards.get(other, []), row.head)
            if (says.place.epoch, says.place.n) != (row.epoch, row.n):
                raise Refused("bad_envelope", field="n")
        except Refused as refusal:
            yield Finding(where, refusal.code, refusal.params)


def _check_files() -> Iterator[Finding]:
    for row in FileRow.objects.filter(state="here").iterator():
        path = path_of(row.sha256)
        if not path.exists() or path.stat().st_size != row.size:
            yield Finding(f"{row.act}/{row.index}", "no_file")


def _cards(here: Node) -> dict[str, list[Card]]:
    """Every card ever held, by agency."""
    found: dict[str, list[Card]] = defaultdict(list)
    found[here.agency].append(here.card)
    tokens = [*Peer.objects.values_list("card", flat=True), *OldCard.objects.values_list("card", flat=True)]
    for token in tokens:
        card = card_of(token)
        found[card.agency].append(card)
    return found

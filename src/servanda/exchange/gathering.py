"""Gathering the evidence of a dossier: cards, shared acts, and receipts with the hashes that tie acts to them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from servanda.exchange import wire
from servanda.exchange.models import Feed, FeedEntry, OldCard, Peer, Receipt, ReceivedEntry
from servanda.exchange.places import link_at
from servanda.kernel import node
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused
from servanda.kernel.times import write_time

VERSION = 1


def gather(dossier: str, *, now: datetime, parts: Sequence[str]) -> dict[str, Any]:
    here = node.current()
    rows = list(StoredAct.objects.filter(dossier=dossier, internal=False).order_by("seq"))
    if not rows:
        raise Refused("no_file")
    names = [row.name for row in rows]
    receipts = [*_got(names), *_given(names)]
    return {
        "v": VERSION, "dossier": dossier, "made_by": here.agency, "at": write_time(now),
        "cards": _cards({row.agency for row in rows} | {here.agency} | {r.peer for r, _ in receipts}),
        "acts": [{"act": row.jws, "parts": _parts(row, parts)} for row in rows],
        "receipts": [_segment(receipt, first) for receipt, first in receipts],
    }  # fmt: skip


def _got(names: Sequence[str]) -> Iterator[tuple[Receipt, int]]:
    """The receipts that say what became of these acts at peers, each with the first position of interest."""
    first: dict[int, int] = {}
    entries = FeedEntry.objects.filter(act__in=names, receipt__isnull=False)
    for receipt, n in entries.values_list("receipt", "n"):
        if receipt is not None and n is not None:
            first[receipt] = min(n, first.get(receipt, n))
    for row in Receipt.objects.filter(id__in=first, direction="got").order_by("id"):
        if first[row.pk] <= row.n:
            yield row, first[row.pk]


def _given(names: Sequence[str]) -> Iterator[tuple[Receipt, int]]:
    """The receipts with which this node took these acts: for each, the first that covers it."""
    wanted: dict[tuple[str, int], list[int]] = defaultdict(list)
    for peer, epoch, n in ReceivedEntry.objects.filter(act__in=names).values_list("peer", "epoch", "n"):
        wanted[peer, epoch].append(n)
    for (peer, epoch), places in sorted(wanted.items()):
        rows = Receipt.objects.filter(peer=peer, direction="given", epoch=epoch, n__gte=min(places)).order_by("n", "id")
        left = sorted(places)
        for row in rows.iterator():
            covered = [n for n in left if n <= row.n]
            if covered:
                yield row, covered[0]
                left = left[len(covered) :]
            if not left:
                break


def _segment(receipt: Receipt, first: int) -> dict[str, Any]:
    """The names from `first` to where the receipt stands, and the link before them."""
    table: Any = FeedEntry if receipt.direction == "got" else ReceivedEntry
    rows = table.objects.filter(peer=receipt.peer, epoch=receipt.epoch, n__gte=first, n__lte=receipt.n).order_by("n")
    return {
        "receipt": receipt.jws, "head": receipt.head, "before": _before(receipt, first),
        "names": list(rows.values_list("act", flat=True)),
    }  # fmt: skip


def _before(receipt: Receipt, first: int) -> str:
    if receipt.direction == "got":
        return link_at(Feed.objects.get(peer=receipt.peer), receipt.epoch, first - 1) or ""
    received = ReceivedEntry.objects.filter(peer=receipt.peer, epoch=receipt.epoch, n=first - 1).first()
    if received:
        return received.link
    head = wire.read_head(receipt.head).says if receipt.head else None
    return head.before if head and head.first == first else wire.genesis(receipt.peer, node.current().agency)


def _parts(row: StoredAct, wanted: Sequence[str]) -> dict[str, str]:
    return {name: bytes(raw).decode("utf-8") for name in wanted if (raw := getattr(row, name)) is not None}


def _cards(agencies: set[str]) -> list[str]:
    """The cards of these agencies, the replaced ones too: older acts were sealed under them."""
    here = node.current()
    old = OldCard.objects.filter(agency__in=agencies).order_by("id").values_list("card", flat=True)
    current = Peer.objects.filter(agency__in=agencies).order_by("agency").values_list("card", flat=True)
    return [*dict.fromkeys([*old, *current, here.card.jws])]

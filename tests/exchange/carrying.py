"""Short ways to carry files between nodes: packed here, taken in there, and damaged on the way."""

import io
from datetime import datetime
from pathlib import Path

from servanda.exchange.courier.pack import pack
from servanda.exchange.courier.unpack import Unpacked, unpack
from servanda.exchange.deliveries import deliveries
from servanda.exchange.models import FeedEntry, ReceivedEntry
from servanda.kernel.node import Node
from tests.exchange.speaking import now


def packed(here: Node, there: Node, *, at: datetime | None = None) -> bytes:
    target = io.BytesIO()
    with here.active():
        pack(there.agency, target, now=at or now())
    return target.getvalue()


def taken_in(there: Node, raw: bytes, *, peer: str = "", at: datetime | None = None) -> Unpacked:
    with there.active():
        return unpack(io.BytesIO(raw), now=at or now(), peer=peer)


def carry(here: Node, there: Node) -> Unpacked:
    return taken_in(there, packed(here, there))


def carry_round(one: Node, other: Node) -> None:
    """There and back, and the receipts of the way back."""
    for here, there in ((one, other), (other, one), (one, other)):
        carry(here, there)


def standing(here: Node, there: Node) -> set[tuple[str, str]]:
    """The states and codes of everything said at one node on its way to the other."""
    with here.active():
        names = list(FeedEntry.objects.filter(peer=there.agency).values_list("act", flat=True))
        return {(row.state, row.code) for row in deliveries(names) if row.agency == there.agency}


def places(there: Node, here: Node) -> list[tuple[int, str]]:
    """What a node has of the other one's feed, in order."""
    with there.active():
        rows = ReceivedEntry.objects.filter(peer=here.agency).order_by("epoch", "n")
        return list(rows.values_list("n", "outcome"))


def leftovers(node: Node) -> list[Path]:
    """What lies in the folder of files beside whole ones."""
    return [path for path in node.files.rglob("*") if path.is_file() and len(path.name) != 64]

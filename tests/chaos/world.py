"""The nodes that every run begins from, made once: linked, with an agreement in force between the first two."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections

from servanda.kernel import node as nodes
from tests.chaos.nodes import Peer, Zygote
from tests.chaos.proxy import Network
from tests.chaos.schedule import AGENCIES

# Never reached itself: the proxy reads from it who is meant. Plain HTTP is for this machine alone.
ADDRESS = "http://127.0.0.1:9/"


def make(folder: Path, zygote: Zygote, network: Network) -> None:
    """Lay the nodes out in `folder`, one folder each."""
    peers = [Peer(agency, folder / agency, zygote, network) for agency in AGENCIES]
    for peer in peers:
        at = datetime.now(UTC)
        made = nodes.create(
            peer.home, agency=peer.agency, name={"en": peer.agency}, address=ADDRESS + peer.agency, at=at
        )
        # It lives in a process of its own; nobody here is to look for its database.
        connections.databases.pop(made.alias)
        if peer is not peers[0]:
            shutil.copyfile(peers[0].home / "servanda.sqlite3", peer.home / "servanda.sqlite3")
        peer.start()
        if peer is peers[0]:
            peer.do("migrate")
            peer.do("checkpoint")
    cards = {peer.agency: peer.do("card") for peer in peers}
    for peer in peers:
        for agency in AGENCIES:
            if agency != peer.agency:
                peer.do("link", *cards[agency])
    _agree(peers[0], peers[1])
    for peer in peers:
        peer.do("checkpoint")
        assert not peer.crashes, peer.crashes[0]
        peer.kill()


def begin(world: Path, folder: Path, agencies: Sequence[str], zygote: Zygote, network: Network) -> list[Peer]:
    """Fresh copies of the nodes that take part."""
    peers = []
    for agency in agencies:
        shutil.copytree(world / agency, folder / agency)
        peers.append(Peer(agency, folder / agency, zygote, network))
    return peers


def _agree(home: Peer, other: Peer) -> None:
    home.do("propose", f"{other.agency}/europe")
    home.do("contact", other.agency)
    other.do("sign")
    other.do("contact", home.agency)
    home.do("sign")
    home.do("contact", other.agency)

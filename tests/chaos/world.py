"""The nodes that every run begins from, made once: linked, with an agreement in force between the first two."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connections

from servanda.kernel import node as nodes
from tests.chaos.nodes import Peer
from tests.chaos.schedule import AGENCIES
from tests.chaos.stage import Stage
from tests.chaos.tables import FILE

# Never reached itself: the proxy reads from it who is meant. Plain HTTP is for this machine alone.
ADDRESS = "http://127.0.0.1:9/"


def make(stage: Stage) -> None:
    """Lay the nodes out in the stage's `base`, one folder each."""
    peers = [Peer(agency, stage.base / agency, stage.zygote, stage.network) for agency in AGENCIES]
    for peer in peers[::-1]:
        at, address = datetime.now(UTC), ADDRESS + peer.agency
        options = {"database": stage.databases.new()} if stage.databases and peer is peers[0] else {}
        made = nodes.create(peer.home, agency=peer.agency, name={"en": peer.agency}, address=address, at=at, **options)
        # It lives in a process of its own; nobody here is to look for its database.
        connections.databases.pop(made.alias)
        if peer is not peers[-1] and not options:
            shutil.copyfile(peers[-1].home / FILE, peer.home / FILE)
        peer.start()
        if peer is peers[-1] or options:
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


def begin(stage: Stage, agencies: Sequence[str]) -> list[Peer]:
    """Fresh copies of the nodes that take part."""
    peers = [stage.peer(agency) for agency in agencies]
    for peer in peers:
        peer.copy_home(stage.base / peer.agency, peer.home)
    return peers


def _agree(home: Peer, other: Peer) -> None:
    home.do("propose", f"{other.agency}/europe")
    home.do("contact", other.agency)
    other.do("sign")
    other.do("contact", home.agency)
    home.do("sign")
    home.do("contact", other.agency)

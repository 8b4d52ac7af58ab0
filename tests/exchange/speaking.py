"""Short ways to link nodes, to say something in a dossier and to look at what arrived."""

from datetime import UTC, datetime
from typing import Any

from servanda.exchange import links, send
from servanda.kernel import acts, log
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.exchange.network import Network


def joined(node: Node, network: Network) -> Node:
    network.join(node)
    return node


def link(one: Node, other: Node) -> None:
    for here, there in ((one, other), (other, one)):
        with here.active():
            links.link(there.card.jws, there.card.fingerprint(), now=now())


def now() -> datetime:
    return datetime.now(UTC)


def second_ends() -> datetime:
    """Now, and the last moment of a second: what waits for the next does not wait long."""
    return now().replace(microsecond=999_999)


def opening(home: Node, *parties: str, dossier: str = "", **extra: Any) -> Draft:
    dossier = dossier or acts.new_dossier_id(home.agency)
    return draft(home, dossier, kind="note.open", facts={"parties": sorted({home.agency, *parties})}, **extra)


def draft(node: Node, dossier: str, *, kind: str = "note.say", **extra: Any) -> Draft:
    parts = {name: extra.pop(name) for name in acts.PARTS if name in extra}
    by = By(unit=f"{node.agency}/protocol", post="desk")
    return Draft(dossier=dossier, kind=kind, process=1, by=by, at=extra.pop("at", now()), parts=parts, **extra)


def say(node: Node, *drafts: Draft) -> list[StoredAct]:
    with node.active():
        return log.say(drafts, now=now())


def opened(home: Node, *parties: str) -> str:
    """A dossier with these parties, opened at its home."""
    return say(home, opening(home, *parties))[0].dossier


def names(node: Node, dossier: str) -> set[str]:
    """What of a dossier's shared acts a node holds."""
    with node.active():
        return set(StoredAct.objects.filter(dossier=dossier, internal=False).values_list("name", flat=True))


def contact(here: Node, there: Node, network: Network, at: datetime | None = None) -> None:
    with here.active(), network.client() as client:
        send.contact(there.agency, client=client, now=at or now())

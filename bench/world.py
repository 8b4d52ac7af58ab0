"""Two linked nodes in a temporary folder, with files to write in."""

from datetime import UTC, datetime
from pathlib import Path

from servanda import serve
from servanda.exchange import links
from servanda.kernel import node as nodes
from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node
from servanda.processes.dossiers import read_statement, take

NORTH, SOUTH = "north.example", "south.example"


def pair(
    folder: Path, *, ports: tuple[int, int] = (8101, 8102), databases: tuple[str, str] = ("", "")
) -> tuple[Node, Node]:
    made = []
    for agency, port, database in zip((NORTH, SOUTH), ports, databases, strict=True):
        address = f"http://127.0.0.1:{port}"
        home = folder / agency
        nodes.create(home, agency=agency, name={"en": agency}, address=address, at=datetime.now(UTC), processes={},
                     **({"database": database} if database else {}))  # fmt: skip
        made.append(serve.prepare(home))
    for here, other in ((made[0], made[1]), (made[1], made[0])):
        with here.active():
            links.link(other.card.jws, other.card.fingerprint(), now=datetime.now(UTC))
    return made[0], made[1]


def clerk(agency: str) -> Actor:
    return Actor(agency=agency, officer="bench", unit=f"{agency}/office", role="clerk")


def open_files(node: Node, count: int) -> list[str]:
    """So many requests to the other side, each a file of its own."""
    stated = {"title": "Bench", "about": "action", "question": "?", "answer_by": "2030-01-01"}
    with node.active():
        return [
            take(
                read_statement("request.ask", stated, to=[f"{SOUTH}/office"]), clerk(NORTH), at=datetime.now(UTC)
            ).dossier
            for _ in range(count)
        ]

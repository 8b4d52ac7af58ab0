"""A peer that was away comes back: how soon catching up begins, how fast it goes, and what memory both nodes took."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import rates, world
from bench.served import memory, serving, until
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node

PORTS = (8103, 8104)
LIMIT_BEGUN_S = 1.0


def run(databases: tuple[str, str] = ("", "")) -> list[tuple[str, float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        north, south = world.pair(Path(folder), ports=PORTS, databases=databases)
        files = world.open_files(north, rates.FILES)
        verified = rates.verification_rate()
        rates.append_rate(north, files)
        wanted, held = rates.ACTS + rates.FILES, [0.0]
        with serving(north) as here:
            time.sleep(2)  # north has found nobody there and waits before it tries again
            with serving(south) as there:
                answering = time.perf_counter()
                until(_has(south, 1), pause=0.005)
                begun = time.perf_counter()
                until(_has(south, wanted), pause=0.02, meanwhile=lambda: held.extend([memory(here), memory(there)]))
                took = time.perf_counter() - begun
    return [
        ("catch-up begun after the peer answers, s", begun - answering, LIMIT_BEGUN_S),
        ("acts per second caught up by a peer that was away", wanted / took, verified / 4),
        ("largest node while 2,100 acts are exchanged, peak MB", max(held), 0),
    ]


def _has(node: Node, count: int) -> Callable[[], bool]:
    def so() -> bool:
        with node.active():
            return StoredAct.objects.count() >= count

    return so

"""How soon a node that is started answers, and what memory it takes while nothing happens."""

import statistics
import tempfile
import time
from pathlib import Path

from bench import world
from bench.served import memory, serving

PORTS, TIMES = (8107, 8108), 5
LIMIT_S, LIMIT_MB = 2.0, 150.0


def run(databases: tuple[str, str] = ("", "")) -> list[tuple[str, float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        north, _south = world.pair(Path(folder), ports=PORTS, databases=databases)
        taken, held = [], 0.0
        for _ in range(TIMES):
            started = time.perf_counter()
            with serving(north) as child:
                taken.append(time.perf_counter() - started)
                time.sleep(2)
                held = max(held, memory(child))
    return [
        ("from start to first answer, s", statistics.median(taken), LIMIT_S),
        ("memory of a node to which nothing happens, MB", held, LIMIT_MB),
    ]

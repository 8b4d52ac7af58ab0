"""How long from an act sealed on one node until it can be read on the other: two served nodes over HTTP."""

import statistics
import tempfile
import time
from pathlib import Path

import httpx

from bench import world
from bench.served import caller, serving, until
from servanda.kernel import plain
from servanda.kernel.models import Entry
from servanda.kernel.node import Node

COUNT, FILES, PORTS = 200, 20, (8101, 8102)
LIMIT_MS = 25.0


def run(databases: tuple[str, str] = ("", "")) -> list[tuple[str, float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        north, south = world.pair(Path(folder), ports=PORTS, databases=databases)
        here, there = caller(north), caller(south)
        files = world.open_files(north, FILES)
        with serving(north), serving(south):
            until(lambda: there.get(f"/dossiers/{files[-1]}").status_code == 200, pause=0.05)
            committed, read = measured(here, there, south, files)
    return [
        ("sealed to readable on the peer, p50 ms", statistics.median(committed), 0),
        ("sealed to readable on the peer, p95 ms", p95(committed), LIMIT_MS),
        ("sealed to read through the peer's API, p50 ms", statistics.median(read), 0),
        ("sealed to read through the peer's API, p95 ms", p95(read), LIMIT_MS),
    ]


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def measured(here: httpx.Client, there: httpx.Client, south: Node, files: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds from the answer that an act is sealed until the peer has committed it, folded, so that every read
    shows it; and until its API has answered the first read of the file. The database is watched, not the API: asking
    that all the time would be measured with it."""
    committed, read = [], []
    for place in range(COUNT):
        file = files[place % len(files)]
        answer = here.post(f"/dossiers/{file}/acts", json={"step": "dossier.say", "data": {"text": f"n{place}"}})
        started = time.perf_counter()
        name = answer.json()["act"]
        with south.active():
            until(lambda: plain.has(Entry, name=name), pause=0.001)  # noqa: B023
        committed.append((time.perf_counter() - started) * 1000)
        assert name in there.get(f"/dossiers/{file}").text
        read.append((time.perf_counter() - started) * 1000)
        time.sleep(0.02)
    return committed, read

"""What one act costs to append and to exchange, in processor time, while the two nodes grow: it must stay flat."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bench import world
from samples.loopback import Loopback
from servanda.exchange.send import contact
from servanda.kernel import log
from servanda.kernel.log import Draft
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node

SIZES, LONG = (10_000, 100_000), (10_000, 100_000, 1_000_000)
PER_FILE, AT_ONCE, MEASURED, LIMIT_GROWTH = 20, 500, 2000, 2.0


def run(databases: tuple[str, str] = ("", ""), *, sizes: tuple[int, ...] = SIZES) -> list[tuple[str, float, float]]:
    """Every size is reached by acts that were really sealed, folded and exchanged; the last of them are measured."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        north, south = world.pair(Path(folder), databases=databases)
        for size in sizes:
            _grow(north, south, until=size - MEASURED)
            found.append(_grow(north, south, until=size))
    rows: list[tuple[str, float, float]] = []
    for place, what in enumerate(("append", "exchange")):
        rows += [
            (f"microseconds to {what} an act at {size:,} acts", costs[place], 0)
            for size, costs in zip(sizes, found, strict=True)
        ]
        grown = found[-1][place] / found[0][place]
        rows.append((f"cost to {what} an act: growth from {sizes[0]:,} to {sizes[-1]:,}", grown, LIMIT_GROWTH))
    return rows


def _grow(north: Node, south: Node, *, until: int) -> tuple[float, float]:
    """Go on until there are so many acts. Returns the microseconds of one act: (to append, to exchange)."""
    with north.active():
        before = count = StoredAct.objects.count()
    appending = exchanging = 0.0
    while count < until:
        files = world.open_files(north, AT_ONCE // PER_FILE)
        started = time.process_time()
        with north.active():
            log.say(_drafts(north, files), now=datetime.now(UTC))
        said = time.process_time()
        _exchange(north, south)
        appending, exchanging = appending + said - started, exchanging + time.process_time() - said
        count += AT_ONCE
    done = max(count - before, 1)
    return appending / done * 1e6, exchanging / done * 1e6


def _drafts(node: Node, files: list[str]) -> list[Draft]:
    by, now = world.clerk(node.agency).by(), datetime.now(UTC)
    parts = {"content": {"text": "x" * 440}}
    return [
        Draft(dossier=file, kind="dossier.say", process=1, by=by, at=now, parts=parts)
        for file in files
        for _ in range(PER_FILE - 1)
    ]


def _exchange(here: Node, there: Node) -> None:
    now = datetime.now(UTC)
    nodes = {str(node.config["address"]).partition("//")[2]: node for node in (here, there)}
    with httpx.Client(transport=Loopback(nodes, now)) as client, here.active():
        contact(there.agency, client=client, now=now)

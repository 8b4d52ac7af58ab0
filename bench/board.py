"""Server time of whole pages, asked through the door, at 10,000 and at 100,000 commitments.

Time is that of the processor: other work does not stretch it as long as a core is free.
"""

import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from bench import filled
from bench.world import NORTH, SOUTH
from servanda.kernel.models import Dossier
from servanda.kernel.node import Node
from tests.web.house import Browser

SIZES, TIMES, LIMIT_MS, LIMIT_GROWTH = (10_000, 100_000), 20, 50.0, 2.0
PORTS = (8105, 8106)
PAIR = quote(f"{NORTH}/u3>{SOUTH}/u3")


def run() -> list[tuple[str, float, float]]:
    """(what, figure, limit) rows."""
    with tempfile.TemporaryDirectory() as folder:
        north, agreement = filled.agency(Path(folder), ports=PORTS)
        found: dict[str, list[float]] = {}
        for size in SIZES:
            filled.fill(north, agreement, size)
            for officer, whose in (("leader", "leadership"), ("officer", "one unit")):
                browser = Browser(north, officer, HTTP_HOST=f"127.0.0.1:{PORTS[0]}")
                for what, address in _pages(north, agreement).items():
                    found.setdefault(f"{what}, {whose}", []).append(_p95(browser, address))
    rows: list[tuple[str, float, float]] = []
    for what, (small, large) in found.items():
        rows.append((f"{what} at {SIZES[1]:,} commitments, p95 ms", large, LIMIT_MS))
        rows.append((f"{what}: growth from {SIZES[0]:,}", large / small, LIMIT_GROWTH))
    return rows


def _pages(node: Node, agreement: str) -> dict[str, str]:
    state = f"/agreements/{agreement}/implementation/"
    with node.active():
        file = Dossier.objects.filter(readers__unit=f"{NORTH}/u3").order_by("id").values_list("id", flat=True)[0]
    return {
        "implementation": state,
        "implementation of a year": f"{state}?period=last-year",
        "implementation of a week": f"{state}?period=last-week",
        "implementation of an article": f"{state}?article=5",
        "implementation of a pair of units": f"{state}?pair={PAIR}",
        "what is late": f"/agreements/{agreement}/commitments/?state=late",
        "desk": "/desk/",
        "files": "/files/",
        "files whose turn is here": "/files/?turn=ours",
        "files of a kind": "/files/?kind=visit",
        "files with a word": "/files/?q=visit+99",
        "calendar": "/calendar/",
        "a file": f"/files/{file}/",
    }


def _p95(browser: Browser, address: str) -> float:
    assert browser.get(address).status_code == 200, address
    taken = []
    for _ in range(TIMES):
        started = time.process_time()
        browser.get(address)
        taken.append((time.process_time() - started) * 1000)
    return statistics.quantiles(taken, n=20)[-1]

"""Two real nodes, made, connected and served by the command line, and two programs that only speak HTTP."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.command import good, wrong
from tests.cli.conftest import SAMPLE, Homes

VISIT = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2031-05-04"}
PATIENCE = 60


# The command, of which no worker is killed that does not stop by itself.
COMMAND = """
import sys
from servanda import stopping
from servanda.cli.main import main
stopping.STOPS_WITHIN = 3600
sys.exit(main())
"""


@contextmanager
def served(home: Path, port: int) -> Iterator[str]:
    """The node's address, once it answers; what it printed must hold no traceback."""
    url = f"http://127.0.0.1:{port}"
    with started(home, port) as node:
        wait_for(lambda: answers(url))
        yield url
        # Ctrl-C and whoever started it, at the same moment: told twice, it stops as well.
        printed = stopped(node, signal.SIGINT, signal.SIGTERM)
    assert f"First administrator, once: {url}/enter/" in printed, printed


@contextmanager
def started(home: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """As in a terminal, with its workers in a group of their own; none of them is left."""
    words = [sys.executable, "-c", COMMAND, "serve", "--home", str(home), "--bind", f"127.0.0.1:{port}"]
    node = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        yield node
    finally:
        with suppress(ProcessLookupError):
            os.killpg(node.pid, signal.SIGKILL)
        node.communicate()


def stopped(node: "subprocess.Popen[str]", *told: signal.Signals) -> str:
    """What it printed, after its whole group was told so."""
    for number in told:
        os.killpg(node.pid, number)
    printed, _ = node.communicate(timeout=PATIENCE)
    assert "Traceback" not in printed and node.returncode == 0, printed
    return printed


def worker_of(node: "subprocess.Popen[str]") -> str:
    return Path(f"/proc/{node.pid}/task/{node.pid}/children").read_text()


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/openapi.json").status_code == 200
    except httpx.TransportError:
        return False


def wait_for(found: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError("it did not come")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
@pytest.mark.parametrize("told", [(signal.SIGINT,), (signal.SIGINT, signal.SIGINT)])
def test_a_node_that_only_begins_stops_when_it_is_told(homes: Homes, told: tuple[signal.Signals, ...]) -> None:
    port = free_port()
    good("address", "--home", homes.mofa, f"http://127.0.0.1:{port}")
    with started(homes.mofa, port) as node:
        wait_for(lambda: worker_of(node))
        stopped(node, *told)


@pytest.mark.slow
@pytest.mark.mission("S53")
def test_a_visit_announced_at_one_node_is_read_at_the_other(tmp_path: Path) -> None:
    homes = {"mofa": tmp_path / "mofa", "vufo": tmp_path / "vufo"}
    ports, tokens = {}, {}
    for name, agency, officer in (("mofa", "mofa.gov.vn", "o-prot-desk"), ("vufo", "vufo.org.vn", "o-clerk")):
        home, ports[name] = homes[name], free_port()
        address = f"http://127.0.0.1:{ports[name]}"
        good("init", "--home", home, "--agency", agency, "--name", name, "--address", address)
        good("units", "import", "--home", home, SAMPLE / name / "units.csv")
        good("people", "import", "--home", home, SAMPLE / name / "people.csv")
        (home / ".restore-test-killed" / "node").mkdir(parents=True)
        tokens[name] = {"Authorization": "Bearer " + good("token", "--home", home, "--officer", officer).out.strip()}
    with served(homes["mofa"], ports["mofa"]) as mofa, served(homes["vufo"], ports["vufo"]) as vufo:
        wait_for(lambda: not [left for home in homes.values() for left in home.glob(".restore-test-*")])
        assert "already being served" in wrong(
            2, "serve", "--home", homes["mofa"], "--bind", f"127.0.0.1:{free_port()}"
        )
        body = {"process": "visit", "fields": VISIT, "to": ["vufo.org.vn/office"]}
        said = httpx.post(f"{mofa}/api/v1/dossiers", json=body, headers=tokens["mofa"])
        assert said.status_code == 201, said.text
        path = f"/api/v1/dossiers/{said.json()['dossier']}"
        before = httpx.get(mofa + path, headers=tokens["mofa"]).json()["deliveries"]
        assert [row["state"] for row in before] == ["held"]
        for home, other in ((homes["mofa"], homes["vufo"]), (homes["vufo"], homes["mofa"])):
            card = good("card", "--home", other, "--json").data
            good("link", "--home", home, "-", "--fingerprint", card["fingerprint"], stdin=card["card"])
        wait_for(lambda: httpx.get(vufo + path, headers=tokens["vufo"]).status_code == 200)
        wait_for(
            lambda: (
                [row["state"] for row in httpx.get(mofa + path, headers=tokens["mofa"]).json()["deliveries"]]
                == ["taken"]
            )
        )
        digests = {
            httpx.get(f"{url}{path}/digest", headers=tokens[name]).json()["digest"]
            for name, url in (("mofa", mofa), ("vufo", vufo))
        }
        assert len(digests) == 1
    for home in homes.values():
        assert good("check", "--home", home).status == 0

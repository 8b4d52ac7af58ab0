"""A node as its own processes, as an agency runs it: started, asked, measured and stopped."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from servanda.kernel import jws
from servanda.kernel.node import Node
from servanda.office.models import Officer, Post, Token

PATIENCE = 60.0


@contextmanager
def serving(node: Node) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve at the node's own address until the end of the block; it answers when the block begins."""
    address = str(node.config["address"])
    command = [sys.executable, "-m", "servanda", "serve", "--home", str(node.home), "--bind", address.split("//")[1]]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        until(lambda: _answers(address), pause=0.01)
        yield child
    finally:
        child.terminate()
        child.wait(timeout=20)


def until(is_so: Callable[[], bool], *, pause: float, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Wait in steps of `pause` seconds, and do something at each. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        meanwhile()
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing came within {PATIENCE:.0f} s")
        time.sleep(pause)


def caller(node: Node) -> httpx.Client:
    """A client of the node's API, in the name of a clerk made for it."""
    secret = secrets.token_urlsafe(24)
    with node.active():
        officer = Officer.objects.create(id="bench")
        Post.objects.create(officer=officer, unit=f"{node.agency}/office", role="clerk")
        Token.objects.create(hash=jws.sha256(secret.encode()), officer=officer, made_at=datetime.now(UTC))
    return httpx.Client(
        base_url=f"{node.config['address']}/api/v1", headers={"Authorization": f"Bearer {secret}"}, timeout=30
    )


def memory(child: "subprocess.Popen[bytes]") -> float:
    """Megabytes that a process and its children take; what they share is counted once."""
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    return sum(_kilobytes(pid) for pid in [str(child.pid), *children]) / 1024


def _kilobytes(pid: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/exchange/v1/card/", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False

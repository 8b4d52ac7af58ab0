"""How long from an act sealed on one node until the API of the other shows it: two real processes over HTTP."""

import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bench import world
from servanda.kernel import jws
from servanda.kernel.node import Node
from servanda.office.models import Officer, Post, Token

COUNT, PORTS = 100, (8101, 8102)
LIMIT_MS = 25.0


def run() -> list[tuple[str, float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        north, south = world.pair(Path(folder), ports=PORTS)
        tokens = [_token(node) for node in (north, south)]
        file = world.open_files(north, 1)[0]
        children = [_serve(node, port) for node, port in zip((north, south), PORTS, strict=True)]
        try:
            taken = _measure(tokens, file)
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=10)
    ordered = sorted(taken)
    return [
        ("sealed to readable on the peer, p50 ms", statistics.median(ordered), 0),
        ("sealed to readable on the peer, p95 ms", ordered[int(len(ordered) * 0.95)], LIMIT_MS),
    ]


def _measure(tokens: list[str], file: str) -> list[float]:
    here, there = (
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )
        for port, token in zip(PORTS, tokens, strict=True)
    )
    _until(lambda: there.get(f"/dossiers/{file}").status_code == 200)
    taken = []
    for place in range(COUNT):
        answer = here.post(f"/dossiers/{file}/acts", json={"step": "dossier.say", "data": {"text": f"n{place}"}})
        started = time.perf_counter()
        name = answer.json()["act"]
        _until(lambda name=name: name in there.get(f"/dossiers/{file}").text)
        taken.append((time.perf_counter() - started) * 1000)
        time.sleep(0.02)
    return taken


def _until(done: object) -> None:
    deadline = time.monotonic() + 20
    while not done():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise TimeoutError("nothing arrived within 20 s")


def _token(node: Node) -> str:
    secret = secrets.token_urlsafe(24)
    with node.active():
        officer = Officer.objects.create(id="bench")
        Post.objects.create(officer=officer, unit=f"{node.agency}/office", role="clerk")
        Token.objects.create(hash=jws.sha256(secret.encode()), officer=officer, made_at=datetime.now(UTC))
    return secret


def _serve(node: Node, port: int) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-m",
        "servanda",
        "serve",
        "--home",
        str(node.home),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/exchange/v1/card/", timeout=1)
            return child
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError("the node did not start")

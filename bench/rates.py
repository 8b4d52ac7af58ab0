"""How many acts a second are appended, and exchanged between two nodes, against Ed25519 on the same core."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
from nacl.signing import SigningKey

from bench import world
from samples.loopback import Loopback
from servanda.exchange.send import contact
from servanda.kernel import log
from servanda.kernel.log import Draft
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node

ACTS, FILES, AT_ONCE = 2000, 100, 250


def verification_rate(count: int = 4000) -> float:
    """Ed25519 verifications a second in PyNaCl, the reference of every ratio here."""
    key = SigningKey.generate()
    message = b"m" * 600
    signature = key.sign(message).signature
    started = time.perf_counter()
    for _ in range(count):
        key.verify_key.verify(message, signature)
    return count / (time.perf_counter() - started)


def append_rate(node: Node, files: list[str]) -> float:
    """Acts a second sealed, stored and folded, in transactions of 250."""
    now = datetime.now(UTC)
    by = world.clerk(node.agency).by()
    text = {"content": {"text": "x" * 440}}
    drafts = [
        Draft(dossier=files[n % len(files)], kind="dossier.say", process=1, by=by, at=now, parts=text)
        for n in range(ACTS)
    ]
    started = time.perf_counter()
    with node.active():
        for place in range(0, ACTS, AT_ONCE):
            log.say(drafts[place : place + AT_ONCE], now=now)
    return ACTS / (time.perf_counter() - started)


def exchange_rate(here: Node, there: Node) -> float:
    """Acts a second from queued to last receipt stored, both nodes on one core."""
    now = datetime.now(UTC)
    transport = Loopback(
        {f"127.0.0.1:{node.config['address'].rpartition(':')[2]}": node for node in (here, there)}, now
    )
    with there.active():
        before = StoredAct.objects.count()
    started = time.perf_counter()
    with httpx.Client(transport=transport) as client, here.active():
        contact(there.agency, client=client, now=now)
    took = time.perf_counter() - started
    with there.active():
        return (StoredAct.objects.count() - before) / took


def run(databases: tuple[str, str] = ("", "")) -> list[tuple[str, float, float]]:
    """(what, figure, limit) rows."""
    with tempfile.TemporaryDirectory() as folder:
        north, south = world.pair(Path(folder), databases=databases)
        files = world.open_files(north, FILES)
        verified = verification_rate()
        appended = append_rate(north, files)
        exchanged = exchange_rate(north, south)
    return [
        ("Ed25519 verified by PyNaCl, per second", verified, 0),
        ("acts appended per second", appended, 0),
        ("acts exchanged per second (limit: a quarter of the first)", exchanged, verified / 4),
    ]

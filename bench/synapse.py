"""`make bench-synapse`: a pair of Matrix Synapse and a pair of Servanda, asked to do the same in one run."""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench import homeserver, world
from bench.homeserver import NotInstalled, User
from bench.propagation import p95
from bench.served import PATIENCE, caller, serving, until
from servanda.kernel import plain
from servanda.kernel.models import Entry, StoredAct

SINGLE, EVERY, BULK, SENDERS = 100, 0.1, 400, 4
TEXT = "x" * 440
PORTS, HTTP, FEDERATION = (8111, 8112), (8113, 8114), (8115, 8116)


@dataclass(frozen=True)
class Figures:
    """Milliseconds of single messages from sent to read on the other side; messages a second in bulk, and how many of
    those came within a minute after the last was sent."""

    taken: list[float]
    rate: float
    came: int


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            python = homeserver.install(Path(folder) / "synapse")
        except NotInstalled as why:
            sys.stderr.write(f"Matrix Synapse {homeserver.VERSION} cannot be installed here: {why}\n")
            return 1
        ours, theirs = of_servanda(Path(folder) / "servanda"), of_synapse(python, Path(folder))
    rows = [
        ("sent to read on the other side, p50 ms", *(statistics.median(found.taken) for found in (ours, theirs))),
        ("sent to read on the other side, p95 ms", *(p95(found.taken) for found in (ours, theirs))),
        (f"{BULK} sent by {SENDERS} at once, there per second", ours.rate, theirs.rate),
        ("of these there after a minute", ours.came, theirs.came),
    ]
    sys.stdout.write(f"{'':60} {'Servanda':>10} {'Synapse':>10} {'ratio':>8}\n")
    for what, here, there in rows:
        sys.stdout.write(f"{what:60} {here:10.1f} {there:10.1f} {here / there:8.2f}\n")
    return 0


def of_servanda(folder: Path) -> Figures:
    north, south = world.pair(folder, ports=PORTS)
    here, there, files = caller(north), caller(south), world.open_files(north, 20)

    def send(place: int) -> str:
        data = {"step": "dossier.say", "data": {"text": TEXT}}
        return str(here.post(f"/dossiers/{files[place % len(files)]}/acts", json=data).json()["act"])

    def read(place: int, name: str) -> None:
        # The database is watched until it is there, and the API then asked once: Synapse wakes who waits.
        with south.active():
            until(lambda: plain.has(Entry, name=name), pause=0.002)
        assert name in there.get(f"/dossiers/{files[place % len(files)]}").text

    def count() -> int:
        with south.active():
            return StoredAct.objects.count()

    with serving(north), serving(south):
        until(lambda: count() == len(files), pause=0.05)
        return Figures(_one_by_one(send, read), *_in_bulk(send, lambda: count() - len(files) - SINGLE))


def of_synapse(python: Path, folder: Path) -> Figures:
    with (
        homeserver.running(python, folder / "a", ports=(HTTP[0], FEDERATION[0]), user="alice") as alice,
        homeserver.running(python, folder / "b", ports=(HTTP[1], FEDERATION[1]), user="bob") as bob,
    ):
        room = quote(alice.ask("POST", "/createRoom", json={"invite": [bob.name]})["room_id"])
        bob.ask("POST", f"/join/{room}", params={"server_name": alice.name.partition(":")[2]}, json={})
        seen = _Seen(bob)

        def send(place: int) -> str:
            path = f"/rooms/{room}/send/m.room.message/{time.monotonic_ns()}-{place}"
            return str(alice.ask("PUT", path, json={"msgtype": "m.text", "body": TEXT})["event_id"])

        def read(_place: int, name: str) -> None:
            until(lambda: name in seen.names, pause=0.002)

        try:
            taken = _one_by_one(send, read)
            before = len(seen.names)
            return Figures(taken, *_in_bulk(send, lambda: len(seen.names) - before))
        finally:
            seen.stop()


def _one_by_one(send: Callable[[int], str], read: Callable[[int, str], None]) -> list[float]:
    """Milliseconds from sending each until it was read on the other side; so many a second."""
    taken = []
    for place in range(SINGLE):
        started = time.perf_counter()
        read(place, send(place))
        taken.append((time.perf_counter() - started) * 1000)
        time.sleep(max(0.0, EVERY - (time.perf_counter() - started)))
    return taken


def _in_bulk(send: Callable[[int], str], count: Callable[[], int]) -> tuple[float, int]:
    """(messages a second, how many came): until the last one that came."""
    started = last = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, range(BULK)))
    came, over = 0, time.perf_counter() + PATIENCE
    while came < BULK and time.perf_counter() < over:
        time.sleep(0.01)
        if (now := count()) > came:
            came, last = now, time.perf_counter()
    return came / (last - started), came


class _Seen:
    """The messages that reach somebody who waits for them, as a client of Matrix does."""

    def __init__(self, user: User) -> None:
        self.names: set[str] = set()
        self._user, self._is_over = user, threading.Event()
        self._since = self._ask({"timeout": 0})
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join(10)

    def _follow(self) -> None:
        while not self._is_over.is_set():
            self._since = self._ask({"timeout": 1000, "since": self._since})

    def _ask(self, params: dict[str, int | str]) -> str:
        whole = '{"room": {"timeline": {"limit": 1000, "types": ["m.room.message"]}}, "presence": {"types": []}}'
        answer = self._user.ask("GET", "/sync", params={**params, "filter": whole})
        for room in answer.get("rooms", {}).get("join", {}).values():
            self.names.update(event["event_id"] for event in room["timeline"]["events"])
        return str(answer["next_batch"])


if __name__ == "__main__":
    sys.exit(main())

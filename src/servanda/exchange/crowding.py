"""Who is being served at the peers' door: nobody takes the place of the pages, and no peer that of another."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from servanda.kernel import node
from servanda.kernel.refusals import Refused

# Of a worker's four threads: one is always left for the pages.
AT_ONCE = 3
FILES_AT_ONCE = 2
# Bodies on their way in from one address: who sends half of one and waits holds these places alone.
READ_AT_ONCE = 2
# A place that was never given back, because a connection died unseen, is free again after so many seconds.
LOST_AFTER = 900.0

_held: dict[tuple[str, str], list[float]] = {}
_lock = threading.Lock()


@contextmanager
def reading(address: str) -> Iterator[None]:
    """A place for a body on its way in, before it is known who sends it. Raises Refused("busy").

    These places are not those of verified peers, and are given back with the body's last byte.
    """
    with _place(f"from {address}", READ_AT_ONCE), _place("from anywhere", AT_ONCE):
        yield


@contextmanager
def turn_of(agency: str) -> Iterator[None]:
    """A verified peer's turn: one at a time, and a place among all peers. Raises Refused("busy").

    Who is not verified takes no place here.
    """
    with _place(agency, 1), _place("", AT_ONCE):
        yield


class Download:
    """A peer's place while a file is handed to it; given back when all was read or the answer is closed."""

    def __init__(self, agency: str, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._key = (node.current().alias, f"files {agency}")
        self._since: float | None = _take(self._key, FILES_AT_ONCE)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        finally:
            self.close()

    def close(self) -> None:
        if self._since is not None:
            _give_back(self._key, self._since)
            self._since = None


@contextmanager
def _place(whose: str, most: int) -> Iterator[None]:
    key = (node.current().alias, whose)
    since = _take(key, most)
    try:
        yield
    finally:
        _give_back(key, since)


def _take(key: tuple[str, str], most: int) -> float:
    since = time.monotonic()
    with _lock:
        held = [began for began in _held.get(key, ()) if since - began < LOST_AFTER]
        if len(held) >= most:
            _held[key] = held
            raise Refused("busy")
        _held[key] = [*held, since]
    return since


def _give_back(key: tuple[str, str], since: float) -> None:
    with _lock:
        held = _held.get(key, [])
        if since in held:
            held.remove(since)
        if not held:
            _held.pop(key, None)

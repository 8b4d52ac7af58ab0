"""The first seconds of a process: nothing is said to others before each was asked whether it holds more of ours.

A machine that was put back to an earlier state, unknown to anybody, would else sign a second time for places at which
its earlier words stand already.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused

# Seconds. Whoever has not answered by then is told of, and asked before anything is sent there.
LONGEST = 20.0
PATIENCE = 5.0


@dataclass
class Start:
    """`awaited` were not asked yet, `unheard` have not answered yet."""

    awaited: set[str]
    unheard: set[str]
    until: float
    over: threading.Event = field(default_factory=threading.Event)


_starts: dict[str, Start] = {}
_lock = threading.Lock()


def begin(here: Node, peers: Iterable[str]) -> None:
    """Hold what is said to others until these were asked, for LONGEST at most."""
    named = set(peers)
    if named:
        with _lock:
            _starts[here.alias] = Start(set(named), set(named), time.monotonic() + LONGEST)


def asked(here: Node, agency: str, *, has_answered: bool) -> None:
    """A peer was asked; what it answered has been compared, or it did not answer."""
    with _lock:
        if start := _starts.get(here.alias):
            start.awaited.discard(agency)
            if has_answered:
                start.unheard.discard(agency)
            if not start.awaited:
                start.over.set()


def is_held(here: Node) -> bool:
    start = _starts.get(here.alias)
    return start is not None and not start.over.is_set() and time.monotonic() < start.until


def unheard(here: Node) -> set[str]:
    """The peers that have not answered since this process began."""
    with _lock:
        start = _starts.get(here.alias)
        return set(start.unheard) if start else set()


def wait(here: Node) -> None:
    """For whoever is about to say something and holds no lock: until it may be said, or PATIENCE is over."""
    if is_held(here):
        _starts[here.alias].over.wait(PATIENCE)


def check(here: Node) -> None:
    """Raise Refused("starting") while nothing may be said to others."""
    if is_held(here):
        raise Refused("starting")

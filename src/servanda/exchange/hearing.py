"""The thread that hears what other processes on the same database have queued, and rings this one's bell."""

import threading

from django.db import connections

from servanda.exchange.bell import wake
from servanda.kernel import databases
from servanda.kernel.node import Node

SECONDS = 1.0


def run(here: Node, stop: threading.Event) -> None:
    """Body of the thread; returns when `stop` is set."""
    try:
        for is_told in databases.told(here.alias, seconds=SECONDS):
            if stop.is_set():
                return
            if is_told:
                wake(here)
    finally:
        connections[here.alias].close()

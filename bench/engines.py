"""Appending and exchanging once more, from a node on a PostgreSQL that puts every commit on the disk."""

import tempfile
from pathlib import Path

from bench import rates, world
from tests.postgres.server import Server


def run() -> list[tuple[str, float, float]]:
    server = Server("fsync=on").start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            north, south = world.pair(Path(folder), databases=(server.url(server.new_database()), ""))
            files = world.open_files(north, rates.FILES)
            verified = rates.verification_rate()
            appended = rates.append_rate(north, files)
            exchanged = rates.exchange_rate(north, south)
    finally:
        server.remove()
    return [
        ("acts appended per second on PostgreSQL", appended, 0),
        ("acts exchanged per second from PostgreSQL to SQLite", exchanged, verified / 4),
    ]

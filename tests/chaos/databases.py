"""The PostgreSQL of those nodes of a run that are not on SQLite: copied, put back, and cut from its power."""

import signal
import time
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.tables import database_of
from tests.postgres.server import PATIENCE, QUICK, Server

# What it says is committed stays in memory as long as it can, where nobody asks for more: a power cut shows who did.
HASTY = (*QUICK, "wal_writer_delay=10s")


@dataclass
class Databases:
    server: Server

    def new(self) -> str:
        return self.server.url(self.server.new_database())

    def copy(self, home: Path, to: Path) -> None:
        """Give the folder `to`, a copy of `home`, a database of its own like that of `home`. SQLite's is in it."""
        if url := database_of(home):
            self._put_out(url)
            like = self.server.new_database(like=_name(url))
            settings = to / "node.toml"
            settings.write_text(settings.read_text("utf-8").replace(url, self.server.url(like)), "utf-8")

    def drop(self, home: Path) -> None:
        if home.exists() and (url := database_of(home)):
            self.server.drop(_name(url))

    def cut_power(self) -> None:
        self.server.stop(signal.SIGKILL)

    def _put_out(self, url: str) -> None:
        """Processes that were killed may not have been missed yet."""
        until = time.monotonic() + PATIENCE
        told = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        while self.server.ask(told, values=[_name(url)]) != [(0,)]:
            assert time.monotonic() < until
            time.sleep(0.02)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]

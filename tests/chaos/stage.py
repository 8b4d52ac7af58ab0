"""What all seeds of one call share: the zygote, the network, and the nodes from which each begins."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.databases import HASTY, Databases
from tests.chaos.nodes import Peer, Zygote, zygote
from tests.chaos.proxy import Network, running
from tests.chaos.served import ServedPeer
from tests.postgres.server import Server

MODES = ("", "served", "postgres")


@dataclass
class Stage:
    """`mode` is '' for nodes that the harness leads, `served` for nodes that are served, `postgres` where the first of
    those is on PostgreSQL."""

    under: Path
    mode: str
    zygote: Zygote
    network: Network
    databases: Databases | None = None

    @property
    def is_served(self) -> bool:
        return bool(self.mode)

    @property
    def base(self) -> Path:
        return self.under / "world"

    @property
    def folder(self) -> Path:
        return self.under / "run"

    def peer(self, agency: str) -> Peer:
        """One that takes part in a run, in a fresh copy of its folder."""
        home = self.folder / agency
        if not self.is_served:
            return Peer(agency, home, self.zygote, self.network)
        return ServedPeer(agency, home, self.zygote, self.network, databases=self.databases)


@contextlib.contextmanager
def staged(mode: str = "") -> Iterator[Stage]:
    """In memory where the system has room for it: what is tested is the order of writes, not the disk."""
    from tests.chaos import world

    fast = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(dir=fast if os.access(fast, os.W_OK) else None, prefix="chaos-") as name,
        _databases(mode) as databases,
        running() as network,
    ):
        under = Path(name)
        under.chmod(0o755)
        (under / "world").mkdir(mode=0o755)
        with zygote(under) as source:
            stage = Stage(under, mode, source, network, databases)
            world.make(stage)
            yield stage


@contextlib.contextmanager
def _databases(mode: str) -> Iterator[Databases | None]:
    if mode != "postgres":
        yield None
        return
    server = Server(*HASTY).start()
    server.folder.chmod(0o755)
    try:
        yield Databases(server)
    finally:
        server.remove()

"""A node that its agency serves, and officers' work done beside it by another process on the same folder."""

import contextlib
import os
import resource
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.chaos import power
from tests.chaos.databases import Databases
from tests.chaos.nodes import PATIENCE, Peer, wait
from tests.chaos.tables import database_of

CARD = "/exchange/v1/card/"


@dataclass
class ServedPeer(Peer):
    """`leader` is the process that was started, whose child is the worker; `port` is where it answers."""

    leader: int = 0
    port: int = 0
    databases: Databases | None = None
    synchronous: int = power.FULL
    is_torn: bool = False
    read: int = 0
    servers: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Both: the served node, and beside it the process that obeys."""
        clock_of(self.home).write_text(str(self.offset))
        errors_of(self.home).touch()
        os.chmod(errors_of(self.home), 0o666)
        self._start_serving()
        self._start_beside()
        if self.pipe and not database_of(self.home):
            self.synchronous = int(self.do("synchronous"))

    def kill(self) -> None:
        self.stop_serving()
        super().kill()

    def end(self) -> None:
        self.have_power()
        self.kill()
        if self.databases:
            self.databases.drop(self.home)
            self.databases.drop(self.copy)

    def stop_serving(self) -> None:
        self.strike("both")
        wait(lambda: all(_is_gone(pid) for pid in self.servers))
        self.leader, self.servers = 0, []
        self.network.weather.ports.pop(self.agency, None)

    def strike(self, how: str) -> None:
        """Kill the parent, the worker or both of what is served, from any thread. With `power` all that the node has:
        its database too, or the process beside it."""
        self.servers = sorted({*self.servers, *_family(self.leader)})
        workers = [pid for pid in self.servers if pid != self.leader]
        pids = {"parent": [self.leader], "worker": workers}.get(how, self.servers)
        if how == "power":
            self.is_hurt = self.is_torn = True
            if self.databases and database_of(self.home):
                self.databases.cut_power()
                return
            pids = [*pids, *([self.pid] if self.is_alive else [])]
        for pid in filter(None, pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def have_power(self) -> None:
        """What the cut left is what there is."""
        if not self.is_torn:
            return
        self.is_torn = False
        if self.databases and database_of(self.home):
            self.databases.server.start()
            return
        self.kill()
        power.tear(self.home, self.synchronous)

    def copy_home(self, home: Path, to: Path) -> None:
        if self.databases:
            self.databases.drop(to)
        super().copy_home(home, to)
        if self.databases:
            self.databases.copy(home, to)

    def see(self) -> None:
        """Note what crashed in the processes that serve; what a refusing disk or database made of them is none."""
        told = errors_of(self.home).read_text("utf-8")
        if told[self.read :] and not self.is_hurt:
            self.crashes.append(told[self.read :])
        self.read = len(told)

    def limit(self, size: int) -> None:
        for pid in _family(self.leader):
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    @property
    def is_whole(self) -> bool:
        """A worker that was killed alone is replaced by its parent."""
        if self.is_alive and self.leader and not self.is_hurt:
            wait(lambda: _is_gone(self.leader) or _answers(self.port))
        return self.is_alive and bool(self.leader) and not _is_gone(self.leader)

    def do(self, name: str, *args: Any) -> Any:
        if name == "contact":
            return None  # those who serve do that by themselves
        if name == "clock":
            clock_of(self.home).write_text(str(args[0]))
        if name == "room":
            self.limit(int(args[0]))
        return super().do(name, *args)

    def _unreachable(self) -> None:
        """The end of what is beside it leaves its door open."""

    def _start_beside(self) -> None:
        order = {"home": str(self.home), "offset": self.offset, "old": self.old, "broken": self.broken}
        pipe, hello = self.zygote.fork(**order, proxy=self.network.address_for(self.agency), beside=True)
        self.pid = hello["pid"]
        if hello["port"] is None:
            pipe.close()
            return
        self.pipe = pipe

    def _start_serving(self) -> None:
        """Until it answers; where its disk refuses, until it says so and ends."""
        until = time.monotonic() + PATIENCE
        while True:
            self.port = _free_port()
            order = {"home": str(self.home), "bind": f"127.0.0.1:{self.port}", "old": self.old, "broken": self.broken}
            pipe, hello = self.zygote.fork(**order, proxy=self.network.address_for(self.agency))
            pipe.close()
            self.leader, self.servers = hello["pid"], []
            while not _is_gone(self.leader):
                if _answers(self.port):
                    self.servers = _family(self.leader)
                    self.network.weather.ports[self.agency] = self.port
                    return
                assert time.monotonic() < until, f"{self.agency} does not answer"
                time.sleep(0.02)
            if self.is_hurt:
                return
            # The worker of a parent that was killed holds the folder for a moment.
            assert time.monotonic() < until, f"{self.agency} does not start: {errors_of(self.home).read_text()}"
            time.sleep(0.1)


def clock_of(home: Path) -> Path:
    return home.with_name(home.name + ".clock")


def errors_of(home: Path) -> Path:
    return home.with_name(home.name + ".errors")


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{CARD}", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _family(leader: int) -> list[int]:
    return [leader, *_children(leader)] if leader else []


def _children(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (task / "children").read_text().split())


def _is_gone(pid: int) -> bool:
    """Ended, also where nobody has asked yet how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

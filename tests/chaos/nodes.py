"""The nodes as the harness holds them: folder, process, copy of the folder, and what each has acknowledged."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from tests.chaos.proxy import Network

ROOT = Path(__file__).parents[2]
PATIENCE = 120


class Died(Exception):
    """The process ended while it was asked something."""


@dataclass
class Zygote:
    """Where processes of nodes come from; one for a whole run of the harness."""

    process: "subprocess.Popen[str]"
    listener: Listener
    inbox: str

    def fork(self, **order: Any) -> tuple[Connection, dict[str, Any]]:
        key = secrets.token_hex(8)
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"inbox": self.inbox, "key": key, **order}) + "\n")
        self.process.stdin.flush()
        pipe = self.listener.accept()
        hello = _receive(pipe)
        assert hello["key"] == key
        return pipe, hello


@contextlib.contextmanager
def zygote(folder: Path) -> Iterator[Zygote]:
    inbox = str(folder / "inbox")
    with Listener(inbox, family="AF_UNIX", backlog=16) as listener:
        os.chmod(inbox, 0o666)
        command = [sys.executable, "-m", "tests.chaos.zygote"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
        try:
            yield Zygote(process, listener, inbox)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(timeout=PATIENCE)


@dataclass
class Said:
    """An act that a node acknowledged to its people."""

    name: str
    dossier: str
    internal: bool


@dataclass
class Peer:
    """One agency's node. `crashes` are those of the moment; `is_hurt` while its disk refuses."""

    agency: str
    home: Path
    zygote: Zygote
    network: Network
    old: str = ""
    broken: str = ""
    offset: int = 0
    is_hurt: bool = False
    pid: int = 0
    pipe: Connection | None = None
    said: list[Said] = field(default_factory=list)
    said_at_copy: int = 0
    lost: list[Said] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    @property
    def is_alive(self) -> bool:
        return self.pipe is not None

    @property
    def is_whole(self) -> bool:
        """Does everything run that belongs to it?"""
        return self.is_alive

    @property
    def copy(self) -> Path:
        return self.home.with_name(self.home.name + ".copy")

    def start(self) -> None:
        assert self.pipe is None
        proxy = self.network.address_for(self.agency)
        order = {"home": str(self.home), "offset": self.offset, "old": self.old, "broken": self.broken, "proxy": proxy}
        pipe, hello = self.zygote.fork(**order)
        self.pid = hello["pid"]
        if hello["port"] is None:  # its folder cannot be read or written: as `serve`, it says so and ends
            pipe.close()
            self._ended()
            return
        self.pipe = pipe
        self.network.weather.ports[self.agency] = hello["port"]

    def kill(self) -> None:
        if self.pipe:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._ended()

    def send(self, name: str, *args: Any) -> bool:
        """Give an order without waiting. False where nobody is there to take it."""
        try:
            if self.pipe:
                self.pipe.send((name, args[0] if name in PLAIN else args))
        except OSError:
            self._ended()
        return self.is_alive

    def answer(self) -> Any:
        """Wait for what the last order came to. Raises Died."""
        while self.pipe:
            try:
                found = _receive(self.pipe)
            except (EOFError, OSError):
                self._ended()
                break
            if "said" in found:
                self.said.append(Said(found["said"], found["dossier"], found["internal"]))
                continue
            if not self.is_hurt:
                self.crashes += found["crashes"]
            return found.get("value")
        raise Died(self.agency)

    def do(self, name: str, *args: Any) -> Any:
        if not self.send(name, *args):
            raise Died(self.agency)
        return self.answer()

    def keep_copy(self) -> None:
        """As a backup does, of a node that goes on."""
        self.do("checkpoint")
        was_alive, _ = self.is_alive, self.kill()
        self.copy_home(self.home, self.copy)
        self.said_at_copy = len(self.said)
        if was_alive:
            self.start()

    def put_back_copy(self) -> None:
        self.kill()
        self.copy_home(self.copy, self.home)
        self.lost += self.said[self.said_at_copy :]
        del self.said[self.said_at_copy :]

    def copy_home(self, home: Path, to: Path) -> None:
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(home, to)

    def end(self) -> None:
        """For good."""
        self.kill()

    def see(self) -> None:
        """Note what crashed where nobody told."""

    def strike(self, how: str) -> None:
        """Kill it at once, from any thread."""
        os.kill(self.pid, signal.SIGKILL)

    def have_power(self) -> None:
        """After a power cut."""

    def stop_serving(self) -> None:
        """Say nothing more by itself."""

    def _ended(self) -> None:
        if self.pipe:
            self.pipe.close()
        self.pipe = None
        self._unreachable()
        wait(lambda: not Path(f"/proc/{self.pid}").exists())

    def _unreachable(self) -> None:
        self.network.weather.ports.pop(self.agency, None)


PLAIN = ("work", "contact", "die", "die_committed", "clock", "room")


def wait(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"not within {PATIENCE} s")
        time.sleep(0.005)


def _receive(pipe: Connection) -> dict[str, Any]:
    if not pipe.poll(PATIENCE):
        raise TimeoutError(f"no answer within {PATIENCE} s")
    found: dict[str, Any] = pipe.recv()
    return found

"""The command as people call it: a process of its own, its output and its exit status."""

import atexit
import contextlib
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


def servanda(*words: object, stdin: bytes = b"", cwd: Path | None = None) -> Done:
    """Run it without a terminal, forked from a process that has read its modules already."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        status = _status(_begin(words, (given, out, err), cwd=cwd, env={}))
        out.seek(0)
        err.seek(0)
        return Done(status, out.read().decode(), err.read().decode())


@dataclass
class Running:
    """A command that goes on until it is killed; its process leads a session of its own."""

    reply: int
    pid: int

    def kill(self) -> None:
        """It and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()

    @property
    def is_alive(self) -> bool:
        """Does anything of it run? All of it holds the pipe open."""
        return not select.select([self.reply], [], [], 0)[0]

    def wait(self) -> None:
        """Until nothing of it is left that could write. Raises AssertionError."""
        assert select.select([self.reply], [], [], PATIENCE)[0], f"it did not end in {PATIENCE} s"
        os.close(self.reply)


def started(*words: object, env: dict[str, str]) -> Running:
    with open(os.devnull, "r+b") as nothing, tempfile.TemporaryFile() as said:
        reply = _begin(words, (nothing, said, said), cwd=None, env=env)
    return Running(reply, int(_line(reply)))


def _begin(words: Sequence[object], files: Sequence[IO[bytes]], *, cwd: Path | None, env: dict[str, str]) -> int:
    """Where the command's process says its number, and at its end its exit status."""
    call = {"words": [str(word) for word in words], "cwd": str(cwd or Path.cwd()), "env": {**os.environ, **env}}
    reading, writing = os.pipe()
    try:
        socket.send_fds(_door(), [json.dumps(call).encode()], [*(file.fileno() for file in files), writing])
    finally:
        os.close(writing)
    return reading


def _line(reading: int) -> bytes:
    told = b""
    while not told.endswith(b"\n"):
        assert select.select([reading], [], [], PATIENCE)[0]
        more = os.read(reading, 1)
        assert more, "the command was killed"
        told += more
    return told


@functools.cache
def _door() -> socket.socket:
    """To the process that forks; it ends when this one does."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "servanda.settings"}
    forking = subprocess.Popen(
        [sys.executable, "-m", "tests.forking"], stdin=there, stdout=subprocess.DEVNULL, cwd=ROOT, env=env
    )
    there.close()

    def end() -> None:
        here.close()
        forking.wait(PATIENCE)

    atexit.register(end)
    return here


def _status(reading: int) -> int:
    """The command's exit status. Raises AssertionError where it was killed, or did not end in time."""
    told, until = b"", time.monotonic() + PATIENCE
    with os.fdopen(reading, "rb", buffering=0) as reply:
        while told.count(b"\n") < 2:
            if not select.select([reply], [], [], max(0, until - time.monotonic()))[0]:
                os.kill(int(told.split(b"\n")[0]), signal.SIGKILL)
                raise AssertionError(f"the command did not end in {PATIENCE} s")
            more = reply.read(64)
            assert more, "the command was killed"
            told += more
    return int(told.split(b"\n")[1])

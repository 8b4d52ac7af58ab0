"""The command as people call it: a process of its own, its output and its exit status."""

import atexit
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    call = {"words": [str(word) for word in words], "cwd": str(cwd or Path.cwd()), "env": dict(os.environ)}
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        try:
            socket.send_fds(_door(), [json.dumps(call).encode()], [given.fileno(), out.fileno(), err.fileno(), writing])
        finally:
            os.close(writing)
        status = _status(reading)
        out.seek(0)
        err.seek(0)
        return Done(status, out.read().decode(), err.read().decode())


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

"""Reads all modules of the command once, and forks a process for each call of it: a start costs milliseconds."""

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import time
import traceback
from typing import Any

from tests import dying

CALL_LIMIT = 1 << 20


def main() -> None:
    """Answer the calls that come over standard input, a socket, until it is closed."""
    door = socket.socket(fileno=0)
    _read_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        raw, files, _, _ = socket.recv_fds(door, CALL_LIMIT, 4)
        if not raw:
            return
        if os.fork() == 0:
            door.close()
            _be_the_command(json.loads(raw), *files)
        for file in files:
            os.close(file)


def _read_all() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader

    from servanda import cli
    from servanda.processes.registry import processes

    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"{cli.__name__}.{module.name}")
    MigrationLoader(None)
    processes()
    gc.collect()
    gc.freeze()


def _be_the_command(call: dict[str, Any], given: int, out: int, err: int, reply: int) -> None:
    """What the installed script does; at the end its exit status, as a line, goes to `reply`."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.write(reply, f"{os.getpid()}\n".encode())
    for place, file in enumerate((given, out, err)):
        os.dup2(file, place)
        os.close(file)
    os.environ.clear()
    os.environ.update(call["env"])
    dying.arm(call["env"])
    time.tzset()
    os.chdir(call["cwd"])
    sys.argv = ["servanda", *call["words"]]
    status = 1
    try:
        from servanda.cli.main import main as command

        status = command()
    except BaseException:  # told as the interpreter tells it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(reply, f"{status}\n".encode())
        os._exit(status)


if __name__ == "__main__":
    main()

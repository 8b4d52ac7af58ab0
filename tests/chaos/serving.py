"""A node as its agency runs it: `servanda serve`, with parent and worker, loops, timers and its door."""

import logging
import os
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import clear_url_caches

from servanda import serve
from servanda.kernel import clock
from tests.chaos import breaks, work
from tests.chaos.served import clock_of, errors_of
from tests.chaos.worker import give_up_privileges


def run(home: str, inbox: str, key: str, bind: str, old: str, broken: str, proxy: str, usual: dict[str, Any]) -> None:
    """Serve until killed. Its clock and its errors stand in files beside its folder."""
    os.setsid()
    give_up_privileges()
    os.environ |= {"HTTP_PROXY": proxy, "NO_PROXY": "", "no_proxy": ""}
    clock.now = lambda: datetime.now(UTC) + timedelta(seconds=int(clock_of(Path(home)).read_text() or 0))
    for name, value in usual.items():
        setattr(settings, name, value)
    clear_url_caches()
    logging.getLogger().handlers = [_errors(Path(home))]
    logging.getLogger("django").handlers = []
    if old:
        work.forget_kinds()
    if broken:
        breaks.BREAKS[broken].apply()
    Client(inbox, family="AF_UNIX").send({"key": key, "pid": os.getpid()})
    for place in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), place)
    try:
        serve.serve(Path(home), bind)
    except (serve.CannotServe, OSError):
        os._exit(2)


def _errors(home: Path) -> logging.Handler:
    handler = logging.FileHandler(errors_of(home), encoding="utf-8")
    handler.setLevel(logging.ERROR)
    return handler

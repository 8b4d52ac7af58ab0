"""Loads everything once and forks a process for each node that is asked for, so that a start costs milliseconds."""

import json
import os
import signal
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

import django
from django.conf import settings

USUAL = {name: getattr(settings, name) for name in ("MIDDLEWARE", "ROOT_URLCONF")}
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "tests.exchange.urls"
django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver

from servanda.processes.registry import processes
from tests.chaos import serving, worker


def main() -> None:
    """A line of JSON for each process: what `worker.run` is given, or `serving.run`. Ends with its input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    processes()
    WSGIHandler()
    get_resolver()._populate()
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # What the zygote reads is not for its children.
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            if "bind" in order:
                serving.run(**order, usual=USUAL)
            else:
                worker.run(**order)
            os._exit(0)


if __name__ == "__main__":
    main()

"""One node as one process: its door over HTTP, and the orders of the harness read from a socket."""

import ctypes
import logging
import os
import resource
import signal
import socketserver
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import httpx
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from servanda.exchange import loop
from servanda.kernel import clock, databases
from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from tests.chaos import breaks, ending, work

CAPABILITIES = 0x20080522  # the version of the structure that capset reads


def run(home: str, inbox: str, key: str, offset: int, old: str, broken: str, proxy: str, beside: bool = False) -> None:
    """Serve until the harness hangs up; with `beside` only obey, as commands do beside a process that serves.

    Whatever crashes is kept and told with the next answer.
    """
    os.environ[clock.OFFSET] = str(offset)
    give_up_privileges()
    logging.getLogger().handlers = [crashes]
    logging.getLogger("django").handlers = []
    connection_created.connect(_count_statements)
    _count_commits()
    if old:
        work.forget_kinds()
    if broken:
        breaks.BREAKS[broken].apply()
    pipe = Client(inbox, family="AF_UNIX")
    try:
        node = nodes.open_node(Path(home))
        nodes.serve_as(node)
        port = 0 if beside else _serve(node).server_address[1]
    except OSError as error:
        pipe.send({"key": key, "pid": os.getpid(), "port": None, "crashes": [repr(error)]})
        return
    pipe.send({"key": key, "pid": os.getpid(), "port": port, "crashes": []})
    with httpx.Client(proxy=proxy, timeout=60, verify=False) as client:
        _obey(node, pipe, client)


class Crashes(logging.Handler):
    """Everything that is logged as an error, with its traceback: a crash is ours, whoever provoked it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.found.append(f"{record.getMessage()}\n{trace}")

    def taken(self) -> list[str]:
        found, self.found = self.found, []
        return found


class Countdown:
    """Kills this process, as a power cut would, when so many more statements have been sent to the database."""

    def __init__(self) -> None:
        self.left = -1
        self.lock = threading.Lock()

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.count()
        return execute(*args)

    def count(self) -> None:
        with self.lock:
            self.left -= self.left > -1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


crashes, countdown, commits = Crashes(), Countdown(), Countdown()


def give_up_privileges() -> None:
    """A read-only folder means nothing to root, unless it lays down what makes it so."""
    header, nothing = (ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, nothing) == 0


def _count_commits() -> None:
    """A commit counts when it is done, and before anything that waited for it."""
    commit = BaseDatabaseWrapper._commit

    def counted(self: Any) -> None:
        commit(self)
        commits.count()

    BaseDatabaseWrapper._commit = counted


def _count_statements(connection: Any, **_: Any) -> None:
    connection.execute_wrappers.append(countdown)


class _Door(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    node: Node

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections[self.node.alias].close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A peer that hangs up is no crash."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The harness tells what happened."""

    def get_stderr(self) -> Any:
        return open(os.devnull, "w")


def _serve(node: Node) -> _Door:
    door = _Door(("127.0.0.1", 0), _Quiet)
    door.node = node
    door.set_app(WSGIHandler())
    threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return door


def _obey(node: Node, pipe: Connection, client: httpx.Client) -> None:
    """Each order is (name, arguments); each answer says what came of it and what crashed meanwhile."""
    while True:
        try:
            name, args = pipe.recv()
        except EOFError:
            return
        answer: dict[str, Any] = {"done": True}
        try:
            with node.active():
                databases.forget_broken(node.alias)
                answer["value"] = _do(name, args, pipe, client)
        except Exception:
            crashes.found.append(traceback.format_exc())
        pipe.send(answer | {"crashes": crashes.taken()})


def _do(name: str, args: Any, pipe: Connection, client: httpx.Client) -> Any:
    match name:
        case "work":
            return [_work(kind, roll, pipe) for kind, roll in args]
        case "contact":
            return loop.attempt(args, client=client, now=clock.now())
        case "die":
            countdown.left = args
        case "die_committed":
            commits.left = args
        case "clock":
            os.environ[clock.OFFSET] = str(args)
        case "room":
            resource.setrlimit(resource.RLIMIT_FSIZE, (args, resource.RLIM_INFINITY))
        case _:
            found: Callable[..., Any] = getattr(ending, name)
            return found(*args)
    return None


def _work(kind: str, roll: float, pipe: Connection) -> str:
    """Do it, and tell the harness of everything that was said the moment that it is acknowledged."""
    try:
        for act in work.WORK[kind](roll, now=clock.now()):
            pipe.send({"said": act.name, "dossier": act.dossier, "internal": act.internal})
        return kind
    except Refused as refusal:
        return f"{kind}: {refusal.code}"

"""One node as one process: pages, API, exchange and timers from one data folder."""

import contextlib
import errno
import fcntl
import gc
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servanda.settings")

from django.db import connections

from servanda import stopping
from servanda.kernel import clock, databases
from servanda.kernel import node as nodes
from servanda.kernel.node import Node

if TYPE_CHECKING:
    from servanda import listening

HOME = "SERVANDA_HOME"
ANYWHERE = ("0.0.0.0", "::")
log = logging.getLogger(__name__)


class CannotServe(Exception):
    """Why a node does not start, in one sentence."""


def serve(home: Path, bind: str, *, tls: bool = False) -> None:
    """Serve until stopped; under TLS where `tls` says so or other machines can come in.

    Raises CannotServe for a used port, a folder in use, a newer database, an address in plain, or a certificate that
    cannot be made.
    """
    from granian import Granian
    from granian.constants import Interfaces

    from servanda.exchange.clients import is_loopback
    from servanda.locale.catalog import ensure_compiled

    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    node = prepare(home)
    is_tls = tls or bool(node.config.get("tls")) or not is_loopback(host)
    if node.config.get("address_follows_bind") and host in ANYWHERE:
        raise CannotServe(f"Say where peers reach this node: servanda address --home {node.home} https://…")
    _check_plan(node)
    check_port(host, int(port))
    where = f"{'https' if is_tls else 'http'}://{bind}"
    ensure_compiled()
    os.environ[HOME] = str(node.home)
    with only_one(node, first=partial(_settle_address, node, where)):
        files = _certificate(node, host) if is_tls else None
        _say_first_link(node, where)
        # The worker makes connections of its own; one that two processes share would mix up their answers.
        nodes.close(node)
        # What the worker takes over stays in one copy, as long as nobody writes there; a collection would.
        gc.collect()
        gc.freeze()
        server = Granian(
            "servanda.serve:make_application", address=host, port=int(port), interface=Interfaces.WSGI, workers=1,
            blocking_threads=4, factory=True, log_enabled=False, respawn_failed_workers=True,
            workers_kill_timeout=stopping.STOPS_WITHIN,
            ssl_cert=files.certificate if files else None, ssl_key=files.key if files else None,
        )  # fmt: skip
        stopping.prepare(server)
        try:
            server.serve()
        except SystemExit:
            # A worker that the same signal reached first has not failed.
            if not server.interrupt_signal:
                raise


def _settle_address(node: Node, where: str) -> None:
    """Until somebody says otherwise, peers reach this node where it is served."""
    from servanda.exchange.clients import is_loopback

    if node.config.get("address_follows_bind") and node.config.get("address") != where:
        nodes.set_address(node, where, at=clock.now())
    parts = urlsplit(str(node.config.get("address", "")))
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise CannotServe(
            f"The address {node.config['address']} would go over a network in plain. "
            f"Say an https one: servanda address --home {node.home} https://{parts.netloc}"
        )


def _check_plan(node: Node) -> None:
    from servanda.office import backup_plan

    try:
        backup_plan.read(node)
    except backup_plan.BadPlan as error:
        raise CannotServe(f"[backup] of {node.home / 'node.toml'}: {error}") from None


def _certificate(node: Node, host: str) -> "listening.Listening":
    from servanda import listening

    try:
        return listening.under_tls(node, [host] if host not in ANYWHERE else [], at=clock.now())
    except listening.NoRootKey:
        raise CannotServe(
            "The card has to name this node's certificate: bring keys/root.key back for this start, "
            "or name a certificate under [tls] in node.toml."
        ) from None


def prepare(home: Path) -> Node:
    """Open a node and bring its tables up to this version. Raises CannotServe."""
    import django

    django.setup()
    try:
        node = nodes.open_node(home)
        (node.home / "write.lock").touch()
    except FileNotFoundError:
        raise CannotServe(f"{home} is not a data folder; make one with: servanda init --home {home}") from None
    except PermissionError:
        raise CannotServe(f"{home} cannot be read and written by this user.") from None
    with node.active(), databases.one_after_another(node.alias, databases.Lock.MIGRATE):
        _migrate(node)
    return node


def make_application() -> Any:
    """The WSGI application of the worker process, with its threads started."""
    node = prepare(Path(os.environ[HOME]))
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.SECRET_KEY = node.secret
    nodes.serve_as(node)
    application = get_wsgi_application()
    _start_threads(node)
    return application


def _start_threads(node: Node) -> None:
    from servanda import timers
    from servanda.backups import planned, trials
    from servanda.exchange import hearing, loop

    try:
        trials.clear(node.home)
    except OSError as error:
        log.warning("What a trial of a backup left in %s cannot be removed: %s", node.home, error)
    loop.hold(node)
    stop = threading.Event()
    threading.Thread(target=_keep, args=(loop.run, node, stop), name="exchange", daemon=True).start()
    threading.Thread(target=_keep, args=(timers.run, node, stop), name="timers", daemon=True).start()
    if "backup" in node.config:
        threading.Thread(target=_keep, args=(planned.run, node, stop), name="backups", daemon=True).start()
    if databases.is_shared(node.alias):
        threading.Thread(target=_keep, args=(hearing.run, node, stop), name="hearing", daemon=True).start()
    threading.Thread(target=_leave_with_parent, args=(os.getppid(),), name="parent", daemon=True).start()


def _keep(body: Callable[[Node, threading.Event], None], node: Node, stop: threading.Event) -> None:
    """Start a thread's body again after a crash: an exchange that died unseen would be silent non-delivery."""
    while not stop.is_set():
        try:
            body(node, stop)
        except databases.AWAY as error:
            log.warning("%s waits for the database: %s", body.__module__, databases.reason(error))
            connections.close_all()
            stop.wait(2)
        except Exception:
            log.exception("%s crashed and starts again", body.__module__)
            stop.wait(2)


def _leave_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _migrate(node: Node) -> None:
    from django.core.management import call_command
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[node.alias])
    known = set(executor.loader.graph.nodes)
    newer = [key for key in executor.loader.applied_migrations if key not in known]
    if newer:
        raise CannotServe(f"The database of {node.home} is from a newer version ({newer[0][0]} {newer[0][1]}).")
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database=node.alias, verbosity=0)


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
                raise CannotServe(f"{host}:{port} cannot be used: {os.strerror(error.errno)}.") from None
            raise


@contextlib.contextmanager
def only_one(node: Node, *, first: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold a data folder for the one process that serves it, or on PostgreSQL with all that do. Raises CannotServe.

    `first` is called where nobody else serves it yet.
    """
    with open(node.home / "serve.lock", "a") as handle:
        is_shared = databases.is_shared(node.alias)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not is_shared:
                raise CannotServe(f"{node.home} is already being served.") from None
        else:
            if first:
                first()
        if is_shared:
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def _say_first_link(node: Node, address: str) -> None:
    """While no administrator can sign in, print a link by which the first one can; a new one at each start."""
    from servanda.office.first import first_link

    link = ""
    if not node.is_demo:
        with node.active():
            link = first_link(now=clock.now())
    say: Callable[[str], object] = sys.stdout.write
    say(f"{node.agency} at {address}\n")
    if link:
        say(f"First administrator, once: {address}/enter/{link}/\n")
    sys.stdout.flush()

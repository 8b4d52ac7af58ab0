"""Where a node's rows are: SQLite in its own folder, or a PostgreSQL database that several processes share."""

import contextlib
import zlib
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.db import Error, connections, transaction
from django.db.backends.signals import connection_created
from django.db.utils import InterfaceError, OperationalError

CHANNEL = "servanda"
# What this process tells is not told to itself.
ME = token_hex(8)
READ_ONLY = "25006"
# What a dead network or a stopped server looks like from here.
AWAY = (OperationalError, InterfaceError)
SCHEMES = ("postgresql://", "postgres://")
# A machine that vanished while it wrote must not hold the others up for hours: both ends look for each other.
PATIENCE = {"connect_timeout": "5", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
SERVER_PATIENCE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
# A receipt is signed for what is on the disk, whatever else is usual on that server or stands in the address.
DURABLE = """SELECT set_config('synchronous_commit', 'on', false)
             WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"""

NAMED = (("NAME", "dbname"), ("USER", "user"), ("PASSWORD", "password"), ("HOST", "host"), ("PORT", "port"))


class BadAddress(ValueError):
    """Why this is not the address of a database."""


class Lock(IntEnum):
    """What one process of a node does at a time; the first half of an advisory lock of PostgreSQL."""

    WRITE = 1
    MIGRATE = 2
    CONTACT = 3
    TIMERS = 4
    BACKUPS = 5


def settings_of(home: Path, url: str) -> dict[str, Any]:
    """Django's settings for the database of one data folder. Raises BadAddress."""
    common: dict[str, Any] = {
        "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": bool(url),
        "TIME_ZONE": None, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "",
        "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
    }  # fmt: skip
    if url:
        return common | postgresql(url)
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16000;"
    # What was deleted is overwritten, not only let go of.
    pragmas += " PRAGMA secure_delete=ON;"
    options = {"init_command": pragmas, "transaction_mode": "IMMEDIATE", "timeout": 20}
    return common | {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "servanda.sqlite3"), "OPTIONS": options}


def _wait_for_the_disk(connection: Any, **_: Any) -> None:
    """What waits for more than that, as `remote_apply` does, is left as it is."""
    if connection.vendor == "postgresql":
        connection.connection.execute(DURABLE)


connection_created.connect(_wait_for_the_disk, dispatch_uid="servanda.kernel.databases")


def is_shared(alias: str) -> bool:
    """May other processes, also on other machines, work on this database?"""
    return connections[alias].vendor == "postgresql"


def hold(alias: str, lock: Lock) -> None:
    """Wait for a lock that ends with the transaction under way."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [int(lock)])


@contextlib.contextmanager
def alone(alias: str, lock: Lock, name: str = "") -> Iterator[bool]:
    """Is no other process at this, and will none be until the end? A process that dies leaves the lock behind at once.

    On SQLite one process serves a folder, so that nobody else can be.
    """
    if not is_shared(alias):
        yield True
        return
    key = [int(lock), _number(name)]
    is_mine = _ask(alias, "SELECT pg_try_advisory_lock(%s, %s)", key)
    try:
        yield is_mine
    finally:
        if is_mine:
            with contextlib.suppress(*AWAY):  # the lock went with the connection
                _ask(alias, "SELECT pg_advisory_unlock(%s, %s)", key)


def check_rows(alias: str, *, at_once: bool) -> None:
    """Does each row name rows that are there? From here to the end of the transaction, at once or only at that end."""
    if is_shared(alias):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {'IMMEDIATE' if at_once else 'DEFERRED'}")


@contextlib.contextmanager
def snapshot(alias: str) -> Iterator[str]:
    """The name of a connection that sees the database as it is now, whatever is written meanwhile; to read alone."""
    seen = f"{alias}#snapshot"
    known = dict(connections.databases[alias])
    if is_shared(alias):
        from psycopg import IsolationLevel

        known["OPTIONS"] = {**known.get("OPTIONS", {}), "isolation_level": IsolationLevel.REPEATABLE_READ}
    else:
        known["OPTIONS"] = {**known["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections.databases[seen] = known
    try:
        with transaction.atomic(using=seen):
            yield seen
    finally:
        connections[seen].close()
        del connections[seen]
        connections.databases.pop(seen, None)


@contextlib.contextmanager
def one_view(alias: str) -> Iterator[None]:
    """All that is read inside stands as it did at the first query, whatever is written meanwhile; to read alone.

    On the connection at hand: what takes long enough for one of its own, such as a backup, takes a `snapshot`.
    """
    connection: Any = connections[alias]
    if connection.in_atomic_block:
        yield
    elif is_shared(alias):
        with transaction.atomic(using=alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        connection.ensure_connection()
        # Other transactions here begin as writers.
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic(using=alias):
                yield
        finally:
            connection.transaction_mode = usual


@contextlib.contextmanager
def one_after_another(alias: str, lock: Lock) -> Iterator[None]:
    """Wait until no other process is at this."""
    if not is_shared(alias):
        yield
        return
    _ask(alias, "SELECT pg_advisory_lock(%s, 0)", [int(lock)])
    try:
        yield
    finally:
        _ask(alias, "SELECT pg_advisory_unlock(%s, 0)", [int(lock)])


def tell(alias: str) -> None:
    """Wake the other processes of this database, once the transaction under way is committed."""
    if is_shared(alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, ME])


def told(alias: str, *, seconds: float) -> Iterator[bool]:
    """Did another process tell something in these seconds? The first answer is yes: who knows what was told before."""
    connection = connections[alias]
    connection.ensure_connection()
    connection.connection.execute(f"LISTEN {CHANNEL}")
    yield True
    while True:
        yield any(notice.payload != ME for notice in connection.connection.notifies(timeout=seconds, stop_after=1))


def forget_broken(alias: str) -> None:
    """Let go of a connection of this thread that failed, so that the next query makes a new one."""
    connections[alias].close_if_unusable_or_obsolete()


def drop(alias: str) -> None:
    """Let go of this thread's connection: it may lead to a server that is a standby by now."""
    with contextlib.suppress(Error):
        connections[alias].close()


def is_away(alias: str, error: BaseException | None) -> bool:
    """Is this, or what led to it, a server that cannot be reached, or that lets nobody write any more?"""
    while error is not None and is_shared(alias):
        if isinstance(error, AWAY) or getattr(error, "sqlstate", "") == READ_ONLY:
            return True
        error = error.__cause__
    return False


def reason(error: Error) -> str:
    """What the server said, in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines).rstrip(".") or type(error).__name__


def _ask(alias: str, statement: str, values: list[int]) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.fetchone()[0])


def _number(name: str) -> int:
    return zlib.crc32(name.encode()) - 2**31


def postgresql(url: str) -> dict[str, Any]:
    """The parts of `postgresql://user:password@host:port,host:port/name?option=value`, as Django names them.

    Raises BadAddress.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if not url.startswith(SCHEMES):
        raise BadAddress("it begins with another word than postgresql://")
    try:
        parts: dict[str, Any] = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    except (ProgrammingError, UnicodeError) as error:
        # What follows in quotes is a part of the address, and may be one of its password.
        raise BadAddress(" ".join(str(error).partition('"')[0].split()).rstrip(" :")) from None
    if not parts.get("dbname"):
        raise BadAddress("it names no database")
    if "@" in str(parts.get("host", "")).lstrip("@"):
        raise BadAddress("its host holds an @; in a password, write %40 for one")
    options = PATIENCE | {"application_name": "servanda"}
    named = {django: str(parts.pop(libpq, "")) for django, libpq in NAMED}
    options |= parts | {"options": f"{SERVER_PATIENCE} {parts.get('options', '')}".strip()}
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options} | named

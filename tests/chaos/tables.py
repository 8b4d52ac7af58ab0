"""One snapshot of a node's tables, in SQLite's words, on either engine."""

import contextlib
import sqlite3
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg

FILE = "servanda.sqlite3"


class Rows(Protocol):
    def fetchall(self) -> list[Any]: ...

    def fetchone(self) -> Any: ...


class Tables(Protocol):
    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Rows: ...


class _Postgresql:
    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Rows:
        return self._connection.execute(statement.replace("?", "%s").encode(), values)


@contextlib.contextmanager
def read(home: Path) -> Iterator[Tables]:
    if url := database_of(home):
        with psycopg.connect(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield _Postgresql(connection)
        return
    with contextlib.closing(sqlite3.connect(home / FILE, timeout=60, isolation_level=None)) as db:
        db.execute("begin")
        yield db


def raw(home: Path) -> bytes:
    """Every byte that the node's tables hold, what was deleted in a file too."""
    url = database_of(home)
    if not url:
        return b"".join(path.read_bytes() for path in home.glob(f"{FILE}*"))
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        names = cursor.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        found = []
        for (name,) in names:
            with cursor.copy(f'copy "{name}" to stdout (format binary)'.encode()) as rows:
                found += [bytes(row) for row in rows]
    return b"".join(found)


def database_of(home: Path) -> str:
    """'' where it is a file in the folder."""
    return str(tomllib.loads((home / "node.toml").read_text("utf-8")).get("database", ""))

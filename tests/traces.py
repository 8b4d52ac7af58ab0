"""Where a marker still stands: in the files of a data folder, or in the rows of its database elsewhere."""

from typing import Any

from django.db import connections

from servanda.backups import rows
from servanda.kernel import databases
from servanda.kernel.node import Node


def traces(node: Node, marker: str) -> list[str]:
    """The files of the node's folder, and the tables on its server, that hold the marker in letters of any case."""
    wanted = marker.lower().encode()
    found = [
        str(path.relative_to(node.home)) for path in node.home.rglob("*")
        if path.is_file() and wanted in path.read_bytes().lower()
    ]  # fmt: skip
    return sorted(found) + (_tables(node, wanted) if databases.is_shared(node.alias) else [])


def _tables(node: Node, wanted: bytes) -> list[str]:
    """By what the server hands out of each table; docs/recall.md says what stays within its pages, and how long."""
    with node.active():
        connections[node.alias].ensure_connection()
        server: Any = connections[node.alias].connection
        names = [table._meta.db_table for table in rows.tables()]
        return [name for name in names if wanted in _content(server, name)]


def _content(server: Any, table: str) -> bytes:
    with server.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copied:
        return b"".join(bytes(piece) for piece in copied).lower()

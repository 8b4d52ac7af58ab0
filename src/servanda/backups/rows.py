"""Every row of a node as lines of JSON, from one snapshot, and back into empty tables of whatever engine."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder

from servanda.kernel.node import Node

AT_ONCE = 500
BYTES_AT_ONCE = 4 * 1024 * 1024
# Who is signed in, and which requests were answered in the last minutes: neither outlives a restore.
LEFT_OUT = frozenset({"sessions.Session", "exchange.Nonce"})


def tables(registry: Any = apps) -> list[type[models.Model]]:
    found = registry.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and m._meta.label not in LEFT_OUT]


def migrations(node: Node) -> list[list[str]]:
    """(app, name) of every migration that made these tables."""
    applied = MigrationRecorder(connections[node.alias]).applied_migrations()
    return sorted([app, name] for app, name in applied)


def read(alias: str) -> Iterator[tuple[str, bytes]]:
    """(label of the table, so many lines of JSON) until all is read; a table without rows gives nothing."""
    for table in tables():
        names = [field.attname for field in table._meta.concrete_fields]
        rows = table._default_manager.using(alias).order_by("pk").values_list(*names)
        held: list[bytes] = [json.dumps(names).encode("ascii")]
        size = count = 0
        for row in rows.iterator(chunk_size=AT_ONCE):
            line = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode()
            held.append(line)
            size, count = size + len(line), count + 1
            if size > BYTES_AT_ONCE:
                yield table._meta.label, b"\n".join(held) + b"\n"
                held, size = held[:1], 0
        if len(held) > 1:
            yield table._meta.label, b"\n".join(held) + b"\n"


def write(table: Any, raw: bytes, *, alias: str) -> int:
    """Store the lines of one piece; returns how many rows they were."""
    # Text may hold what else ends a line to people, such as U+2028: only the byte that was written between rows does.
    first, *lines = raw.removesuffix(b"\n").split(b"\n")
    names = json.loads(first)
    made = (table(**dict(zip(names, map(_read, json.loads(line)), strict=True))) for line in lines)
    for rows in _in_groups(made):
        table._base_manager.using(alias).bulk_create(rows)
    return len(lines)


def go_on_counting(alias: str, found: Iterable[Any]) -> None:
    """Where the engine counts rows by itself, let it go on after the last one."""
    from django.core.management.color import no_style

    statements = connections[alias].ops.sequence_reset_sql(no_style(), list(found))
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _in_groups(rows: Iterator[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for row in rows:
        group.append(row)
        if len(group) == AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes | memoryview | bytearray):
        return {"bytes": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    return {"json": value}


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, told),) = value.items()
    match kind:
        case "bytes":
            return base64.b64decode(told)
        case "datetime":
            return datetime.fromisoformat(told)
        case "date":
            return date.fromisoformat(told)
        case "time":
            return time.fromisoformat(told)
    return told

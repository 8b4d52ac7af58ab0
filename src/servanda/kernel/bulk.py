"""Many rows of one table with one prepared statement, past the model layer that would cost more than the database."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.db import connections, models

from servanda.kernel import node
from servanda.kernel.plain import stored, table_of

AT_ONCE = 500


def columns_of(table: type[models.Model]) -> list[str]:
    """Every column but the primary key, which the database gives."""
    return [field.attname for field in table._meta.concrete_fields if not field.primary_key]


def insert(table: type[models.Model], columns: Sequence[str], rows: Iterable[Any]) -> None:
    """Insert the given columns of these rows; what they hold in others is left to the database."""
    _run(f"INSERT INTO {_into(table, columns)}", _plain(table, columns, rows))


def upsert(table: type[models.Model], columns: Sequence[str], rows: Iterable[Any], *, key: Sequence[str]) -> None:
    """Insert rows, or overwrite those that stand under the same `key`, which a unique constraint covers."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in _quoted(table, [c for c in columns if c not in key]))
    statement = f"INSERT INTO {_into(table, columns)} ON CONFLICT ({', '.join(_quoted(table, key))})"
    _run(f"{statement} DO UPDATE SET {changes}", _plain(table, columns, rows))


def change(table: type[models.Model], values: Mapping[str, Any], *, key: str, within: Any) -> None:
    """Give these columns these values in the rows whose column `key` holds `within`."""
    changes = ", ".join(f"{name} = %s" for name in _quoted(table, values))
    (where,) = _quoted(table, [key])
    (row,) = _plain(table, list(values), [SimpleNamespace(**values)])
    _run(f"UPDATE {table_of(table)} SET {changes} WHERE {where} = %s", [[*row, within]])


def replace(
    table: type[models.Model], rows: Iterable[Any], *, scope: str, within: Sequence[str],
    key: Sequence[str] = (),
) -> None:  # fmt: skip
    """Make the rows whose column `scope` holds one of `within` be these, told apart by `key`, else by what names them.

    What stands already is not written again. A row may be anything that has the attributes of the table's columns.
    """
    primary = table._meta.pk.attname
    key = key or (primary,)
    columns = [f.attname for f in table._meta.concrete_fields if f.attname in key or not f.primary_key]
    places = [columns.index(name) for name in key]
    standing = {}
    for identity, *values in _standing(table, [primary, *columns], scope, within):
        standing[tuple(values[place] for place in places)] = identity, values
    changed, kept = [], set()
    for row in rows:
        values = [getattr(row, name) for name in columns]
        told = tuple(values[place] for place in places)
        kept.add(told)
        if told not in standing or not _is_same(table, columns, values, standing[told][1]):
            changed.append(row)
    gone = [identity for told, (identity, _) in standing.items() if told not in kept]
    for start in range(0, len(gone), AT_ONCE):
        table._default_manager.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    upsert(table, columns, changed, key=key)


def _standing(
    table: type[models.Model], columns: Sequence[str], scope: str, within: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    names, (where,) = ", ".join(_quoted(table, columns)), _quoted(table, [scope])
    with connections[node.current().alias].cursor() as cursor:
        for start in range(0, len(within), AT_ONCE):
            some = within[start : start + AT_ONCE]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"SELECT {names} FROM {table_of(table)} WHERE {where} IN ({marks})", list(some))
            yield from cursor.fetchall()


def _is_same(table: type[models.Model], columns: Sequence[str], new: Sequence[Any], old: Sequence[Any]) -> bool:
    """Does the database hold these values? JSON comes as text that it may spell its own way, times bare of UTC."""
    for name, value, held in zip(columns, new, old, strict=True):
        if value == held:
            continue
        kind = _kinds(table)[name]
        if kind == "time" and held is not None and value == held.replace(tzinfo=held.tzinfo or UTC):
            continue
        if kind == "json" and held is not None and value == json.loads(held):
            continue
        return False
    return True


def _plain(table: type[models.Model], columns: Sequence[str], rows: Iterable[Any]) -> list[list[Any]]:
    """The values of these columns as the database takes them."""
    adapters, kinds = _adapters(), _kinds(table)
    told = [(name, adapters.get(kinds[name])) for name in columns]
    return [
        [value if (value := getattr(row, name)) is None or adapt is None else adapt(value) for name, adapt in told]
        for row in rows
    ]


def _adapters() -> dict[str, Callable[[Any], Any]]:
    ops = connections[node.current().alias].ops
    return {
        "time": ops.adapt_datetimefield_value, "day": ops.adapt_datefield_value, "json": json.dumps, "text": _text,
    }  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


@lru_cache(maxsize=100)
def _kinds(table: type[models.Model]) -> dict[str, str]:
    """How each column is to be written down."""
    kinds = (
        (models.DateTimeField, "time"), (models.DateField, "day"), (models.JSONField, "json"),
        (models.CharField, "text"), (models.TextField, "text"),
    )  # fmt: skip
    return {
        field.attname: next((kind for shape, kind in kinds if isinstance(field, shape)), "")
        for field in table._meta.concrete_fields
    }


def _run(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connections[node.current().alias].cursor() as cursor:
            cursor.executemany(statement, rows)


def _into(table: type[models.Model], columns: Sequence[str]) -> str:
    marks = ", ".join(["%s"] * len(columns))
    return f"{table_of(table)} ({', '.join(_quoted(table, columns))}) VALUES ({marks})"


def _quoted(table: type[models.Model], attributes: Iterable[str]) -> list[str]:
    names = stored(table)
    return [names[name] for name in attributes]

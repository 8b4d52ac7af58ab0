"""Reads that ask the same each time, past the query builder: making the statement costs more than answering it."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connections, models

from servanda.kernel import node

M = TypeVar("M", bound=models.Model)


def select(table: type[models.Model], columns: Sequence[str], **within: Any) -> list[tuple[Any, ...]]:
    """The given columns of the rows in which each column of `within` holds that value, or one of that collection.

    Values are those of a model; of a collection there must be no more than a database takes at once.
    """
    wanted = {name: list(value) if _is_many(value) else value for name, value in within.items()}
    if any(value == [] for value in wanted.values()):
        return []
    shape = tuple((name, len(value) if isinstance(value, list) else _bare(value)) for name, value in wanted.items())
    connection = connections[node.current().alias]
    values = [item for value in wanted.values() if not isinstance(value, bool) for item in _several(value)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(table, tuple(columns), shape), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    for place, expression, convert in _converters(connection.vendor, table, tuple(columns)):
        rows = [_converted(row, place, convert(row[place], expression, connection)) for row in rows]
    return rows


def rows(table: type[M], **within: Any) -> list[M]:
    """The whole rows, as `select` finds them."""
    names, alias = tuple(stored(table)), node.current().alias
    return [table.from_db(alias, names, values) for values in select(table, names, **within)]


def one(table: type[M], **within: Any) -> M | None:
    """The first of these rows, where there is one."""
    found = rows(table, **within)
    return found[0] if found else None


def has(table: type[models.Model], **within: bool | int | str) -> bool:
    """Is there any of these rows?"""
    shape = tuple((name, _bare(value)) for name, value in within.items())
    with connections[node.current().alias].cursor() as cursor:
        statement = _statement(table, (next(iter(within)),), shape) + " LIMIT 1"
        cursor.execute(statement, [value for value in within.values() if not isinstance(value, bool)])
        return cursor.fetchone() is not None


def is_empty(table: type[models.Model]) -> bool:
    connection = connections[node.current().alias]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table_of(table)} LIMIT 1")
        return cursor.fetchone() is None


@lru_cache(maxsize=200)
def stored(table: type[models.Model]) -> dict[str, str]:
    """The attributes of the table's columns, each with its name as statements write it, alike on both engines."""
    return {field.attname: f'"{field.column}"' for field in table._meta.concrete_fields}


def table_of(table: type[models.Model]) -> str:
    return f'"{table._meta.db_table}"'


@lru_cache(maxsize=2000)
def _statement(
    table: type[models.Model], columns: tuple[str, ...], shape: tuple[tuple[str, int | bool | None], ...]
) -> str:
    names = stored(table)
    terms = [_term(names[name], many) for name, many in shape]
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    return f"SELECT {', '.join(names[name] for name in columns)} FROM {table_of(table)}{where}"


def _term(column: str, many: int | bool | None) -> str:
    # Written out, so that an index of those rows alone is used.
    if isinstance(many, bool):
        return column if many else f"NOT {column}"
    return f"{column} = %s" if many is None else f"{column} IN ({', '.join(['%s'] * many)})"


@lru_cache(maxsize=500)
def _converters(
    vendor: str, table: type[models.Model], columns: tuple[str, ...]
) -> tuple[tuple[int, models.Expression, Any], ...]:
    """(place, expression, what makes a model's value of the database's)."""
    connection = connections[node.current().alias]
    found = []
    for place, name in enumerate(columns):
        field = next(field for field in table._meta.concrete_fields if field.attname == name)
        expression = field.get_col(table._meta.db_table)
        makers = [*connection.ops.get_db_converters(expression), *field.get_db_converters(connection)]
        found += [(place, expression, make) for make in makers]
    return tuple(found)


def _is_many(value: Any) -> bool:
    return isinstance(value, Collection | Iterable) and not isinstance(value, str)


def _bare(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _converted(row: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*row[:place], value, *row[place + 1 :])

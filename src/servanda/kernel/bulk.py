"""Many rows of one table with one prepared statement, past the model layer that would cost more than the database."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connections, models

from servanda.kernel import node


def columns_of(table: type[models.Model]) -> list[str]:
    """Every column but the primary key, which the database gives."""
    return [field.attname for field in table._meta.concrete_fields if not field.primary_key]


def insert(table: type[models.Model], columns: Sequence[str], rows: Iterable[models.Model]) -> None:
    """Insert the given columns of these rows; what they hold in others is left to the database."""
    _run(f"INSERT INTO {_into(table, columns)}", columns, rows)


def upsert(
    table: type[models.Model], columns: Sequence[str], rows: Iterable[models.Model], *, key: Sequence[str]
) -> None:
    """Insert rows, or overwrite those that stand under the same `key`, which a unique constraint covers."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in _quoted(c for c in columns if c not in key))
    unique = ", ".join(_quoted(key))
    _run(f"INSERT INTO {_into(table, columns)} ON CONFLICT ({unique}) DO UPDATE SET {changes}", columns, rows)


def _run(statement: str, columns: Sequence[str], rows: Iterable[models.Model]) -> None:
    connection = connections[node.current().alias]
    adapt_time = connection.ops.adapt_datetimefield_value

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return adapt_time(value)
        return json.dumps(value) if isinstance(value, dict | list) else value

    values = [[plain(getattr(row, name)) for name in columns] for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _into(table: type[models.Model], columns: Sequence[str]) -> str:
    marks = ", ".join(["%s"] * len(columns))
    return f"{_quoted([table._meta.db_table])[0]} ({', '.join(_quoted(columns))}) VALUES ({marks})"


def _quoted(names: Iterable[str]) -> list[str]:
    return [connections[node.current().alias].ops.quote_name(name) for name in names]

"""Rows as people read them: a table in the words of its declaration, with what changed since the last statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field
from servanda.processes.telling.wording import listed

Say = Callable[[Field, Any], str]


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    is_changed: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class TableRow:
    """One row: `mark` is new, changed, gone or empty; `cells` in the order of the columns."""

    id: str
    mark: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One field of many rows. Columns that no row fills are left out; `summary` is `14 rows: 2 new, 1 gone`."""

    name: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    summary: str

    @property
    def is_revised(self) -> bool:
        return any(row.mark for row in self.rows)

    def only_changes(self) -> "Table":
        return replace(self, rows=tuple(row for row in self.rows if row.mark))

    def as_text(self) -> str:
        """Each row as one line, for a letter or a log."""
        between = pgettext("between conditions", "; ")
        return "\n".join("– " + between.join(cell.text for cell in row.cells if cell.text) for row in self.rows)


def how_many(count: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": count}


def table(found: Field, now: Any, before: Any, *, say: Say) -> Table:
    """The rows of `now`, marked against `before`; `say` gives the words of one value."""
    compared = rows.compare(before, now)
    filled = [column for column in found.columns if any(_is_filled(item.row, column) for item in compared)]
    return Table(
        found.name, str(found.label), tuple(str(column.label) for column in filled),
        tuple(TableRow(str(item.row["id"]), item.mark, _cells(item, filled, say=say)) for item in compared),
        _summary([item.mark for item in compared]),
    )  # fmt: skip


def _summary(marks: list[str]) -> str:
    told = [
        gettext("%(n)s new") % {"n": marks.count("new")} if "new" in marks else "",
        gettext("%(n)s changed") % {"n": marks.count("changed")} if "changed" in marks else "",
        gettext("%(n)s gone") % {"n": marks.count("gone")} if "gone" in marks else "",
    ]
    return ": ".join(filter(None, [how_many(len(marks) - marks.count("gone")), listed(list(filter(None, told)))]))


def _is_filled(row: Mapping[str, Any], column: Field) -> bool:
    return row.get(column.name) not in rows.EMPTY


def _words(column: Field, row: Mapping[str, Any], *, say: Say) -> str:
    return column.words(row) if column.words else say(column, row[column.name])


def _cells(item: rows.Compared, columns: list[Field], *, say: Say) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            str(column.label), _words(column, item.row, say=say) if _is_filled(item.row, column) else "",
            item.mark == "changed" and column.name in item.changed, column.kind,
        )
        for column in columns
    )  # fmt: skip

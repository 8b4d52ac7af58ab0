"""A list of foreign organisations out of a spreadsheet: sound rows become files, and none of them twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from servanda.imports.columns import Columns, find_columns, read_mapping
from servanda.imports.faults import Fault, Faulty
from servanda.imports.grids import Grid, read_grid
from servanda.imports.ngo_rows import Row, Rows, read_rows
from servanda.imports.ngo_words import OF_NGOS, WORDS
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import known_columns, outgoing
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.dossiers import Statement, read_statement, take_all
from servanda.processes.fields_of_work import ngos

NGOS = "ngos"
AT_ONCE = 300
APPROVES = ("head", "leadership")


@dataclass(frozen=True)
class Choices:
    """What a person said of the file. `columns` maps targets to columns; None where it is to be guessed."""

    currency: str = ""
    officer: str = ""
    sheet: str = ""
    header: int = 0
    columns: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Sheet:
    """A file as it was read."""

    grid: Grid
    columns: Columns
    found: Rows


@dataclass(frozen=True)
class Organisation:
    """What all sound rows together say of one organisation."""

    key: str
    name: str
    country: str
    fields: str
    certificates: tuple[Mapping[str, Any], ...]
    projects: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Taken:
    """What was done: files opened, files brought up to date, and those that said so already."""

    made: int = 0
    changed: int = 0
    same: int = 0


def read_sheet(raw: bytes, choices: Choices) -> Sheet:
    """Read a file. Raises Faulty where it cannot be read at all; faults of its rows stand in the result."""
    grid = read_grid(raw, sheet=choices.sheet)
    columns = find_columns(grid, OF_NGOS, header=choices.header, words=WORDS)
    if choices.columns is not None:
        try:
            columns = read_mapping(choices.columns, columns, OF_NGOS)
        except Refused as refused:
            raise Faulty([Fault(max(columns.first, 1), 1, "columns", refused.code, refused.params)]) from None
    elif known := known_columns.recall(NGOS, columns.signature(), officer=choices.officer).columns:
        columns = replace(columns, of=known)
    if choices.columns is not None and "title" not in columns.of:
        raise Faulty([Fault(columns.last, 1, "title", "table_column_missing", {"field": "organisation"})])
    return Sheet(grid, columns, read_rows(grid, columns, currency=choices.currency))


def organisations(sound: Sequence[Row]) -> list[Organisation]:
    """One for each name, in the order of the list."""
    groups: dict[str, list[Row]] = {}
    for row in sound:
        groups.setdefault(row.key, []).append(row)
    return [
        Organisation(
            key, group[0].name, next((row.country for row in group if row.country), ""),
            next((row.fields for row in group if row.fields), ""),
            _once((row.certificate for row in group if row.certificate), ngos.certificate_key),
            _once((row.project for row in group if row.project), ngos.project_key),
        )
        for key, group in groups.items()
    ]  # fmt: skip


def check_may(actor: Actor, statements: Iterable[Statement]) -> None:
    """Raise Refused where somebody else must approve what is about to leave: new files or more in shared ones."""
    told = list(statements)
    named = [statement.dossier for statement in told if statement.dossier]
    shared = {row.id for row in Dossier.objects.filter(id__in=named) if len(row.parties) > 1}
    leaving = {statement.kind for statement in told if statement.to or statement.dossier in shared}
    if actor.role not in APPROVES and any(outgoing.levels_of(kind) for kind in sorted(leaving)):
        raise Refused("ngo_needs_approval")


def take_in(found: Sequence[Organisation], actor: Actor, *, to: Sequence[str] = (), at: datetime) -> Taken:
    """Open or bring up to date the files of these organisations, all or none. Raises Refused."""
    known = files(actor)
    statements, made, changed = [], 0, 0
    for one in found:
        row = known.get(one.key)
        statement = _update(one, row) if row else _opening(one, to)
        if statement:
            statements.append(statement)
            made, changed = made + (row is None), changed + (row is not None)
    if statements:
        check_may(actor, statements)
        take_all(statements, actor, at=at)
    return Taken(made, changed, len(found) - made - changed)


def files(actor: Actor) -> dict[str, Dossier]:
    """The files that this agency keeps and the actor may see, by the organisation's name and its other names."""
    known: dict[str, Dossier] = {}
    kept = reads.visible(actor).filter(process="ngo", home=actor.agency, is_shared=True, is_ended=False)
    for row in kept.order_by("opened_at", "id"):
        for name in (row.title, *str(row.facts.get("other_names") or "").split(";")):
            if key := ngos.name_key(name):
                known.setdefault(key, row)
    return known


def _opening(one: Organisation, to: Sequence[str]) -> Statement:
    stated = {"title": one.name, "country": one.country, "fields": one.fields,
              "certificates": list(one.certificates), "projects": list(one.projects)}  # fmt: skip
    return read_statement("ngo.record", stated, to=to)


def _update(one: Organisation, row: Dossier) -> Statement | None:
    """What the list says that the file does not; None where it says nothing new."""
    stated: dict[str, Any] = {}
    for name in ("country", "fields"):
        if (value := getattr(one, name)) and value != row.facts.get(name):
            stated[name] = value
    for name, key in (("certificates", ngos.certificate_key), ("projects", ngos.project_key)):
        before = rows.of(row.facts.get(name))
        after = _merged(before, getattr(one, name), key)
        if after != before:
            stated[name] = after
    return read_statement("ngo.revise", stated, dossier=row.id) if stated else None


def _merged(before: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]], key: Any) -> list[Any]:
    """The rows of before, each with what is told of it now, and the new ones behind."""
    found = {key(row): row for row in before}
    merged = {name: dict(row) for name, row in found.items()}
    for row in told:
        name = key(row)
        merged[name] = {**merged.get(name, {"id": ngos.row_id(name)}), **row}
        merged[name]["id"] = found[name]["id"] if name in found else ngos.row_id(name)
    return list(merged.values())


def _once(told: Any, key: Any) -> tuple[Mapping[str, Any], ...]:
    found: dict[str, Mapping[str, Any]] = {}
    for row in told:
        name = key(row)
        found[name] = {**found.get(name, {}), **row, "id": ngos.row_id(name)}
    return tuple(found.values())

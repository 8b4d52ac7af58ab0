"""The names of partners, which travel with what is said of them: the other side's list need not know the code."""

from collections.abc import Iterable, Mapping
from typing import Any

from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.folding import told_names
from servanda.processes.models import Partner

# Facts stand for ever; what names a person can be taken away.
PERSON = "person"


def to_tell(process: Process, step: Step, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Part -> `{"partner_names": {code: {language: name}}}` of partners that a step names, as listed here."""
    named = _named(process.fields_of(step), {name: value for data in parts.values() for name, value in data.items()})
    told: dict[str, dict[str, Any]] = {}
    for row in Partner.objects.filter(code__in=named) if named else ():
        if row.name:
            part = told.setdefault("personal" if row.kind == PERSON else "facts", {told_names.KEY: {}})
            part[told_names.KEY][row.code] = row.name
    return told


def _named(fields: Iterable[Field], stated: Mapping[str, Any]) -> set[str]:
    found = set()
    for field in fields:
        if field.kind == "partner":
            found.add(stated.get(field.name))
        elif field.kind == "rows":
            columns = [column.name for column in field.columns if column.kind == "partner"]
            found |= {row.get(name) for row in rows.of(stated.get(field.name)) for name in columns}
    return {code for code in found if isinstance(code, str) and code}

"""The JSON Schema of what a step takes, from its declaration."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.declaration.fields import LONGEST

Shape = dict[str, Any]

_UNIT = r"^[a-z0-9.-]+/[a-z0-9-]{1,60}$"
_ACT = "^sha256:[0-9a-f]{64}$"
_MONEY = {
    "type": "object",
    "properties": {"amount": {"type": "string"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
    "required": ["amount", "currency"],
}


def shape_of(process: Process, step: Step) -> Shape:
    """The object to send as `fields` or `data`; `x-part`: where a field is sealed (facts, content, personal)."""
    return {
        "type": "object",
        "properties": {found.name: _field(found) for found in process.fields_of(step)},
        "required": list(step.required),
        "additionalProperties": False,
    }


def _field(found: Field) -> Shape:
    shape = {"title": str(found.label), "x-part": found.part, "x-kind": found.kind, **_KINDS[found.kind](found)}
    return shape | ({"description": str(found.hint)} if found.hint else {})


def _rows(found: Field) -> Shape:
    """Rows carry an `id` by which the same row is known in the next statement; a new one may leave it out."""
    name = {"type": "string", "pattern": f"^{rows.ID.pattern}$"}
    row = {
        "type": "object",
        "properties": {"id": name, **{column.name: _column(column, found) for column in found.columns}},
        "required": list(found.must),
        "additionalProperties": False,
    }
    return {"type": "array", "maxItems": rows.MOST, "items": row}


def _column(column: Field, found: Field) -> Shape:
    """A row is sealed where its field is."""
    return _field(replace(column, part=found.part))


def _choices(found: Field) -> Shape:
    return {"oneOf": [{"const": value, "title": str(label)} for value, label in found.choices.items()]}


_KINDS: dict[str, Callable[[Field], Shape]] = {
    "text": lambda _: {"type": "string", "maxLength": LONGEST["text"]},
    "long": lambda _: {"type": "string", "maxLength": LONGEST["long"]},
    "body": lambda _: {"type": "string", "maxLength": LONGEST["body"]},
    "person": lambda _: {"type": "string", "maxLength": LONGEST["person"]},
    "choice": lambda found: {"type": "string", **_choices(found)},
    "many": lambda found: {"type": "array", "items": {"type": "string", **_choices(found)}},
    "edtf": lambda _: {"type": "string", "examples": ["2026-12-05", "2026-12"]},
    "day": lambda _: {"type": "string", "format": "date"},
    "days": lambda _: {"type": "array", "items": {"type": "string", "format": "date"}},
    "issuer": lambda _: {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$"},
    "clause": lambda _: {"type": "string"},
    "unit": lambda _: {"type": "string", "pattern": _UNIT},
    "partner": lambda _: {"type": "string", "maxLength": 400},
    "money": lambda _: _MONEY,
    "number": lambda _: {"type": "integer"},
    "act": lambda _: {"type": "string", "pattern": _ACT},
    "acts": lambda _: {"type": "array", "items": {"type": "string", "pattern": _ACT}},
    "units": lambda _: {"type": "array", "items": {"type": "string", "pattern": _UNIT}},
    "data": lambda _: {},
    "mark": lambda _: {"type": "string", "description": "What several files have in common, such as one round."},
    "item": lambda _: {"type": "string", "description": "A row of a plan: its file, # and the row's id."},
    "file": lambda _: {"type": "string", "description": "The name of another file that the caller may see."},
    "yes": lambda _: {"type": "boolean"},
    "rows": lambda found: _rows(found),
}

"""A field of many rows in a form: a table that is filled in, lengthened and shortened without a script."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field
from servanda.web.steps.cells import input_of

SPARE = 3
GONE = "gone"

# What a table of inputs has room for, and what the columns take of it, in letters' widths (rem).
ROOM = 70
_WIDTHS = {"long": 11.0, "text": 8.5, "unit": 8.5, "units": 8.5, "partner": 8.5, "choice": 9.5, "day": 10.5}
LETTER, ARROW = 0.5, 3.0

Typed = dict[str, Any]


class RowsInput(forms.Widget):
    """Its value is a list of rows as they were typed, empty and struck ones among them."""

    use_fieldset = True

    def __init__(self, found: Field, columns: Mapping[str, forms.Field]) -> None:
        super().__init__()
        self.found, self.columns = found, columns
        self.wrong: dict[tuple[int, str], str] = {}
        self.unread: list[str] = []
        self.pasted = ""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-0-{self.found.columns[0].name}"

    def value_omitted_from_data(self, *_: object) -> bool:
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Typed]:
        shape = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-[a-z_]+")
        places = sorted({int(match[1]) for key in data if (match := shape.fullmatch(key))})
        return [self._typed(data, files, f"{name}-{place}") for place in places[: rows.MOST + SPARE]]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        typed = with_spare(value if isinstance(value, list) else [])
        auto_id = (attrs or {}).get("id", f"id_{name}")
        shown = [self._row(name, auto_id, place, row) for place, row in enumerate(typed)]
        context = {
            "name": name, "heads": self._heads(), "rows": shown, "lists": self._lists(name),
            "is_wide": sum(_width(column, self.columns[column.name]) for column in self.found.columns) > ROOM,
            "can_grow": len(typed) < rows.MOST, "unread": self.unread, "pasted": self.pasted,
            "names": [str(column.label) for column in self.found.columns],
        }  # fmt: skip
        return render_to_string("_rows_field.html", context)

    def _typed(self, data: Any, files: Any, prefix: str) -> Typed:
        cells = {
            name: field.widget.value_from_datadict(data, files, f"{prefix}-{name}")
            for name, field in self.columns.items()
        }  # fmt: skip
        return cells | {"id": str(data.get(f"{prefix}-id") or ""), GONE: f"{prefix}-{GONE}" in data}

    def _heads(self) -> list[dict[str, Any]]:
        return [
            {"label": column.label, "is_needed": column.name in self.found.must, "hint": column.hint}
            for column in self.found.columns
        ]  # fmt: skip

    def _row(self, name: str, auto_id: str, place: int, row: Typed) -> dict[str, Any]:
        return {
            "number": place + 1, "prefix": f"{name}-{place}", "id": row.get("id") or rows.new_id(),
            "is_gone": bool(row.get(GONE)), "is_filled": not is_spare(row),
            "cells": [self._cell(name, auto_id, place, column, row) for column in self.found.columns],
        }  # fmt: skip

    def _cell(self, name: str, auto_id: str, place: int, column: Field, row: Typed) -> dict[str, Any]:
        field, key = self.columns[column.name], f"{auto_id}-{place}-{column.name}"
        wrong = self.wrong.get((place, column.name), "")
        attrs: dict[str, Any] = {"id": key} | (
            {"aria-invalid": "true", "aria-describedby": f"{key}-wrong"} if wrong else {}
        )
        if self.is_required and place == 0 and column.name in self.found.must:
            attrs["required"] = True
        if isinstance(field.widget, Suggesting):
            attrs["list"] = f"{name}-{column.name}-list"
        value = _as_typed(column, row.get(column.name))
        return {
            "id": key, "label": column.label, "wrong": wrong, "kind": column.kind,
            "is_needed": column.name in self.found.must,
            "input": input_of(field, f"{name}-{place}-{column.name}", value, attrs),
        }  # fmt: skip

    def _lists(self, name: str) -> list[dict[str, Any]]:
        """What can be chosen in columns that suggest, once for all rows."""
        return [
            {"id": f"{name}-{column}-list", "labels": sorted(set(field.widget.labels.values()))}
            for column, field in self.columns.items() if isinstance(field.widget, Suggesting)
        ]  # fmt: skip


class Rows(forms.Field):
    """Rows as the declaration reads them: without what is struck or empty. `places` are theirs in the form."""

    widget: RowsInput

    def __init__(self, found: Field, columns: Mapping[str, forms.Field], **options: Any) -> None:
        super().__init__(widget=RowsInput(found, columns), **options)
        self.places: list[int] = []

    def clean(self, value: Any) -> list[Typed]:
        kept = [(place, row) for place, row in enumerate(value or []) if not row.get(GONE) and not is_spare(row)]
        self.places = [place for place, _row in kept]
        cleaned = [{name: cell for name, cell in row.items() if name != GONE and cell} for _place, row in kept]
        self.validate(cleaned)
        return cleaned

    def mark(self, place: str, sentence: str) -> str:
        """Mark the cell `<row number>.<column>` as wrong; the sentence with the row as it stands in the form."""
        number, _dot, column = place.partition(".")
        index = self.places[int(number) - 1]
        self.widget.wrong[index, column] = sentence
        label = next((str(known.label) for known in self.widget.found.columns if known.name == column), column)
        return _("Row %(row)s, %(column)s: %(fault)s") % {"row": index + 1, "column": label, "fault": sentence}


class Suggesting(forms.TextInput):
    """A line with suggestions: what is typed may be a name or a code."""

    def __init__(self, options: Iterable[tuple[str, Any]]) -> None:
        super().__init__(attrs={"dir": "auto", "autocomplete": "off"})
        self.labels = {code: str(label) for code, label in options if code}
        self.codes = {label.casefold(): code for code, label in self.labels.items()}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return self.code(str(data.get(name) or "").strip())

    def format_value(self, value: Any) -> Any:
        return self.labels.get(value, value) if isinstance(value, str) else value

    def code(self, typed: str) -> str:
        return typed if typed in self.labels else self.codes.get(typed.casefold(), typed)


class SuggestingSeveral(Suggesting):
    """Several names or codes in one line, which a semicolon divides, the Arabic one too."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return [self.code(part.strip()) for part in re.split("[;؛]", str(data.get(name) or "")) if part.strip()]

    def format_value(self, value: Any) -> Any:
        return "; ".join(str(self.labels.get(item, item)) for item in value) if isinstance(value, list) else value


def with_spare(typed: list[Typed], *, more: bool = False) -> list[Typed]:
    """The rows with some empty ones below, unless there are some already and no more are asked for."""
    if typed and is_spare(typed[-1]) and not more:
        return typed
    return [*typed, *({} for _place in range(min(SPARE, max(0, rows.MOST - len(typed)))))]


def is_spare(row: Typed) -> bool:
    return rows.is_empty({name: value for name, value in row.items() if name != GONE})


def _as_typed(column: Field, value: Any) -> Any:
    if column.kind == "money" and isinstance(value, Mapping):
        return f"{value.get('amount', '')} {value.get('currency', '')}".strip()
    return value


def _width(column: Field, field: forms.Field) -> float:
    """What a column takes: its heading stands on one line, and a choice is as wide as its longest word to choose."""
    labels = [len(str(label)) for _value, label in getattr(field.widget, "choices", ())]
    chosen = max(labels, default=0) * LETTER + ARROW
    return max(_WIDTHS.get(column.kind, 6.5), len(str(column.label)) * LETTER, chosen)

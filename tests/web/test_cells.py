"""An input of a cell is what the field's own widget renders, for every kind of column."""

from typing import Any

import pytest
from django import forms
from django.utils.html import escape

from servanda.processes.declaration.base import COLUMN_KINDS, Field
from servanda.web.steps.cells import input_of
from servanda.web.steps.form_fields import _column
from tests.web.house import START, House
from tests.web.test_rows import inputs

VALUES: tuple[Any, ...] = (None, "", "b", "2031-05-06", '<b>"x"&', 7, True)


@pytest.mark.parametrize("kind", sorted(COLUMN_KINDS))
def test_a_cell_says_the_same_as_its_widget(house: House, kind: str) -> None:
    with house.node.active():
        found = Field("x", "X", kind=kind, choices={"a": "A & B", "b": "<B>"} if kind == "choice" else {})
        field: forms.Field = _column(found, language="en", on=START.date())
        for value in VALUES:
            ours = input_of(field, "x-0-x", value, {"id": "c", "required": True})
            theirs = field.widget.render("x-0-x", field.prepare_value(value), {"id": "c", "required": True})
            assert inputs(ours) == inputs(theirs), (kind, value)
            assert "<b>" not in ours and "required" in ours
            assert (escape("A & B") in ours) == (kind == "choice")

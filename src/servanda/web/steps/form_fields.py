"""A declared field as a form's field: plain inputs and selects that work without a script."""

import re
import unicodedata
from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servanda.kernel.texts import pick
from servanda.processes.agreements import agreement_reading
from servanda.processes.declaration.base import Field
from servanda.processes.declaration.fields import LONGEST
from servanda.web.steps import choices
from servanda.web.steps.body_field import BodyField
from servanda.web.steps.rows_field import Rows, Suggesting, SuggestingSeveral

DAYS_HINT = _("One day a line, such as 2027-02-05.")
# Filled from the address of the page, never typed.
MACHINE = frozenset({"act", "acts", "data", "item", "file", "mark"})


# As offices write it: the day before the month.
WRITTEN = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})", re.ASCII)
KEPT = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d{2}))?", re.ASCII)


class WhenField(forms.CharField):
    """A day or a month in EDTF; `22/12/2026` and `12/2026` are taken too, in the digits of any script."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed)
        if found := WRITTEN.fullmatch(text):
            day, month, year = found.groups()
            return f"{year}-{int(month):02}-{int(day):02}" if day else f"{year}-{int(month):02}"
        return text


class WhenInput(forms.TextInput):
    """A day or a month that is kept is offered for change as the hint writes it."""

    def format_value(self, value: Any) -> str | None:
        found = KEPT.fullmatch(value) if isinstance(value, str) else None
        return "/".join(part for part in reversed(found.groups()) if part) if found else super().format_value(value)


class DayInput(forms.DateInput):
    input_type = "date"


class DayLines(forms.Textarea):
    """Days that are known already, one a line."""

    def format_value(self, value: Any) -> str | None:
        return "\n".join(value) if isinstance(value, list) else super().format_value(value)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"


def form_field(found: Field, *, required: bool, language: str, on: date) -> forms.Field:
    """What one declared field is in a form on a day. Kinds that no person types have none."""
    common: dict[str, Any] = {"label": found.label, "required": required, "help_text": found.hint}
    if found.name == "field":
        titles = [(code, pick(title, language) or code) for code, title in agreement_reading.field_titles().items()]
        return forms.ChoiceField(choices=_with_none(titles), **common) if titles else forms.CharField(**common)
    match found.kind:
        case "long":
            rows = forms.Textarea(attrs={"rows": 6, "dir": "auto"})
            return forms.CharField(max_length=LONGEST["long"], widget=rows, **common)
        case "body":
            return BodyField(**common)
        case "issuer":
            return forms.ChoiceField(choices=_with_none(choices.issuers()), **common)
        case "clause":
            return forms.ChoiceField(choices=_with_none(choices.clauses(language)), **common)
        case "days":
            lines = DayLines(attrs={"rows": 8, "dir": "ltr", "inputmode": "numeric"})
            return forms.CharField(max_length=6000, widget=lines, **(common | {"help_text": found.hint or DAYS_HINT}))
        case "choice":
            return forms.ChoiceField(choices=_with_none(list(found.choices.items())), **common)
        case "many":
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=list(found.choices.items()), widget=boxes, **common)
        case "day":
            return forms.DateField(widget=DayInput(format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **common)
        case "unit":
            return forms.ChoiceField(choices=_with_none(choices.all_units(language, on=on)), **common)
        case "units":
            long = forms.CheckboxSelectMultiple(attrs={"class": "long-list"})
            return forms.MultipleChoiceField(choices=choices.all_units(language, on=on), widget=long, **common)
        case "partner":
            return forms.ChoiceField(choices=_with_none(choices.partners(language)), **common)
        case "yes":
            return forms.BooleanField(**(common | {"required": False}))
        case "number":
            return forms.IntegerField(**common)
        case "edtf":
            when = WhenInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"})
            hint = found.hint or _("A day such as 25/12/2026, or only a month such as 12/2026.")
            return WhenField(max_length=40, widget=when, **(common | {"help_text": hint}))
        case "rows":
            columns = {column.name: _column(column, language=language, on=on) for column in found.columns}
            return Rows(found, columns, **common)
        case "money":
            ltr = forms.TextInput(attrs={"dir": "ltr"})
            return forms.CharField(max_length=60, widget=ltr, **(common | {"help_text": _("Such as 12500 EUR.")}))
    return forms.CharField(max_length=LONGEST["text"], widget=forms.TextInput(attrs={"dir": "auto"}), **common)


def _column(found: Field, *, language: str, on: date) -> forms.Field:
    """A cell of a row. Units and partners are suggested, for a list of hundreds cannot stand in every row."""
    if found.kind in ("unit", "units", "partner"):
        widget = SuggestingSeveral if found.kind == "units" else Suggesting
        return forms.Field(label=found.label, required=False, widget=widget(_suggested(found, language, on=on)))
    field = form_field(found, required=False, language=language, on=on)
    if found.kind == "long":
        field.widget.attrs["rows"] = 2
    if found.kind == "edtf":
        # Rows are copied into spreadsheets and back, where one way to write a day is enough.
        field.widget = forms.TextInput(attrs=field.widget.attrs)
    return field


def _suggested(found: Field, language: str, *, on: date) -> list[tuple[str, str]]:
    """Codes and names, each name once: that of a unit says whose it is, where another agency has one of that name."""
    groups = choices.partners(language) if found.kind == "partner" else choices.all_units(language, on=on)
    told = [(code, str(label), group) for group, pairs in groups for code, label in pairs]
    count = Counter(label.casefold() for _code, label, _group in told)
    return [(code, f"{label} · {group}" if count[label.casefold()] > 1 else label) for code, label, group in told]


def _with_none(options: list[Any]) -> list[Any]:
    return [("", "–"), *options]

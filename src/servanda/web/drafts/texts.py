"""Form fields for one text in several languages: a column for each, in its own direction."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from servanda.imports.draft_data import said

LONGEST_LINE = 400
LONGEST_TEXT = 50_000


def add(form: forms.Form, name: str, label: Any, columns: Iterable[Mapping[str, str]], *, rows: int = 0) -> None:
    """One field for each language, named `name-vi`: a line, or so many rows of text."""
    for column in columns:
        attrs: dict[str, Any] = {"lang": column["code"], "dir": column["dir"]}
        widget: forms.Widget = forms.TextInput(attrs=attrs)
        if rows:
            widget = forms.Textarea(attrs=attrs | {"rows": rows})
        longest = LONGEST_TEXT if rows else LONGEST_LINE
        form.fields[f"{name}-{column['code']}"] = asked(
            forms.CharField(label=label, required=False, max_length=longest, widget=widget)
        )


def asked(field: forms.Field) -> forms.Field:
    """A field that may stay empty while the draft is written, but is no extra: the page does not call it optional."""
    field.is_asked = True  # type: ignore[attr-defined]
    return field


def initial(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}-{code}": text for code, text in texts.items()}


def read(cleaned: Mapping[str, Any], name: str, columns: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The texts by language; the empty ones are left out."""
    return said({column["code"]: cleaned.get(f"{name}-{column['code']}", "") for column in columns})


def lines(text: str) -> list[str]:
    """The lines of a field in which each line is a value of its own."""
    return [line.strip() for line in text.splitlines() if line.strip()]

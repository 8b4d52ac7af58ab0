"""The input of one cell, written straight: a list of hundreds of rows has thousands, too many for a template each."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


def input_of(field: forms.Field, name: str, value: Any, attrs: dict[str, Any]) -> SafeString:
    """What the field's own widget would render under this name."""
    widget = field.widget
    given = {"name": name, **widget.attrs, **attrs}
    shown = field.prepare_value(value)
    if type(widget) is forms.Select:
        return format_html("<select{}>{}</select>", flatatt(given), _options(widget, shown))
    if type(widget) is forms.Textarea:
        return format_html("<textarea{}>\n{}</textarea>", flatatt(given), widget.format_value(shown) or "")
    if isinstance(widget, forms.TextInput | forms.DateInput | forms.NumberInput):
        text = widget.format_value(shown)
        stands = {} if text is None else {"value": str(text)}
        return format_html("<input{}>", flatatt({"type": widget.input_type, **given, **stands}))
    return widget.render(name, shown, attrs)


def _options(widget: forms.Select, chosen: Any) -> SafeString:
    known = widget.__dict__.setdefault("_cell_options", {})
    key = str(chosen or "")
    if key not in known:
        parts = [
            format_html(
                '<option value="{}"{}>{}</option>', value, flatatt({"selected": str(value) == key}), str(label)
            )
            for value, label in widget.choices
        ]  # fmt: skip
        known[key] = mark_safe("".join(map(conditional_escape, parts)))
    return known[key]

"""More rows in a form that is not sent yet: empty ones, or those of a table that is pasted or uploaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from servanda.imports.faults import Faulty
from servanda.imports.row_cells import Filled, fill, read_cells
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field
from servanda.processes.search.searching import fold_text
from servanda.web import refusal_text
from servanda.web.steps.forms import StepForm
from servanda.web.steps.rows_field import Rows, Suggesting, Typed, is_spare, with_spare


@dataclass
class Grown:
    """The field that grew, and all that was typed; of a table that cannot be read its text and the reason."""

    name: str
    typed: dict[str, Any]
    filled: Filled = field(default_factory=Filled)
    pasted: str = ""
    refusal: str = ""


def lengthened(form: StepForm, name: str, request: HttpRequest) -> Grown:
    """All that was typed, with more rows in this field."""
    grown = Grown(name, form.typed())
    many = form.fields[name]
    if not isinstance(many, Rows):
        return grown
    pasted = str(request.POST.get(f"{name}-pasted") or "")
    upload = request.FILES.get(f"{name}-table")
    raw = upload.read() if upload else pasted.strip("\r\n").encode()
    kept: list[Typed] = grown.typed[name]
    if raw:
        try:
            kept = [row for row in kept if not is_spare(row)]
            cells = read_cells(raw, most=rows.MOST - len(kept))
            grown.filled = _filled(many, cells, first=len(kept) + 1)
            kept = [*kept, *grown.filled.rows]
        except Faulty as faulty:
            grown.refusal, grown.pasted = refusal_text.sentence(faulty.faults[0].refused), pasted
    grown.typed[name] = with_spare(kept, more=True)
    return grown


def tell(form: StepForm, grown: Grown) -> None:
    """Show beside the field what of a table could not be read."""
    many = form.fields[grown.name]
    if isinstance(many, Rows):
        many.widget.pasted = grown.pasted
        many.widget.unread = [
            _("Row %(row)s, %(column)s: “%(text)s”") % {"row": cell.row, "column": cell.column, "text": cell.text}
            for cell in grown.filled.unread
        ]


def _filled(many: Rows, cells: list[list[str]], *, first: int) -> Filled:
    declared = many.widget.found.columns
    heads = {column.name: _in_all_languages({column.name: column.label}) for column in declared}
    words = {column.name: _words(column, many) for column in declared}
    return fill(declared, cells, heads=heads, choices=words, first=first)


def _words(column: Field, many: Rows) -> dict[str, str]:
    """Folded text -> value, for a column of which the values have names."""
    widget = many.widget.columns[column.name].widget
    if isinstance(widget, Suggesting):
        return {fold_text(label): code for code, label in widget.labels.items()}
    if column.choices:
        return _in_all_languages(column.choices)
    return {}


def _in_all_languages(named: Mapping[str, Any]) -> dict[str, str]:
    """Folded text -> name, in every language of the pages, and the bare name itself."""
    found = {fold_text(name): name for name in named}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold_text(str(label)): name for name, label in named.items()}
    return found

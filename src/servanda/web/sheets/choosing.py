"""Which column of a list holds what, as an officer chose it, whatever the list is of."""

from typing import Any, Protocol

from django import forms

from servanda.imports.columns import Columns
from servanda.imports.grids import Grid
from servanda.web.models import Sheet


class Read(Protocol):
    """A list as it was read: its cells, and what its columns are taken for."""

    @property
    def grid(self) -> Grid: ...

    @property
    def columns(self) -> Columns: ...


def initial(read: Read) -> dict[str, Any]:
    """What the form of the columns holds at first."""
    chosen: dict[str, Any] = {f"column-{column}": target for target, column in read.columns.of.items()}
    return chosen | {"header": read.columns.first, "sheet": read.grid.sheet}


def is_read_anew(row: Sheet, read: Read, form: forms.Form, do: str) -> bool:
    """A heading in another line or sheet is kept, and looked at before anything follows from it."""
    header, sheet = form.cleaned_data.get("header") or 0, form.cleaned_data.get("sheet") or ""
    is_same_sheet = sheet in ("", read.grid.sheet)
    if do != "again" and header in (0, read.columns.first) and is_same_sheet:
        return False
    row.choices = row.choices | {"header": header if is_same_sheet else 0, "sheet": sheet, "columns": None}
    row.save()
    return True


def keep(row: Sheet, read: Read, form: forms.Form, mapping: dict[str, int], **more: Any) -> None:
    """Keep what was said of each column."""
    said = {"header": read.columns.first, "sheet": form.cleaned_data.get("sheet") or "", "columns": mapping}
    row.choices = row.choices | said | more
    row.save()

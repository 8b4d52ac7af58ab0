"""The forms of bringing in a list of organisations."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.processes.telling.timeline import Names
from servanda.web.administration.uploads import FileForm
from servanda.web.ngo.words import TARGETS
from servanda.web.steps import choices

LINES = 1_000_000


class BeginForm(FileForm):
    """The list, and what stands in for amounts that name no currency."""

    currency = forms.RegexField(
        label=_("Currency"), regex=re.compile(r"[A-Za-z]{3}"), required=False, max_length=3, initial="USD",
        help_text=_("For amounts that name none, such as VND."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "size": 5}),
    )  # fmt: skip
    field_order = ("file", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.fields["file"].help_text = _("XLSX or CSV, with whatever columns it has.")


class ReplaceForm(FileForm):
    """The mended list in place of the one before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.fields["file"].label = _("The mended list")
        self.fields["file"].help_text = _("The whole list or the mended rows alone: what was taken in stays once.")


class ColumnsForm(forms.Form):
    """Which column holds what. One field for each column of the sheet."""

    def __init__(self, *args: Any, count: int, sheets: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.count = count
        self.fields["header"] = forms.IntegerField(
            label=_("Line in which the columns are named"), min_value=1, max_value=LINES, required=False
        )
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=[(name, name) for name in sheets])
        for column in range(1, count + 1):
            self.fields[f"column-{column}"] = forms.ChoiceField(choices=[("", "–"), *TARGETS.items()], required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: set[str] = set()
        for column in range(1, self.count + 1):
            target = data.get(f"column-{column}")
            if target and target in seen:
                self.add_error(f"column-{column}", gettext("Another column is already taken for this."))
            seen.add(target or "")
        if "title" not in seen and not self.errors:
            self.add_error("header", gettext("Choose the column that holds the name of the organisation."))
        return data

    def mapping(self) -> dict[str, int]:
        columns = range(1, self.count + 1)
        return {target: column for column in columns if (target := self.cleaned_data.get(f"column-{column}"))}


class TakeForm(forms.Form):
    """Who reads the files that are opened."""

    def __init__(self, *args: Any, names: Names, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        others = choices.units_of_others(choices.receiving_units(names, on=on))
        self.fields["to"] = forms.ChoiceField(
            label=_("Who else reads the new files"), required=False,
            choices=[("", gettext("this agency alone")), *others],
            help_text=_("Files that are there already keep their readers."),
        )  # fmt: skip

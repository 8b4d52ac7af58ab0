"""The forms of bringing in a spreadsheet."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.imports.office_words import UNITS
from servanda.imports.plans import PAST, PLAN
from servanda.kernel import node
from servanda.web.administration.uploads import FileForm
from servanda.web.sheets.words import labels

LINES = 1_000_000
CODE = {"dir": "ltr"}
YEARS = (1990, 2100)
WHAT = {
    "plan": (PLAN, ""), "past-visit": (PAST, "visit"), "past-activity": (PAST, "activity"), "past": (PAST, ""),
}  # fmt: skip
LABELS = [
    ("plan", _("A plan: what is to be done")),
    ("past-visit", _("Visits of before")),
    ("past-activity", _("Activities of before")),
    ("past", _("Visits and activities of before, told apart by a column")),
]


class BeginForm(FileForm):
    """What the file is, and what stands in where it says nothing."""

    what = forms.ChoiceField(label=_("What it lists"), choices=LABELS, widget=forms.RadioSelect, initial="plan")
    plan = forms.ChoiceField(label=_("Taken in as"), required=False)
    year = forms.IntegerField(
        label=_("Year"), min_value=YEARS[0], max_value=YEARS[1], help_text=_("For dates that name none, such as 15/3.")
    )
    currency = forms.RegexField(
        label=_("Currency"), regex=re.compile(r"[A-Za-z]{3}"), required=False, max_length=3,
        help_text=_("For amounts that name none, such as VND."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "size": 5}),
    )  # fmt: skip
    field_order = ("what", "file", "plan", "year", "currency")

    def __init__(
        self, *args: Any, plans: Iterable[tuple[str, str]], only_past: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.fields["file"].help_text = _("XLSX or CSV, with whatever columns it has.")
        self.fields["year"].initial = today.year
        self.fields["currency"].initial = "VND" if "vi" in node.current().languages else ""
        revisions = [(name, gettext("A revision of %(title)s") % {"title": title}) for name, title in plans]
        self.fields["plan"].choices = [("", gettext("A new plan")), *revisions]  # type: ignore[attr-defined]
        if only_past or not revisions:
            del self.fields["plan"]
        if only_past:
            self.fields["what"].choices = LABELS[1:]  # type: ignore[attr-defined]
            self.fields["what"].initial = "past-visit"

    def choices_made(self) -> dict[str, Any]:
        data = self.cleaned_data
        what, kind = WHAT[data["what"]]
        return {
            "what": what, "kind": kind, "year": data["year"], "currency": data["currency"].upper(),
            "plan": data.get("plan") or "" if what == PLAN else "",
        }  # fmt: skip


class ColumnsForm(forms.Form):
    """Which column holds what. One field for each column of the sheet."""

    def __init__(self, *args: Any, what: str, count: int, sheets: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.count = count
        self.fields["header"] = forms.IntegerField(
            label=_("Line in which the columns are named"), min_value=1, max_value=LINES, required=False
        )
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=[(name, name) for name in sheets])
        if what in (PLAN, PAST):
            self.fields["year"] = forms.IntegerField(label=_("Year"), min_value=YEARS[0], max_value=YEARS[1])
        if what == UNITS:
            zones = [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
            self.fields["zone"] = forms.ChoiceField(
                label=_("Time zone of units of which the sheet says none"), choices=zones, widget=forms.Select(CODE)
            )
        options = [("", "–"), *labels(what).items()]
        for column in range(1, count + 1):
            self.fields[f"column-{column}"] = forms.ChoiceField(choices=options, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: dict[str, int] = {}
        for column in range(1, self.count + 1):
            target = data.get(f"column-{column}")
            if target and target in seen:
                self.add_error(f"column-{column}", gettext("Another column is already taken for this."))
            seen.setdefault(target or "", column)
        return data

    def mapping(self) -> dict[str, int]:
        columns = range(1, self.count + 1)
        return {target: column for column in columns if (target := self.cleaned_data.get(f"column-{column}"))}


class PastForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=400, widget=forms.TextInput(attrs={"dir": "auto"}))
    readers = forms.ChoiceField(
        label=_("Who may read it"), initial="all", widget=forms.RadioSelect,
        choices=[("all", _("everybody in this agency")), ("unit", _("my unit, the leadership and the registry"))],
        help_text=_("It never leaves this agency."),
    )  # fmt: skip


class ReplaceForm(FileForm):
    """The corrected file in place of the one before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.fields["file"].label = _("The corrected file")
        self.fields["file"].help_text = _("The columns stay as you chose them.")

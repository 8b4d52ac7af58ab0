"""The form that records one path for many items of the continuity board."""

from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from servanda.kernel.models import Dossier
from servanda.processes.kinds.policy import PATHS, SIDES
from servanda.web.steps import choices
from servanda.web.steps.form_fields import DayInput


class PathForm(forms.Form):
    path = forms.ChoiceField(label=_("Path"), choices=[("", "–"), *PATHS.items()])
    what = forms.CharField(
        label=_("What is to be done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    ground = forms.CharField(
        label=_("Legal ground"), max_length=400, required=False, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A lawful exception must name it."),
    )  # fmt: skip
    # Needed for one of the paths.
    ground.is_asked = True  # type: ignore[attr-defined]
    side = forms.ChoiceField(label=_("Carried out by"), choices=[("", "–"), *SIDES.items()])
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    due_on = forms.DateField(
        label=_("By when"), widget=DayInput(format="%Y-%m-%d"), input_formats=["%Y-%m-%d"],
    )  # fmt: skip

    def __init__(self, *args: Any, rule: Dossier, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        parties = tuple(f"{party}/" for party in rule.parties)
        groups = [
            (title, [pair for pair in pairs if str(pair[0]).startswith(parties)])
            for title, pairs in choices.all_units(get_language() or "en", on=on)
        ]
        self.fields["unit"].choices = [("", "–"), *(g for g in groups if g[1])]  # type: ignore[attr-defined]

    def items(self) -> list[str]:
        return cast(QueryDict, self.data).getlist("item")

    def takes_all(self) -> bool:
        return bool(self.data.get("all"))

    def stated(self) -> dict[str, Any]:
        """The columns of a path as they are sealed; the empty ones left out."""
        data = self.cleaned_data | {"due_on": self.cleaned_data["due_on"].isoformat()}
        return {name: value for name, value in data.items() if value}

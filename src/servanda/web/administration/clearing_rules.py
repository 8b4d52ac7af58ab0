"""How many hands each kind of work passes before it leaves: the form, and the rows that it stands for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servanda.kernel import node
from servanda.office.models import ClearingRule
from servanda.processes.registry import processes

LEVELS = [("0", _("nobody")), ("1", _("one person")), ("2", _("two people")), ("3", _("three people"))]
AS_ALL = ("", _("as for all other work"))
ALL = "all"


class ClearingForm(forms.Form):
    """One choice for each kind of work, and one for all others."""

    is_wide = True

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = dict(ClearingRule.objects.values_list("step", "levels"))
        self.fields[ALL] = forms.ChoiceField(
            label=_("All other work"), choices=LEVELS, initial=str(known.get("", 0)), required=True
        )
        for name, process in processes().items():
            self.fields[f"kind_{name}"] = forms.ChoiceField(
                label=process.label, choices=[AS_ALL, *LEVELS], initial=str(known.get(name, "")), required=False
            )
            # Nothing is left out by leaving it as it is.
            self.fields[f"kind_{name}"].is_asked = True  # type: ignore[attr-defined]

    def levels(self) -> dict[str, int | None]:
        """Kind of work ('' for all other) -> how many; None: as for all other work."""
        found = {"": int(self.cleaned_data[ALL])}
        kinds = {name: self.cleaned_data[f"kind_{name}"] for name in processes()}
        return found | {name: int(value) if value else None for name, value in kinds.items()}


def set_levels(levels: Mapping[str, int | None]) -> None:
    """Rules for single steps stay as they are."""
    rows = [ClearingRule(step=step, levels=n) for step, n in levels.items() if n is not None]
    with node.current().writing():
        ClearingRule.objects.filter(step__in=levels).delete()
        ClearingRule.objects.bulk_create(rows)

"""The form of a step, derived from its declaration, with what such a step adds: recipients, files, a time."""

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from servanda.kernel import acts, node
from servanda.kernel.models import Dossier
from servanda.processes.declaration.base import Process, Step, issued_by
from servanda.processes.organisation import counterparts, routing
from servanda.processes.telling.timeline import Names
from servanda.web.labels import VIAS
from servanda.web.steps import choices
from servanda.web.steps.fields_of_files import Files, FilesInput
from servanda.web.steps.form_fields import MACHINE, DayInput, MomentInput, form_field
from servanda.web.steps.rows_field import Rows

# Of a field for long texts: how wide it is, and how high it grows.
LETTERS, MOST_ROWS = 75, 24
MINOR = frozenset({"to-also", "to-agency", "class", "not-before"})


class StepForm(forms.Form):
    """What a step states, under the names of its declaration; names with a dash are the form's own."""

    stated: tuple[str, ...] = ()
    minor: frozenset[str] = frozenset()
    may_stay: bool = False
    area: str = ""
    unit: str = ""
    at: datetime

    def is_unfolded(self) -> bool:
        """Must what stands folded be seen: because something in it is wrong, or was filled in?"""
        return any(name in self.errors or self[name].value() for name in self.minor if name != "class")

    def said(self) -> dict[str, Any]:
        """What the declaration is to read."""
        return {name: _plain(self.cleaned_data.get(name)) for name in self.stated}

    def stands(self) -> Mapping[str, Any]:
        """What is chosen and filled in so far, of a form that nobody has sent yet what it begins with."""
        return self.cleaned_data if hasattr(self, "cleaned_data") else self.initial

    @property
    def has_rows(self) -> bool:
        return any(isinstance(field, Rows) for field in self.fields.values())

    def typed(self) -> dict[str, Any]:
        """All that was typed, as it stands, attachments left out."""
        return {name: self[name].data for name in self.fields if name != "files"}

    def recipients(self) -> tuple[str, ...]:
        """Units of other agencies; where only the agency is named, the one found by rule, or the one that stands in."""
        found = [self.stands().get(name) for name in ("to-unit", "to-also", "to-agency")]
        named = (unit if "/" in unit else self._by_rule(unit) or self._stands_in(unit) for unit in found if unit)
        return tuple(dict.fromkeys(named))

    def fallen(self) -> list[tuple[str, str]]:
        """(agency, unit that stands in) of those to be found by rule of which no unit is named for this."""
        asked = [self.stands().get("to-unit"), self.stands().get("to-also")]
        agencies = dict.fromkeys(item for item in asked if item and "/" not in item)
        return [(agency, self._stands_in(agency)) for agency in agencies if not self._by_rule(agency)]

    def _by_rule(self, agency: str) -> str:
        """The unit that answers there for the field and the partner's region; '' where none does."""
        area, partner = str(self.stands().get("field") or self.area), str(self.stands().get("partner") or "")
        region, on = routing.region_of(partner), timezone.localdate(self.at)
        return routing.counterpart(agency, area=area, region=region, on=on, unit=self.unit)

    def _stands_in(self, agency: str) -> str:
        return counterparts.falls_to(agency, at=self.at)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = (data.get("to-agency") or "").strip().lower()
        if "to-agency" in self.fields:
            data["to-agency"] = code
            if code and (not acts.AGENCY.fullmatch(code) or code == node.current().agency):
                self.add_error("to-agency", _("Write the code of another agency, such as culture.gov.vn."))
            elif not self.may_stay and not code and not data.get("to-unit") and "to-unit" not in self.errors:
                self.add_error("to-unit", _("Choose who works on it on the other side."))
        if data.get("not-before") and data["not-before"] <= self.at:
            self.add_error("not-before", _("This time is past."))
        said_on = data.get("said-on")
        if said_on and said_on > timezone.localdate(self.at):
            self.add_error("said-on", _("This day is still to come."))
        return data


def step_form(
    process: Process, step: Step, names: Names, *, at: datetime, data: Any = None, files: Any = None,
    initial: Mapping[str, Any] | None = None, is_reported: bool = False, unit: str = "", filled: Container[str] = (),
    row: Dossier | None = None,
) -> StepForm:  # fmt: skip
    """The form of a step as it is at a time; `unit` is that of the officer, whose counterpart it may go to.

    `filled` names the fields that the address or a sheet has filled already; `row` is its file.
    """
    stated = [found for found in process.fields_of(step) if found.kind not in MACHINE and found.name not in filled]
    required, on = {*step.required}, timezone.localdate(at)
    if (issuer := next((found for found in stated if found.kind == "issuer"), None)) and not choices.issuers():
        # Nobody else can give number and date then.
        stated.remove(issuer)
        required |= set(issued_by(issuer)[:2])
    fields = {
        found.name: form_field(found, required=found.name in required, language=names.language, on=on)
        for found in stated
    }  # fmt: skip
    for found in stated:
        if found.whose and row is not None:
            offered = choices.units_of(found.whose, row, names.language, on=on)
            fields[found.name].choices = [("", "–"), *offered] if found.kind == "unit" else offered  # type: ignore[attr-defined]
    begun: dict[str, Any] = {}
    if issuer and not is_reported:
        begun |= choices.issued(issuer, on=on)
    if step.is_opening:
        fields |= _recipients(names, on=on)
        if not process.may_stay:
            offered = fields["to-unit"].choices  # type: ignore[attr-defined]
            begun["to-unit"] = choices.agreed(process.kind(step), offered, at=at)
    if not step.is_bare:
        fields["files"] = Files(label=_("Attachments"), required=False, widget=FilesInput)
    fields |= report_fields(on=on) if is_reported else _leaving()
    begun |= dict(initial or {})
    if "to-unit" in fields:
        begun |= _addressed(str(begun.get("to-unit") or ""), fields["to-unit"].choices)  # type: ignore[attr-defined]
    form = StepForm(data, files, initial=begun, label_suffix="")
    form.fields = fields
    _show_whole(fields, begun)
    form.may_stay, form.area, form.unit, form.at = process.may_stay, process.area, unit, at
    if "to-unit" in fields and not process.may_stay:
        # It may be left empty only where an agency without a system is named instead.
        fields["to-unit"].is_asked = True  # type: ignore[attr-defined]
    form.stated = tuple(found.name for found in stated)
    form.minor = frozenset(name for name in fields if name in MINOR) | {f.name for f in stated if f.is_minor}
    return form


def _recipients(names: Names, *, on: date) -> dict[str, forms.Field]:
    receiving = choices.receiving_units(names, on=on)
    theirs, units = choices.plainly(choices.units_of_others(receiving)), choices.plainly(receiving)
    theirs, units = [("", "–"), *theirs], [("", "–"), *units]
    return {
        "to-unit": forms.ChoiceField(label=_("Who works on it on the other side"), choices=theirs, required=False),
        "to-also": forms.ChoiceField(label=_("Another unit that receives it"), choices=units, required=False),
        "to-agency": forms.CharField(
            label=_("Or an agency without a system"), required=False, max_length=200,
            help_text=_("Its code, such as culture.gov.vn. What it answers by letter or telephone is recorded here."),
            widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
        ),
        "class": forms.ChoiceField(label=_("Class"), choices=choices.classes(), initial="internal"),
    }  # fmt: skip


def _addressed(unit: str, offered: Iterable[Any]) -> dict[str, str]:
    """The agency of a unit that nobody entered here is written out: the list cannot hold it."""
    agency = unit.partition("/")[0]
    known = {value for group in choices.values(offered) for value in group}
    if not unit or unit in known or agency == node.current().agency:
        return {}
    return {"to-unit": "", "to-agency": agency} if not any(value.partition("/")[0] == agency for value in known) else {}


def _leaving() -> dict[str, forms.Field]:
    moment = MomentInput(format="%Y-%m-%dT%H:%M")
    hint = _("It waits here until then and can still be taken back.")
    field = forms.DateTimeField(label=_("Not before"), required=False, widget=moment, help_text=hint)
    return {"not-before": field}


def report_fields(*, on: date) -> dict[str, forms.Field]:
    """How and when another side said what is recorded in its name."""
    vias = [(via, VIAS[via]) for via in ("letter", "phone", "mail")]
    return {
        "via": forms.ChoiceField(label=_("How it was said"), choices=vias),
        "said-on": forms.DateField(
            label=_("On"), widget=DayInput(format="%Y-%m-%d"), input_formats=["%Y-%m-%d"],
            initial=on,
        ),
        "reference": forms.CharField(
            label=_("Number of the letter, or who was spoken to"), required=False, max_length=200,
            widget=forms.TextInput(attrs={"dir": "auto"}),
        ),
    }  # fmt: skip


def _show_whole(fields: Mapping[str, forms.Field], begun: Mapping[str, Any]) -> None:
    """What stands in a field for long texts already is seen without turning it, as far as a page can hold it."""
    for name, field in fields.items():
        text = begun.get(name)
        if isinstance(field.widget, forms.Textarea) and isinstance(text, str):
            lines = sum(1 + len(line) // LETTERS for line in text.splitlines())
            field.widget.attrs["rows"] = max(int(field.widget.attrs.get("rows", 6)), min(lines, MOST_ROWS))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

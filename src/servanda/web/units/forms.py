"""The forms of one unit: what it is, and its end."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servanda.imports.faults import Faulty
from servanda.imports.regions import region_names
from servanda.imports.tables import PAGES
from servanda.imports.unit_files import Cells, cells_of
from servanda.imports.units import KINDS
from servanda.kernel.texts import pick
from servanda.processes.agreements.agreement_reading import field_titles
from servanda.processes.telling.wording import listed
from servanda.web import refusal_text
from servanda.web.administration.people import unit_kind
from servanda.web.seats import Seat
from servanda.web.steps.form_fields import DayInput
from servanda.web.units import draft
from servanda.web.units.draft import Draft

CODE = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}


class KeptForm(forms.Form):
    """A form whose cells are checked with the whole directory around them."""

    def keep(self, known: Draft, cells: Cells, seat: Seat, *, code: str) -> bool:
        """Is it kept? What is wrong stands beside its field; what is wrong elsewhere, on top."""
        try:
            draft.keep(known, cells, seat, code=code)
        except Faulty as faulty:
            line = draft.line_of(known, code)
            for fault in faulty.faults:
                name = fault.field if fault.line == line and fault.field in self.fields else None
                self.add_error(name, refusal_text.sentence(fault.refused))
        return not self.errors


class UnitForm(KeptForm):
    """Everything about a unit but its end."""

    code = forms.CharField(label=_("Code"), max_length=60, help_text=_("Small letters from a to z, figures and -."),
                           widget=forms.TextInput(attrs=CODE))  # fmt: skip
    parent = forms.ChoiceField(label=_("Stands under"), required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    zone = forms.CharField(label=_("Time zone"), max_length=60, widget=forms.TextInput(attrs=CODE))
    fields_ = forms.CharField(label=_("Fields"), required=False, max_length=400, widget=forms.TextInput(attrs=CODE))
    regions = forms.CharField(label=_("Regions"), required=False, max_length=400, widget=forms.TextInput(attrs=CODE))
    counterparts = forms.CharField(
        label=_("Counterparts"), required=False, max_length=400, widget=forms.Textarea(attrs={**CODE, "rows": 3}),
        help_text=_("One on each line: a unit of another agency, then if wanted a field (* for any), a region and a "
                    "period, such as union.example/europe visits europe 2026-01-01/.."),
    )  # fmt: skip

    def __init__(self, known: Draft, unit: dict[str, Any] | None, *, language: str, **kwargs: Any) -> None:
        cells = cells_of(unit) if unit else {"zone": _zone(known)}
        lines = cells.get("counterparts", "").replace(";", "\n")
        super().__init__(initial=cells | {"counterparts": lines}, label_suffix="", **kwargs)
        self.known, self.unit = known, unit
        own = self.fields.pop("fields_")
        names = {
            code: forms.CharField(
                label=gettext("Name in %(language)s") % {"language": settings.LANGUAGE_NAMES.get(code, code)},
                max_length=400, required=False, widget=forms.TextInput(attrs={"dir": "auto", "lang": code}),
            )
            for code in PAGES
        }  # fmt: skip
        day = forms.DateField(label=gettext("First day"), required=False, widget=DayInput(format="%Y-%m-%d"))
        rest = dict(self.fields)
        code = {} if unit else {"code": rest["code"]}
        self.fields = {
            **code, **names, "parent": rest["parent"], "kind": rest["kind"], "zone": rest["zone"], "fields": own,
            "regions": rest["regions"], "counterparts": rest["counterparts"], "from": day,
        }  # fmt: skip
        _choose(self.fields["parent"], [("", "–"), *_others(known, unit, language)])
        _choose(self.fields["kind"], [(kind, unit_kind(kind)) for kind in KINDS])
        dated = gettext(
            "Divided by ; and dated where it is for a time: visits 2026-01-01/2026-06-30. Known: %(known)s."
        )
        titles = {code: pick(title, language) for code, title in field_titles().items()}
        fields = [f"{_apart(code)} ({title})" if title else _apart(code) for code, title in titles.items()]
        own.help_text = dated % {"known": listed(fields) or "–"}
        self.fields["regions"].help_text = dated % {"known": listed(map(_apart, region_names()))}

    def save(self, seat: Seat) -> bool:
        stated = {name: _text(value) for name, value in self.cleaned_data.items()}
        stated["counterparts"] = ";".join(stated["counterparts"].splitlines())
        kept = cells_of(self.unit) if self.unit else {}
        return self.keep(self.known, kept | stated, seat, code=self.unit["code"] if self.unit else "")


class ClosingForm(KeptForm):
    """The last day of a unit and those that take over; without a day it closes at once."""

    until = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput(format="%Y-%m-%d"),
        help_text=_("Leave it empty to close the unit as soon as this is published."),
    )  # fmt: skip
    successors = forms.MultipleChoiceField(
        label=_("Taken over by"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("With one unit everything that is open goes over by itself; with several, file by file."),
    )  # fmt: skip

    def __init__(self, known: Draft, unit: dict[str, Any], *, language: str, **kwargs: Any) -> None:
        initial = {"until": unit.get("until"), "successors": unit.get("successors", [])}
        super().__init__(initial=initial, label_suffix="", **kwargs)
        self.known, self.unit = known, unit
        _choose(self.fields["successors"], _others(known, unit, language))

    def save(self, seat: Seat) -> bool:
        stated = {"closed": "yes", "until": _text(self.cleaned_data["until"]),
                  "successors": ";".join(self.cleaned_data["successors"])}  # fmt: skip
        return self.keep(self.known, cells_of(self.unit) | stated, seat, code=self.unit["code"])


class OpeningForm(KeptForm):
    """A closed unit is opened again: it has no last day and no successor."""

    def __init__(self, known: Draft, unit: dict[str, Any], *, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known, self.unit = known, unit

    def save(self, seat: Seat) -> bool:
        stated = {"closed": "", "until": "", "successors": ""}
        return self.keep(self.known, cells_of(self.unit) | stated, seat, code=self.unit["code"])


def _apart(code: str) -> str:
    """A code inside a sentence of any direction: its hyphens and its neighbours do not turn it around."""
    return f"\u2068{code}\u2069"


def _others(known: Draft, unit: dict[str, Any] | None, language: str) -> list[tuple[str, str]]:
    own = unit["code"] if unit else ""
    open_ = [row for row in known.after if row["code"] != own and not row.get("closed")]
    return [(row["code"], pick(row.get("name", {}), language) or row["code"]) for row in open_]


def _choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _zone(known: Draft) -> str:
    return str(known.after[0].get("zone", "UTC")) if known.after else "UTC"


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "").strip()

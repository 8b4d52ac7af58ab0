"""A duty as a form: selects built from the declared processes, and the duty that was chosen as data."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from servanda.kernel.duty_checks import MOST, OPENED
from servanda.kernel.recurrences import MONTHS
from servanda.kernel.texts import pick
from servanda.office.models import AgreementDraft
from servanda.processes.agreements.duty_sentences import KEEPER, OPENER, OTHER, OTHERS, RECURRENCES
from servanda.processes.declaration.base import Field, Process
from servanda.processes.models import Unit
from servanda.processes.registry import processes
from servanda.processes.telling.wording import DELIVERIES
from servanda.web.drafts import month_names, texts
from servanda.web.labels import ROLES
from servanda.web.names import agencies_in

YEARLY = "day"
LEAST_RUNGS = 2
DATES = frozenset({"edtf", "day"})
NOT_OPENED_BY = frozenset({"agreement", "directory"})
MEASURES = {"working_days": _("working days"), "days": _("days")}
SIDES = {"before": _("before"), "after": _("after")}
PRECISIONS = {"": _("not asked"), "day": _("the day"), "month": _("at least the month"), "year": _("at least the year")}
CASES = ("where", "unless")
# What recurs counts after its own day and reads nothing.
CALENDAR = {
    "opens": "", "by_side": "after", "by_fact": OPENED, "later_n": None, "later_measure": "", "later_side": "",
    "later_fact": "", "precision": "",
}  # fmt: skip

_COUNT: dict[str, Any] = {"required": False, "min_value": 0, "max_value": MOST}


class DutyForm(forms.Form):
    """`process` is the kind of work whose step opens it; its facts and dates are what can be chosen."""

    id = forms.CharField(label=_("Short name"), max_length=40, required=False,
                         widget=forms.TextInput(attrs={"dir": "ltr"}),
                         help_text=_("Small letters; left empty, one is made."))  # fmt: skip
    start = forms.ChoiceField(label=_("It is owed"), widget=forms.RadioSelect,
                              choices=[("step", _("when a step is taken")), ("calendar", _("by the calendar"))]
                              )  # fmt: skip
    opens = forms.ChoiceField(label=_("When this step is taken"), required=False)
    every = forms.ChoiceField(label=_("How often"), required=False)
    every_day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    every_month = forms.ChoiceField(label=_("Month"), required=False)
    debtor = forms.ChoiceField(label=_("Who carries it out"))
    creditor = forms.ChoiceField(label=_("Who receives it"))
    deliver = forms.ChoiceField(label=_("What is owed"), choices=list(DELIVERIES.items()))
    by_n = forms.IntegerField(label=_("By when"), **_COUNT)
    by_measure = forms.ChoiceField(label=_("Counted in"), choices=list(MEASURES.items()), required=False)
    by_side = forms.ChoiceField(label=_("Before or after"), choices=list(SIDES.items()), required=False)
    by_fact = forms.ChoiceField(label=_("Which day"), required=False)
    later_n = forms.IntegerField(label=_("Or, if later"), **_COUNT)
    later_measure = forms.ChoiceField(label=_("Counted in"), choices=list(MEASURES.items()), required=False)
    later_side = forms.ChoiceField(label=_("Before or after"), choices=list(SIDES.items()), required=False)
    later_fact = forms.ChoiceField(label=_("Which day"), required=False)
    precision = forms.ChoiceField(
        label=_("How exact the date must be"), choices=list(PRECISIONS.items()), required=False
    )
    accept = forms.BooleanField(label=_("Who receives it says whether it is accepted"), required=False)
    remind = forms.CharField(label=_("Remind so many working days before"), required=False, max_length=60,
                             widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
                             help_text=_("Several with commas: 5, 1."))  # fmt: skip

    def __init__(self, *args: Any, row: AgreementDraft, duty: Mapping[str, Any], process: Process | None, on: date,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.row, self.duty, self.process = row, duty, process
        self.language = get_language() or "en"
        self._choose("opens", steps(duty.get("opens")))
        self._choose(
            "every", [*((code, label) for code, label in RECURRENCES.items()), (YEARLY, _("every year on a day"))]
        )
        self._choose("every_month", list(zip(MONTHS, month_names.months(self.language), strict=True)))
        for name in ("debtor", "creditor"):
            self._choose(name, sides(row, duty, self.language, on=on))
        for name in ("by_fact", "later_fact"):
            self._choose(name, days(process))
        if duty.get("every"):
            self._only(CALENDAR)
        self.cases = {f"{key}-{found.name}": found for key in CASES for found in facts(process, duty)}
        for name, found in self.cases.items():
            self.fields[name] = texts.asked(_case(found, row, self.language))
        for number in range(self.rungs):
            self.fields[f"rung{number}_n"] = forms.IntegerField(
                label=_("Working days late"), required=False, min_value=1, max_value=MOST
            )
            self.fields[f"rung{number}_to"] = forms.ChoiceField(
                label=_("tell"), required=False, choices=[(code, ROLES[code]) for code in ("head", "leadership")]
            )

    @property
    def rungs(self) -> int:
        return max(LEAST_RUNGS, len(self.duty.get("ladder") or []) + 1)

    def _only(self, values: Mapping[str, Any]) -> None:
        """Fields that say nothing here keep one value, whatever the page still held of them."""
        for name, value in values.items():
            self.fields[name].disabled, self.fields[name].initial = True, value
            self.initial.pop(name, None)

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def case_fields(self, key: str) -> list[Any]:
        return [self[name] for name in self.cases if name.startswith(f"{key}-")]

    @property
    def where_fields(self) -> list[Any]:
        return self.case_fields("where")

    @property
    def unless_fields(self) -> list[Any]:
        return self.case_fields("unless")

    @property
    def has_unless(self) -> bool:
        return any(field.value() for field in self.unless_fields)

    @property
    def ladder_fields(self) -> list[list[Any]]:
        return [[self[f"rung{number}_n"], self[f"rung{number}_to"]] for number in range(self.rungs)]

    @property
    def is_yearly(self) -> bool:
        return str(self["every"].value()) == YEARLY

    @property
    def is_calendar(self) -> bool:
        return str(self["start"].value()) == "calendar"


def steps(chosen: object = "") -> list[Any]:
    """The declared steps by kind of work."""
    groups = []
    for process in processes().values():
        if process.is_generic or process.name in NOT_OPENED_BY:
            continue
        found = [(process.kind(step), step.label) for step in process.steps if not step.is_hidden]
        groups.append((process.label, found))
    known = {kind for _label, found in groups for kind, _step in found}
    return groups if not chosen or chosen in known else [*groups, (str(chosen), str(chosen))]


def days(process: Process | None) -> list[Any]:
    """The dates from which a duty of this kind of work can count."""
    found = [(field.name, field.label) for field in process.fields if field.part == "facts" and field.kind in DATES
             ] if process else []  # fmt: skip
    return [*found, (OPENED, _("the step itself") if process else _("its day"))]


def facts(process: Process | None, duty: Mapping[str, Any]) -> list[Field]:
    """What tells cases apart: what is chosen from a list, and whatever this duty reads already."""
    if process is None:
        return []
    named = {name for key in CASES for name in duty.get(key) or {}}
    return [
        field for field in process.fields
        if field.part == "facts" and field.kind not in DATES
        and (field.kind in ("choice", "yes") or field.name in ("field", "partner") or field.name in named)
    ]  # fmt: skip


def sides(row: AgreementDraft, duty: Mapping[str, Any], language: str, *, on: date) -> list[Any]:
    """The side that opens the file, the other one, or a unit of a party."""
    parties = row.data["parties"]
    owner, other = KEEPER if duty.get("every") else OPENER, OTHERS if len(parties) > 2 else OTHER
    named = agencies_in(language)
    grouped: dict[str, list[Any]] = {}
    for unit in Unit.open_on(on).filter(agency__in=parties):
        label = named.get(unit.agency, unit.agency)
        grouped.setdefault(label, []).append((unit.id, pick(unit.name, language) or unit.id))
    known = {code for units in grouped.values() for code, _name in units} | {"owner", "counterpart"}
    kept = [(code, code) for key in ("debtor", "creditor") if (code := duty.get(key)) and code not in known]
    return [("owner", owner[0]), ("counterpart", other[0]), *grouped.items(), *kept]


def initial(duty: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values for a duty."""
    every = str(duty.get("every") or "")
    found: dict[str, Any] = {
        key: duty[key] for key in ("id", "opens", "debtor", "creditor", "deliver") if key in duty
    } | {
        "start": "calendar" if every else "step", "accept": duty.get("accept", True),
        "remind": ", ".join(str(item["working_days"]) for item in duty.get("remind") or []),
        "precision": (duty.get("needs") or {}).get("precision", ""), "later_side": "after",
    }  # fmt: skip
    if every in RECURRENCES:
        found["every"] = every
    elif every:
        day, _space, month = every.partition(" ")
        found |= {"every": YEARLY, "every_day": day, "every_month": month}
    for prefix, key in (("by", "by"), ("later", "or_later")):
        rule = duty.get(key) or {}
        side = "before" if "before" in rule else "after"
        measure = next((name for name in MEASURES if name in rule), "working_days")
        if rule:
            found |= {f"{prefix}_n": rule.get(measure), f"{prefix}_measure": measure, f"{prefix}_side": side,
                      f"{prefix}_fact": rule.get(side)}  # fmt: skip
    for key in CASES:
        for name, values in (duty.get(key) or {}).items():
            found[f"{key}-{name}"] = [str(value) for value in (values if isinstance(values, list) else [values])]
    for number, rung in enumerate(duty.get("ladder") or []):
        found |= {f"rung{number}_n": rung.get("after_working_days"), f"rung{number}_to": rung.get("to")}
    return found


def to_duty(form: DutyForm, *, name: str) -> dict[str, Any]:
    """The duty as data, in the order in which it is read aloud; what this form cannot say is kept as it was."""
    found, before = form.cleaned_data, form.duty
    duty: dict[str, Any] = {"id": found["id"] or name}
    if found["start"] == "calendar":
        duty["every"] = found["every"]
        if found["every"] == YEARLY:
            duty["every"] = f"{found.get('every_day') or ''} {found['every_month']}".strip()
    else:
        duty["opens"] = found["opens"]
        for key in CASES:
            if cases := _cases(form, key):
                duty[key] = cases
    duty |= {key: found[key] for key in ("debtor", "creditor", "deliver")}
    needs = {key: value for key, value in (before.get("needs") or {}).items() if key != "precision"}
    if found["precision"] or needs:
        duty["needs"] = needs | ({"precision": found["precision"]} if found["precision"] else {})
    for prefix, key in (("by", "by"), ("later", "or_later")):
        if found[f"{prefix}_n"] is not None:
            duty[key] = {found[f"{prefix}_side"]: found[f"{prefix}_fact"],
                         found[f"{prefix}_measure"]: found[f"{prefix}_n"]}  # fmt: skip
    if not found["accept"] or "accept" in before:
        duty["accept"] = found["accept"]
    if numbers := re.findall(r"[^,;،؛\s]+", found["remind"]):
        duty["remind"] = [{"working_days": int(n) if n.isdecimal() else n} for n in numbers]
    rungs = [(found.get(f"rung{n}_n"), found.get(f"rung{n}_to")) for n in range(form.rungs)]
    if ladder := [{"after_working_days": n, "to": to} for n, to in rungs if n is not None]:
        duty["ladder"] = ladder
    return duty


def free_name(deliver: str, taken: list[str]) -> str:
    """`notice`, or `notice-2` where the article has one already."""
    names = (deliver if not n else f"{deliver}-{n + 1}" for n in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


def _cases(form: DutyForm, key: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, field in form.cases.items():
        prefix, _dash, fact = name.partition("-")
        value = form.cleaned_data.get(name)
        if prefix == key and value:
            values = value if isinstance(value, list) else re.findall(r"[^,;\s]+", value)
            found[fact] = [True if field.kind == "yes" and each == "True" else each for each in values]
    return found


def _case(found: Field, row: AgreementDraft, language: str) -> forms.Field:
    common: dict[str, Any] = {"label": found.label, "required": False}
    boxes = forms.CheckboxSelectMultiple
    if found.name == "field" and row.data["fields"]:
        titles = [(field["id"], pick(field["title"], language) or field["id"]) for field in row.data["fields"]]
        return forms.MultipleChoiceField(choices=titles, widget=boxes, **common)
    if found.kind == "yes":
        return forms.MultipleChoiceField(choices=[("True", gettext("yes"))], widget=boxes, **common)
    if found.choices:
        return forms.MultipleChoiceField(choices=list(found.choices.items()), widget=boxes, **common)
    return Codes(help_text=gettext("Short codes, several with commas."), **common)


class Codes(forms.CharField):
    """Short codes in one line."""

    widget = forms.TextInput(attrs={"dir": "ltr"})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

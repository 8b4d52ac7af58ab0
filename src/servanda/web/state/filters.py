"""What the address of a figure asks for, and the form by which people ask."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from servanda.kernel.acts import UNIT
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.processes.telling.timeline import Names
from servanda.reports import periods, tallies, words
from servanda.reports.agreed import Agreed
from servanda.reports.scope import EARLY, Limits, Scope
from servanda.web import refusal_text

LONGEST = 600
LEAD = re.compile(r"(-?[0-9]{1,4})?\.\.(-?[0-9]{1,4})?", re.ASCII)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@dataclass(frozen=True)
class Asked:
    """A scope, and the form that says it."""

    scope: Scope
    form: "Filters"


class Filters(forms.Form):
    """Everything may be left out; what cannot be read is told and counts as left out."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    since = _day(pgettext_lazy("first day of a period", "From"))
    until = _day(pgettext_lazy("last day of a period", "To"))
    side = forms.ChoiceField(label=gettext_lazy("Carrying out"), required=False)
    pair = forms.ChoiceField(label=gettext_lazy("Between units"), required=False)
    article = forms.ChoiceField(label=gettext_lazy("Article"), required=False)
    as_of = _day(gettext_lazy("As of"))

    def add_prefix(self, field_name: str) -> str:
        return {"since": "from", "until": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        since, until = given.get("since"), given.get("until")
        try:
            periods.between(None, given.get("as_of"))
        except Refused as refused:
            self.add_error("as_of", refusal_text.sentence(refused))
        try:
            given["days"] = periods.between(since, until) if since or until else None
        except Refused as refused:
            self.add_error("until" if until else "since", refusal_text.sentence(refused))
        return given


def read(given: Mapping[str, str], agreement: Agreed, actor: Actor, names: Names, *, at: datetime) -> Asked:
    """The scope that an address names, and the form filled with it."""
    sides = [party for party in agreement.row.parties if agreement.shows_both or party == actor.agency]
    pair = pair_of(given.get("pair", ""))
    choices: dict[str, list[tuple[str, str]]] = {
        "period": [(name, str(words.PERIODS[name])) for name in periods.NAMES],
        "side": [("", gettext("Every side")), *((side, names.agency(side)) for side in sides)],
        "pair": [("", gettext("Every pair of units"))],
        "article": [("", gettext("Every article")), *((a.id, a.id) for a in agreement.articles if a.duties)],
    }
    if pair:
        choices["pair"].append((">".join(pair), words.pair(*map(names.unit, pair))))
    form = Filters({"as_of": agreement.today(at), **_stated(given)})
    for name, values in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = values
    form.is_valid()
    told = form.cleaned_data
    as_of = told.get("as_of") or agreement.today(at)
    state = given.get("state", "")
    return Asked(Scope(
        actor, (agreement,), as_of, told.get("days") or periods.named(told.get("period", ""), today=as_of),
        article=told.get("article", ""), side=told.get("side", ""), pair=pair,
        state=state if state in (*tallies.STATES, *tallies.LISTS) else "", lead=lead_of(given.get("lead", "")),
        is_early=given.get("lead") == EARLY,
    ), form)  # fmt: skip


def pair_of(text: str) -> tuple[str, str] | None:
    """`carrying out>receiving`, as the address of a pair of units has it."""
    one, mark, other = text[:LONGEST].partition(">")
    return (one, other) if mark and UNIT.fullmatch(one) and UNIT.fullmatch(other) else None


def lead_of(text: str) -> Limits | None:
    """`least..most` in working days, either of them left out where it is open."""
    found = LEAD.fullmatch(text)
    return (int(found[1]) if found[1] else None, int(found[2]) if found[2] else None) if found else None


def _stated(given: Mapping[str, str]) -> dict[str, str]:
    """What is not there in an address is not there in the form; a period that days were given for is `days`."""
    stated = {name: value for name, value in given.items() if value.strip()}
    return {**stated, "period": "days"} if {"from", "to"} & stated.keys() else stated

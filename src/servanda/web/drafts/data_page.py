"""What an agreement says of itself: titles, parties, languages, days, fields, and who stands in."""

import re
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports.agreements import CODE
from servanda.imports.draft_data import Data, languages_in
from servanda.imports.made_codes import free, slug
from servanda.kernel import node
from servanda.kernel.acts import AGENCY, UNIT
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office.models import AgreementDraft
from servanda.processes.models import Unit
from servanda.processes.organisation import correspondents
from servanda.processes.telling.timeline import Names
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.agreements.words import KINDS
from servanda.web.drafts import shown, texts
from servanda.web.names import agencies_in
from servanda.web.seats import Request, Seat
from servanda.web.steps.form_fields import DayInput

BLANK_FIELDS = 2
WHOLE_CODE = rf"^{CODE.pattern}\Z"
# The part of a draft that this page holds.
PART = ("agreement", "title", "preamble", "kind", "original", "in_force_on", "review_on", "ends_on", "shown", "transit",
        "parties", "fields", "fallback")  # fmt: skip


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput(format="%Y-%m-%d"), input_formats=["%Y-%m-%d"])


class DataForm(forms.Form):
    agreement = forms.RegexField(
        WHOLE_CODE, label=_("Short code"), required=False, max_length=60, widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Small letters a to z, digits and -, such as regulation-2026."),
        error_messages={"invalid": _("Use small letters a to z, digits and -.")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    original = forms.ChoiceField(label=_("Language of the original"))
    in_force_on = _day(_("In force from"))
    review_on = _day(_("To be reviewed by"))
    ends_on = _day(_("In force up to"))
    shown = forms.ChoiceField(
        label=_("Numbers about the other side"), widget=forms.RadioSelect,
        choices=[("both", _("Both sides see them")), ("neither", _("Each side sees only its own"))],
    )  # fmt: skip
    hours = forms.IntegerField(
        label=_("Hours that an entry may be under way"), min_value=0, max_value=31 * 24,
        help_text=_("What arrives later than this counts from the day on which it arrived."),
    )  # fmt: skip
    parties = forms.MultipleChoiceField(label=_("Parties"), required=False, widget=forms.CheckboxSelectMultiple)
    other_parties = forms.CharField(
        label=_("Parties without a connection"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=_("One on each line, written like a domain: ministry.example."),
    )  # fmt: skip

    def __init__(self, *args: Any, row: AgreementDraft, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data, language = row.data, get_language() or "en"
        self.columns, self.draft, self.here = shown.columns(data), row, node.current().agency
        self.known = agencies_in(language)
        others = [(code, name) for code, name in self.known.items() if code != self.here]
        _choices(self, "parties", sorted(others, key=lambda pair: pair[1]))
        _choices(self, "original", [(column["code"], column["name"]) for column in self.columns])
        if row.dossier:
            # The parties of an agreement are those of its file, which never change.
            self.fields["parties"].disabled = self.fields["other_parties"].disabled = True
        for name in ("agreement", "in_force_on", "parties"):
            texts.asked(self.fields[name])
        texts.add(self, "title", _("Title"), self.columns)
        texts.add(self, "preamble", _("Preamble"), self.columns, rows=4)
        self._add_fallback(data, language, on=on)
        for number in range(len(data["fields"]) + BLANK_FIELDS):
            self.fields[f"field-{number}"] = forms.RegexField(
                WHOLE_CODE,
                label=_("Short code"),
                required=False,
                max_length=60,
                widget=forms.TextInput(attrs={"dir": "ltr"}),
            )
            texts.add(self, f"field-title-{number}", _("Title"), self.columns)

    def _add_fallback(self, data: Data, language: str, *, on: date) -> None:
        units = list(Unit.open_on(on).filter(agency__in=data["parties"]))
        entered, names = correspondents.open_units(language), Names(language, self.known).load()
        for party in data["parties"]:
            label = gettext("Stands in at %(agency)s") % {"agency": self.known.get(party, party)}
            own = [(unit.id, pick(unit.name, language) or unit.id) for unit in units if unit.agency == party]
            own = own or entered.get(party, [])
            stated = data["fallback"].get(party, "")
            if own:
                # One that was closed since is not offered, and is not lost by saving the page either.
                kept = [(stated, names.unit(stated))] if stated and stated not in dict(own) else []
                self.fields[f"fallback-{party}"] = forms.ChoiceField(
                    label=label, required=False, choices=[("", gettext("its office")), *own, *kept]
                )
            else:
                self.fields[f"fallback-{party}"] = forms.RegexField(
                    rf"^{UNIT.pattern}\Z", label=label, required=False, help_text=f"{party}/office",
                    widget=forms.TextInput(attrs={"dir": "ltr"}),
                )  # fmt: skip

    def clean_other_parties(self) -> list[str]:
        found = [line.lower() for line in texts.lines(self.cleaned_data["other_parties"])]
        for code in found:
            if not AGENCY.fullmatch(code):
                raise forms.ValidationError(refusal_text.sentence(Refused("agreement_agency_wrong", value=code[:80])))
        return found

    @property
    def blocks(self) -> dict[str, list[Any]]:
        """The bound fields in the order of the page."""

        def those(prefix: str) -> list[Any]:
            return [self[name] for name in self.fields if name.startswith(prefix)]

        rows = len(self.draft.data["fields"]) + BLANK_FIELDS
        return {
            "title": those("title-"), "preamble": those("preamble-"), "fallback": those("fallback-"),
            "plain": [self[name] for name in ("kind", "agreement", "original", "in_force_on", "review_on", "ends_on")],
            "parties": [self["parties"], self["other_parties"]] if self.fields["parties"].choices  # type: ignore[attr-defined]
            else [self["other_parties"]],
            "rules": [self["shown"], self["hours"]],
            "fields": [[self[f"field-{n}"], *those(f"field-title-{n}-")] for n in range(rows)],
        }  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, seat: Seat, draft: str) -> HttpResponse:
    row = shown.find(draft, seat)
    form = DataForm(request.POST or None, row=row, on=timezone.localdate(seat.at), initial=_initial(row, seat))
    if request.method == "POST" and form.is_valid():
        try:
            shown.saved(row, seat, lambda data: _take(data, form), mark=request.POST.get("mark", ""), part=_part)
            return redirect(shown.url(row))
        except Refused as refused:
            form.add_error(None, refusal_text.sentence(refused))
            row = shown.find(draft, seat)
    context = {
        "section": "agreements", "title": shown.title_of(row.data, get_language() or "en"), "url": shown.url(row),
        "form": form, "mark": shown.mark_of(_part(row.data)), "draft_key": f"{row.id}|data", "is_change": row.dossier,
    }  # fmt: skip
    return render(request, "draft_data.html", context, status=422 if form.errors else 200)


def _part(data: Data) -> Data:
    return {key: data[key] for key in PART}


def _initial(row: AgreementDraft, seat: Seat) -> dict[str, Any]:
    data = row.data
    known = set(agencies_in("en")) - {node.current().agency}
    found = {
        key: data[key] for key in ("agreement", "kind", "original", "in_force_on", "review_on", "ends_on", "shown")
    }
    found["agreement"] = found["agreement"] or f"{data['kind']}-{seat.at.year}"
    found |= {
        "hours": data["transit"]["hours"], "parties": [code for code in data["parties"] if code in known],
        "other_parties": "\n".join(code for code in data["parties"] if code not in {*known, node.current().agency}),
        **texts.initial("title", data["title"]), **texts.initial("preamble", data["preamble"]),
        **{f"fallback-{party}": unit for party, unit in data["fallback"].items()},
    }  # fmt: skip
    for number, field in enumerate(data["fields"]):
        found |= {f"field-{number}": field["id"], **texts.initial(f"field-title-{number}", field["title"])}
    return found


def _take(data: Data, form: DataForm) -> None:
    found = form.cleaned_data
    data |= {key: found[key] for key in ("agreement", "kind", "original", "shown")}
    data |= {key: found[key].isoformat() if found[key] else "" for key in ("in_force_on", "review_on", "ends_on")}
    data["transit"] = {"hours": found["hours"]}
    for name in ("title", "preamble"):
        data[name] = texts.read(found, name, form.columns)
    if not form.draft.dossier:
        data["parties"] = list(dict.fromkeys([form.here, *found["parties"], *found["other_parties"]]))
    data["fallback"] = {
        party: unit for party in data["parties"] if (unit := found.get(f"fallback-{party}"))
    }  # fmt: skip
    data["fields"] = _fields(form)
    data["languages"] = list(dict.fromkeys([data["original"], *data["languages"], *languages_in(data)]))


def _fields(form: DataForm) -> list[dict[str, Any]]:
    """Those with a code or a title. A code is made where none is written, as a list of units makes it."""
    found = form.cleaned_data
    numbers = [int(name[6:]) for name in form.fields if re.fullmatch(r"field-\d+", name)]
    stated = [(found[f"field-{n}"], texts.read(found, f"field-title-{n}", form.columns)) for n in numbers]
    taken = {code for code, _title in stated if code}
    fields = []
    for code, title in ((code, title) for code, title in stated if code or title):
        wanted = next(filter(None, map(slug, (title.get(found["original"], ""), *title.values()))), "")
        fields.append({"id": code or free(wanted, taken, otherwise="field"), "title": title})
        taken.add(fields[-1]["id"])
    return fields


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices

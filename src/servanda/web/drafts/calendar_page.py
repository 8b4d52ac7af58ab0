"""The calendar of a draft: proposed for a country, then laid down by the parties day by day."""

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports.draft_data import Data
from servanda.imports.proposals import countries, propose_weekend, propose_years
from servanda.kernel.calendars import DAYS, Calendar
from servanda.kernel.refusals import Refused
from servanda.office.models import AgreementDraft
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.drafts import shown, texts
from servanda.web.seats import Request, Seat

WEEK = {
    "monday": _("Monday"), "tuesday": _("Tuesday"), "wednesday": _("Wednesday"), "thursday": _("Thursday"),
    "friday": _("Friday"), "saturday": _("Saturday"), "sunday": _("Sunday"),
}  # fmt: skip


class CalendarForm(forms.Form):
    zone = forms.CharField(
        label=_("Time zone"), max_length=60, widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Such as Asia/Ho_Chi_Minh."),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), required=False)
    subdivision = forms.CharField(
        label=_("Part of the country"), required=False, max_length=10, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    weekend = forms.MultipleChoiceField(
        label=_("Weekend"), required=False, choices=list(WEEK.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, calendar: Data, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = sorted(calendar["years"])
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *country_names(get_language() or "en")]
        texts.asked(self.fields["country"])
        texts.asked(self.fields["weekend"])
        for year in self.years:
            for name, label, hint in (
                (
                    "holidays",
                    _("Days off"),
                    _("One on each line: 2026-01-01. What stands behind it is only for reading."),
                ),
                ("working", _("Days of the weekend that are worked"), ""),
            ):
                self.fields[f"{name}-{year}"] = forms.CharField(
                    label=label, help_text=hint, required=False, max_length=20_000,
                    widget=forms.Textarea(attrs={"rows": 8 if name == "holidays" else 2, "dir": "ltr"}),
                )  # fmt: skip
            self.fields[f"provisional-{year}"] = forms.BooleanField(
                label=_("Not published in full yet: days counted in it may still move"), required=False
            )

    @property
    def plain(self) -> list[Any]:
        return [self[name] for name in ("country", "subdivision", "zone", "weekend")]

    @property
    def each_year(self) -> list[dict[str, Any]]:
        return [{"year": year, "fields": [self[f"{name}-{year}"] for name in ("holidays", "working", "provisional")]}
                for year in self.years]  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, seat: Seat, draft: str) -> HttpResponse:
    row = shown.find(draft, seat)
    calendar = row.data["calendar"]
    form = CalendarForm(request.POST or None, calendar=calendar, initial=_initial(calendar))
    if request.method == "POST" and form.is_valid():
        try:
            found = _read(form, calendar)
            proposes = request.POST.get("do") == "propose"
            if proposes:
                found = propose(found, today=seat.at.date())
            shown.saved(row, seat, lambda data: data.update(calendar=found), mark=request.POST.get("mark", ""),
                        part=lambda data: data["calendar"])  # fmt: skip
            return redirect(shown.url(row, "calendar") + "#years" if proposes else shown.url(row))
        except Refused as refused:
            form.add_error(None, refusal_text.sentence(refused))
            row = shown.find(draft, seat)
    return render(request, "draft_calendar.html", _context(row, form), status=422 if form.errors else 200)


def propose(calendar: Data, *, today: date) -> Data:
    """Last year, this one and the next as the package knows them. Raises Refused for a country without any."""
    country, part = calendar["country"], calendar["subdivision"]
    known = countries()
    if country not in known:
        raise Refused("calendar_country_unknown", country=country or "–")
    if part and part not in known[country]:
        raise Refused(
            "duty_word_unknown", field=gettext("Part of the country"), value=part, known=", ".join(known[country])
        )
    years = propose_years(country, part, years=range(today.year - 1, today.year + 2))
    return calendar | {
        "weekend": propose_weekend(country, part, year=today.year),
        "years": {str(item.year): item.to_facts(today=today) for item in years},
    }


def country_names(language: str) -> list[tuple[str, str]]:

    names = Locale.parse(language).territories
    return sorted(((code, str(names.get(code, code))) for code in countries()), key=lambda pair: pair[1])


def _initial(calendar: Data) -> dict[str, Any]:
    found = {key: calendar[key] for key in ("zone", "country", "subdivision")}
    found["weekend"] = calendar["weekend"] or ["saturday", "sunday"]
    names = _names(calendar)
    for year, days in calendar["years"].items():
        for name in ("holidays", "working"):
            found[f"{name}-{year}"] = "\n".join(f"{day}  {names.get(day, '')}".strip() for day in days.get(name, []))
        found[f"provisional-{year}"] = bool(days.get("provisional"))
    return found


def _names(calendar: Data) -> dict[str, str]:
    """What the days off are called, where the country is said: for reading only."""
    if calendar["country"] not in countries():
        return {}
    part = calendar["subdivision"] if calendar["subdivision"] in countries()[calendar["country"]] else ""
    years = [int(year) for year in calendar["years"] if year.isdecimal()]
    found: dict[str, str] = {}
    for each in propose_years(calendar["country"], part, years=years):
        found |= each.holidays
    return found


def _read(form: CalendarForm, calendar: Data) -> Data:
    """The calendar as the form says it; the calendar itself judges whether it is one. Raises Refused."""
    found = form.cleaned_data
    years = {}
    for year in form.years:
        days: Data = {
            name: [line.split()[0] for line in texts.lines(found[f"{name}-{year}"])] for name in ("holidays", "working")
        }
        years[year] = days | ({"provisional": True} if found[f"provisional-{year}"] else {})
    weekend = [day for day in DAYS if day in found["weekend"]]
    Calendar.from_facts({"zone": found["zone"], "years": years, "weekend": weekend})
    return calendar | {
        "zone": found["zone"], "country": found["country"], "subdivision": found["subdivision"], "years": years,
        "weekend": weekend if weekend != ["saturday", "sunday"] or calendar["weekend"] else [],
    }  # fmt: skip


def _context(row: AgreementDraft, form: CalendarForm) -> dict[str, Any]:
    return {
        "section": "agreements", "title": shown.title_of(row.data, get_language() or "en"), "url": shown.url(row),
        "form": form, "mark": shown.mark_of(row.data["calendar"]), "has_years": bool(form.years),
    }  # fmt: skip

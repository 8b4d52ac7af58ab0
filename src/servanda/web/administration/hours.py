"""When units of this agency work, and their own days off: one list, and one form for a unit."""

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office.hours import ALL, CLOSES, OPENS
from servanda.office.models import OfficeHours
from servanda.processes.models import Unit
from servanda.web.access import officer_required
from servanda.web.roles import administers
from servanda.web.seats import Request, Seat

MOST_DAYS = 400


class HoursForm(forms.Form):
    """Hours and days off of one unit, or of all for which nothing else is said."""

    opens = forms.TimeField(label=_("Work begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("Work ends"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    days_off = forms.CharField(
        label=_("Days off"), required=False, widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr"}),
        help_text=_("One day in each line, such as 2026-12-25. Where nothing stands here, the agreement's calendar "
                    "counts; where something does, it alone and the weekends do."),
    )  # fmt: skip

    def clean_days_off(self) -> list[str]:
        try:
            days = sorted({date.fromisoformat(word).isoformat() for word in self.cleaned_data["days_off"].split()})
        except ValueError:
            raise forms.ValidationError(gettext("Write each day as 2026-12-25, one in each line.")) from None
        if len(days) > MOST_DAYS:
            raise forms.ValidationError(gettext("These are too many days."))
        return days

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if isinstance(opens, time) and isinstance(closes, time) and closes <= opens:
            self.add_error("closes", gettext("The end must be after the beginning."))
        return data


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@administers
def index(request: Request, seat: Seat) -> HttpResponse:
    """All units with their hours; `?unit=` chooses whose form stands below, '' being all others."""
    names = _names(on=timezone.localdate(seat.at))
    unit = request.GET.get("unit", ALL)
    if unit not in names:
        raise Refused("no_file")
    rows = OfficeHours.objects.in_bulk()
    form = HoursForm(request.POST or None, initial=_initial(rows.get(unit) or rows.get(ALL), unit))
    if form.is_valid():
        with node.current().writing():
            OfficeHours.objects.update_or_create(unit=unit, defaults=form.cleaned_data)
        messages.success(request, gettext("The working hours were saved."), extra_tags="good")
        return redirect("web:hours")
    usual = OfficeHours(opens=OPENS, closes=CLOSES)
    context = {
        "section": "people", "form": form, "chosen": names[unit], "units": [
            {"title": name, "url": f"{reverse('web:hours')}?unit={code}", "is_chosen": code == unit,
             "row": rows.get(code) or (usual if code == ALL else None)}
            for code, name in names.items()],
    }  # fmt: skip
    return render(request, "hours.html", context, status=422 if form.errors else 200)


def _initial(row: OfficeHours | None, unit: str) -> dict[str, Any]:
    days = row.days_off if row and row.unit == unit else []
    return {"opens": row.opens if row else OPENS, "closes": row.closes if row else CLOSES, "days_off": "\n".join(days)}


def _names(*, on: date) -> dict[str, str]:
    language = get_language() or "en"
    rows = Unit.open_on(on).filter(agency=node.current().agency)
    return {ALL: gettext("All other units")} | {row.id: pick(row.name, language) or row.id for row in rows}

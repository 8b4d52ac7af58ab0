"""An officer's own settings: language, how mail comes, and in which hours."""

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.kernel import node
from servanda.office import hours, tokens
from servanda.office.models import Officer
from servanda.office.packing import DIGEST, EACH
from servanda.processes.telling import wording
from servanda.web.access import officer_required
from servanda.web.context import zone_name
from servanda.web.languages import offered_languages
from servanda.web.seats import Request, Seat

HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SettingsForm(forms.Form):
    """Hours left empty are those of the unit."""

    language = forms.ChoiceField(label=_("Language"))
    mail = forms.ChoiceField(
        label=_("Mail"), widget=forms.RadioSelect,
        choices=[(DIGEST, _("one mail a day, with all that is due, overdue and new")),
                 (EACH, _("a mail for each thing"))],
        help_text=_("What is due today, overdue, referred to you or a reminder always comes by itself."),
    )  # fmt: skip
    opens = forms.TimeField(label=_("Mail from"), required=False, widget=HOUR)
    closes = forms.TimeField(label=_("Mail until"), required=False, widget=HOUR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [(code, settings.LANGUAGE_NAMES[code]) for code in offered_languages()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if (opens is None) != (closes is None):
            self.add_error("closes", gettext("Name both hours, or neither."))
        elif isinstance(opens, time) and isinstance(closes, time) and closes <= opens:
            self.add_error("closes", gettext("The end must be after the beginning."))
        return data


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request, seat: Seat) -> HttpResponse:
    officer = seat.officer
    given = {name: getattr(officer, name) for name in ("language", "mail", "opens", "closes")}
    form = SettingsForm(request.POST or None, initial=given)
    if form.is_valid():
        with node.current().writing():
            Officer.objects.filter(id=officer.id).update(**form.cleaned_data)
        messages.success(request, gettext("Your settings were saved."), extra_tags="good")
        return redirect("web:settings")
    usual = hours.load([officer], now=seat.at)[officer.id]
    lead = gettext("Mail comes from %(opens)s to %(closes)s on working days, in the time of %(zone)s.")
    values = {
        "opens": f"{usual.opens:%H:%M}",
        "closes": f"{usual.closes:%H:%M}",
        "zone": zone_name(usual.zone.key, get_language() or "en"),
    }
    lead = " ".join([lead % values, *_programs(seat)])
    context = {
        "page": {"title": gettext("My settings"), "lead": lead, "submit": gettext("Save"),
                 "back": {"url": reverse("web:desk"), "label": gettext("My desk")}},
        "form": form,
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors else 200)


def _programs(seat: Seat) -> list[str]:
    """Until when programs may act in the officer's name, one sentence for each token."""
    text = gettext("A program may act in your name until %(day)s.")
    held = tokens.open_now(at=seat.at).filter(officer=seat.officer)
    ends = held.values_list("expires_at", flat=True)
    return [text % {"day": wording.written(timezone.localdate(until))} for until in ends]

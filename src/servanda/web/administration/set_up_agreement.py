"""The first agreement, brought in by who sets the system up: a text for officers to go on with, or a finished file."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports.agreements import import_agreement
from servanda.imports.drafting import begin_with_text
from servanda.imports.faults import Faulty
from servanda.imports.written import Written
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.refusals import Refused
from servanda.office.models import Post
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.administration.set_up import as_clerk
from servanda.web.administration.uploads import faults_of
from servanda.web.drafts.beginning import YAML_ENDINGS, BeginForm, written_of
from servanda.web.names import names_in
from servanda.web.roles import administers
from servanda.web.seats import Request, Seat


class AgreementForm(BeginForm):
    """Of the units only those in which somebody sits who can go on with a draft."""

    unit = forms.ChoiceField(
        label=_("Unit that goes on with the text"), required=False,
        help_text=_("Whoever sits there finds it under Agreements, looks the articles through, says who owes what and "
                    "proposes it."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = gettext("Word file, or a finished file in YAML")
        self.fields["file"].help_text = gettext("A YAML file is proposed to the other parties at once.")
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = units
        unit.is_asked = True  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@administers
def bring_in(request: Request, seat: Seat) -> HttpResponse:
    """Whatever is wrong with it is listed, and nothing of it is kept."""
    units = _units(as_clerk(seat), on=timezone.localdate(seat.at))
    form = AgreementForm(request.POST or None, request.FILES or None, units=units)
    faults: list[str] = []
    if form.is_valid():
        try:
            messages.success(request, _taken(form, seat, dict(units)), extra_tags="good")
            return redirect("web:set_up")
        except Faulty as faulty:
            is_yaml = bool(form.cleaned_data["file"]) and _is_yaml(form.cleaned_data["file"].name)
            faults = faults_of(faulty) if is_yaml else [refusal_text.sentence(each.refused) for each in faulty.faults]
        except Refused as refused:
            form.add_error("file", refusal_text.sentence(refused))
    lead = gettext("As an administrator you read no agreements, but you can bring the text in for those who do.")
    context = {
        "section": "people", "form": form, "faults": faults,
        "page": {
            "title": gettext("Agreement"), "lead": lead, "submit": gettext("Upload"), "has_files": True,
            "back": {"url": reverse("web:set_up"), "label": gettext("Set-up")},
        },
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors or faults else 200)


def _taken(form: AgreementForm, seat: Seat, units: dict[str, str]) -> str:
    """What became of it, in a sentence. Raises Faulty or Refused."""
    file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
    name, raw = (file.name or "", file.read()) if file else ("", b"")
    if _is_yaml(name):
        import_agreement(raw, name, as_clerk(seat), at=seat.at)
        return gettext("%(file)s was taken in.") % {"file": name}
    written = written_of(name, raw, form.cleaned_data["text"])
    if written is None:
        raise Refused("nothing_brought")
    if not units:
        raise Refused("nobody_drafts")
    return _drafted(written, name, seat, unit or next(iter(units)), units)


def _drafted(written: Written, name: str, seat: Seat, unit: str, units: dict[str, str]) -> str:
    clerk = as_clerk(seat)
    actor = Actor(agency=clerk.agency, officer=clerk.officer, unit=unit, role=clerk.role, post=clerk.post)
    made = begin_with_text(written, name, actor, language=get_language() or "en", at=seat.at)
    n = len(made.data["articles"])
    said = ngettext(
        "%(unit)s has the text as a draft now, with %(n)s article. Who sits there goes on under Agreements.",
        "%(unit)s has the text as a draft now, with %(n)s articles. Who sits there goes on under Agreements.", n,
    )  # fmt: skip
    return said % {"unit": units[unit], "n": n}


def _is_yaml(name: str | None) -> bool:
    return (name or "").lower().endswith(YAML_ENDINGS)


def _units(actor: Actor, *, on: date) -> list[tuple[str, str]]:
    """Where the registry sits first: it mostly prepares agreements."""
    held = Post.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), Q(from_on=None) | Q(from_on__lte=on), role__in=TAKES_STEPS
    )
    clerks, names = set(held.filter(role="clerk").values_list("unit", flat=True)), names_in(get_language() or "en")
    found = {unit: names.unit(unit) for unit in held.values_list("unit", flat=True)}
    return sorted(found.items(), key=lambda pair: (pair[0] not in clerks, pair[0] != actor.unit, pair[1]))

"""The roster: member bodies with their dated membership, and who of this agency sits in them."""

from collections import defaultdict
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import affiliations
from servanda.office.models import Affiliation, Officer
from servanda.processes.models import Unit
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.files import history
from servanda.web.names import agencies_in
from servanda.web.seats import Request, Seat
from servanda.web.steps import choices
from servanda.web.steps.form_fields import DayInput

KINDS = {"association": gettext_lazy("Association"), "provincial": gettext_lazy("Provincial union")}


class AffiliationForm(forms.Form):
    officer = forms.ChoiceField(label=gettext_lazy("Officer"))
    unit = forms.ChoiceField(label=gettext_lazy("Body"))
    title = forms.CharField(
        label=gettext_lazy("As what"), max_length=200, help_text=gettext_lazy("Such as vice-president, or member.")
    )
    from_on = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DayInput(format="%Y-%m-%d"))
    until_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput(format="%Y-%m-%d"))

    def __init__(self, data: Any, *, language: str, on: date) -> None:
        super().__init__(data, label_suffix="")
        ids = Officer.objects.filter(is_active=True).values_list("id", flat=True)
        titles = history.titles(ids, language)
        named = sorted(((name, f"{titles[name]} ({name})") for name in ids if name in titles), key=lambda pair: pair[1])
        self.fields["officer"].choices = [("", "–"), *named]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "–"), *choices.all_units(language, on=on)]  # type: ignore[attr-defined]


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    """Five queries, whatever the number of bodies and of those who sit in them."""
    language, on = get_language() or "en", _day(request.GET.get("on", "")) or seat.at.date()
    rows = list(affiliations.held(on))
    titles = history.titles({row.officer_id for row in rows}, language)
    sitting: dict[str, list[dict[str, Any]]] = defaultdict(list)
    may_enter = seat.role in affiliations.ENTERS
    for row in rows:
        sitting[row.unit].append(_place(row, titles, may_enter=may_enter))
    bodies = affiliations.bodies(on)
    others = Unit.objects.filter(id__in=set(sitting) - {body.id for body in bodies})
    agencies = agencies_in(language)
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for body in [*bodies, *others]:
        grouped[agencies.get(body.agency, body.agency)].append(_body(body, sitting[body.id], language))
    context = {
        "section": "people", "on": on, "add_url": reverse("web:affiliation_add") if may_enter else "",
        "agencies": [{"title": title, "bodies": found} for title, found in sorted(grouped.items())],
    }  # fmt: skip
    return render(request, "affiliations.html", context)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, seat: Seat) -> HttpResponse:
    if seat.role not in affiliations.ENTERS:
        raise PermissionDenied
    form = AffiliationForm(request.POST or None, language=get_language() or "en", on=seat.at.date())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            affiliations.enter(
                Officer.objects.get(id=data["officer"]), data["unit"], data["title"], actor_of(seat),
                from_on=data["from_on"], until_on=data["until_on"], at=seat.at,
            )  # fmt: skip
            return redirect("web:affiliations")
        except Refused as refused:
            form.add_error("until_on", refusal_text.sentence(refused))
    back = {"url": reverse("web:affiliations"), "label": _("Associations and unions")}
    page = {"title": _("Enter who sits in a body"), "submit": _("Save"), "back": back}
    context = {"section": "people", "form": form, "page": page}
    return render(request, "one_form.html", context, status=422 if form.errors else 200)


@officer_required
@require_POST
def end(request: Request, seat: Seat, affiliation: str) -> HttpResponse:
    if seat.role not in affiliations.ENTERS:
        raise PermissionDenied
    row = Affiliation.objects.filter(id=affiliation).first()
    if row is None:
        raise Http404
    affiliations.end(row, actor_of(seat), on=seat.at.date())
    return redirect("web:affiliations")


def _body(body: Unit, sitting: list[dict[str, Any]], language: str) -> dict[str, Any]:
    return {
        "title": pick(body.name, language) or body.id, "code": body.id, "kind": KINDS.get(body.kind, ""),
        "from_on": body.from_on, "until_on": body.until_on, "people": sitting,
    }  # fmt: skip


def _place(row: Affiliation, titles: dict[str, str], *, may_enter: bool) -> dict[str, Any]:
    return {
        "who": titles.get(row.officer_id, row.officer_id), "title": row.title, "from_on": row.from_on,
        "until_on": row.until_on,
        "end_url": reverse("web:affiliation_end", args=[row.id]) if may_enter and row.until_on is None else "",
    }  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

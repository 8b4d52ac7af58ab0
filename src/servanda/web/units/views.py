"""The directory of units: changes are collected, looked at together and then published to everybody connected."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servanda.imports.unit_files import write_units
from servanda.kernel import node
from servanda.web.access import actor_of, officer_required
from servanda.web.names import names_in
from servanda.web.roles import keeps_units
from servanda.web.seats import Request, Seat
from servanda.web.units import draft, left, page
from servanda.web.units.forms import ClosingForm, OpeningForm, UnitForm

SECTION = {"section": "people"}


@officer_required
@require_safe
@keeps_units
def index(request: Request, seat: Seat) -> HttpResponse:
    return render(request, "units.html", SECTION | page.index(draft.current(), seat, get_language() or "en"))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_units
def add(request: Request, seat: Seat) -> HttpResponse:
    form = UnitForm(draft.current(), None, language=get_language() or "en", data=request.POST or None)
    return _answer(request, seat, form, _("Add a unit"))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_units
def change(request: Request, seat: Seat, code: str) -> HttpResponse:
    known = draft.current()
    unit = known.unit(code)
    form = UnitForm(known, unit, language=get_language() or "en", data=request.POST or None)
    return _answer(request, seat, form, _("Change %(unit)s") % {"unit": page.title(unit)})


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_units
def close(request: Request, seat: Seat, code: str) -> HttpResponse:
    """Close a unit on a day, with those that take over."""
    known = draft.current()
    unit = known.unit(code)
    # A form of choices alone is sent empty where nothing was chosen.
    data = request.POST if request.method == "POST" else None
    form = ClosingForm(known, unit, language=get_language() or "en", data=data)
    return _answer(request, seat, form, _("Close %(unit)s") % {"unit": page.title(unit)})


@officer_required
@require_POST
@keeps_units
def reopen(request: Request, seat: Seat, code: str) -> HttpResponse:
    known = draft.current()
    form = OpeningForm(known, known.unit(code), language=get_language() or "en", data=request.POST)
    return _answer(request, seat, form, _("Reopen the unit"))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_units
def review(request: Request, seat: Seat) -> HttpResponse:
    """Everything that changes, and what it takes along; published with one button, or dropped."""
    known = draft.current()
    if request.method == "POST" and request.POST.get("do") == "drop":
        draft.drop()
        messages.success(request, _("The changes were dropped."), extra_tags="good")
        return redirect("web:units")
    if request.method == "POST":
        draft.publish(known, seat)
        messages.success(request, _("The directory was published."), extra_tags="good")
        return redirect("web:units_left" if left.is_anything(seat, actor_of(seat)) else "web:units")
    return render(request, "units_review.html", SECTION | page.review(known, seat, names_in(get_language() or "en")))


@officer_required
@require_safe
@keeps_units
def export(request: Request, seat: Seat) -> HttpResponse:
    """What is published, as the table that can be brought in again."""
    text = "\ufeff" + write_units(draft.current().before)
    headers = {"Content-Disposition": f'attachment; filename="units-{node.current().agency}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _answer(request: Request, seat: Seat, form: Any, title: str) -> HttpResponse:
    if form.is_bound and form.is_valid() and form.save(seat):
        messages.success(request, _("Noted; it counts when you publish the directory."), extra_tags="good")
        return redirect("web:units")
    context = SECTION | {
        "page": {
            "title": title, "submit": _("Note the change"),
            "lead": _("Nothing changes yet: all changes are looked at together and then published."),
            "back": {"url": reverse("web:units"), "label": _("Units")},
        },
        "form": form,
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors else 200)

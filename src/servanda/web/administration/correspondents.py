"""Agencies without a system: an administrator enters how they and their units are called and reached."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from servanda.exchange.models import Peer
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes.models import Correspondent, CorrespondentUnit
from servanda.web.access import officer_required
from servanda.web.administration.correspondent_forms import AgencyForm, UnitForm
from servanda.web.labels import VIAS
from servanda.web.roles import changes_settings, sees_connections
from servanda.web.seats import Request, Seat


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@changes_settings
def add(request: Request, seat: Seat) -> HttpResponse:
    form = AgencyForm(request.POST or None, code=request.GET.get("code", "")[:200])
    if form.is_valid():
        form.save(form.cleaned_data["code"])
        return redirect("web:correspondent", form.cleaned_data["code"])
    lead = gettext("It works by letter, telephone and guest link. What you enter here stays in this agency.")
    back = {"url": reverse("web:connections"), "label": gettext("Connections")}
    return _form_page(request, form, gettext("Enter an agency without a system"), back, lead=lead)


@officer_required
@require_safe
@sees_connections
def show(request: Request, seat: Seat, agency: str) -> HttpResponse:
    row, language = _find(agency), get_language() or "en"
    may_change = seat.role == "admin"
    units = [
        {"name": pick(unit.name, language), "code": unit.id.partition("/")[2], "address": unit.address,
         "is_closed": unit.is_closed,
         "url": reverse("web:correspondent_unit", args=[agency, unit.id.partition("/")[2]]) if may_change else ""}
        for unit in CorrespondentUnit.objects.filter(agency=agency)
    ]  # fmt: skip
    context = {
        "section": "connections", "units": units, "is_linked": Peer.objects.filter(agency=agency).exists(),
        "agency": {"name": pick(row.name, language), "code": agency, "via": VIAS.get(row.via, row.via),
                   "address": row.address, "phone": row.phone, "mail": row.mail},
        "change_url": reverse("web:correspondent_change", args=[agency]) if may_change else "",
        "add_url": reverse("web:correspondent_unit_add", args=[agency]) if may_change else "",
    }  # fmt: skip
    return render(request, "correspondent.html", context)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@changes_settings
def change(request: Request, seat: Seat, agency: str) -> HttpResponse:
    row = _find(agency)
    form = AgencyForm(request.POST or None, known=row)
    if form.is_valid():
        form.save(agency)
        return redirect("web:correspondent", agency)
    return _form_page(request, form, gettext("Change"), _back(row))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@changes_settings
def add_unit(request: Request, seat: Seat, agency: str) -> HttpResponse:
    row = _find(agency)
    form = UnitForm(request.POST or None, agency=agency)
    if form.is_valid():
        form.save(f"{agency}/{form.cleaned_data['code']}")
        return redirect("web:correspondent", agency)
    return _form_page(request, form, gettext("Add a unit"), _back(row))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@changes_settings
def unit(request: Request, seat: Seat, agency: str, code: str) -> HttpResponse:
    row = _find(agency)
    known = CorrespondentUnit.objects.filter(id=f"{agency}/{code}").first()
    if known is None:
        raise Refused("no_file")
    form = UnitForm(request.POST or None, agency=agency, known=known)
    if form.is_valid():
        form.save(known.id)
        return redirect("web:correspondent", agency)
    return _form_page(request, form, gettext("Change"), _back(row))


def _find(agency: str) -> Correspondent:
    row = Correspondent.objects.filter(agency=agency).first()
    if row is None:
        raise Refused("no_file")
    return row


def _back(row: Correspondent) -> dict[str, Any]:
    url = reverse("web:correspondent", args=[row.agency])
    return {"url": url, "label": pick(row.name, get_language() or "en")}


def _form_page(
    request: Request, form: forms.Form, title: str, back: dict[str, Any], *, lead: str = ""
) -> HttpResponse:  # fmt: skip
    context = {
        "section": "connections", "form": form,
        "page": {"title": title, "lead": lead, "submit": gettext("Save"), "back": back},
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors else 200)

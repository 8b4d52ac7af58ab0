"""The first steps of an administrator: a checklist in which each step says whether it is done, and imports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from servanda.exchange.models import Peer
from servanda.imports import office_sheets
from servanda.imports.faults import Faulty
from servanda.imports.partners import import_partners
from servanda.imports.people import import_people
from servanda.imports.units import import_units
from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.clearing_rules import ClearingForm, set_levels
from servanda.web.administration.set_up_steps import steps
from servanda.web.administration.uploads import FileForm, faults_of, read_upload
from servanda.web.labels import State
from servanda.web.roles import administers
from servanda.web.seats import Request, Seat
from servanda.web.sheets import store

OFFICE = office_sheets.KINDS
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Import:
    """One kind of file, and what reads it: all or nothing."""

    title: Any
    lead: Any
    read: Callable[[bytes, str, Seat], object]


@officer_required
@require_safe
@administers
def index(request: Request, seat: Seat) -> HttpResponse:
    found = steps(get_language() or "en", at=seat.at)
    done, to_do = State(gettext("done"), "good"), State(gettext("to do"), "soon")
    context = {
        "section": "people",
        "steps": [{"title": s.title, "text": s.text, "url": s.url, "action": s.action, "is_done": s.is_done,
                   "state": s.state or (done if s.is_done else to_do)} for s in found],
        "is_all_done": all(step.is_done for step in found),
    }  # fmt: skip
    return render(request, "set_up.html", context)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@administers
def bring_in(request: Request, seat: Seat, what: str) -> HttpResponse:
    """Take one file. Whatever is wrong with it is listed, and nothing of it is kept."""
    kind = IMPORTS.get(what)
    if kind is None:
        raise Refused("no_file")
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if form.is_valid():
        name, raw = read_upload(form)
        try:
            kind.read(raw, name, seat)
            messages.success(request, gettext("%(file)s was taken in.") % {"file": name}, extra_tags="good")
            return redirect("web:set_up")
        except Faulty as faulty:
            if what in OFFICE and office_sheets.is_of_other_form(faulty):
                return _say_columns(request, what, (name, raw), seat)
            faults = faults_of(faulty)
        except Refused as refused:
            form.add_error("file", refusal_text.sentence(refused))
    return _form_page(request, str(kind.title), str(kind.lead), form, faults, more=_more(what, seat))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@administers
def clearing(request: Request, seat: Seat) -> HttpResponse:
    """How many hands each kind of work passes before it leaves."""
    form = ClearingForm(request.POST or None)
    if form.is_valid():
        set_levels(form.levels())
        messages.success(request, gettext("The clearing levels were saved."), extra_tags="good")
        return redirect("web:set_up")
    lead = gettext("How many people must approve what a colleague prepared, before it leaves this agency.")
    return _form_page(request, gettext("Clearing levels"), lead, form, [])


def as_clerk(seat: Seat) -> Actor:
    """An administrator makes the agency's first statements as its registry would, and is named as who did it."""
    actor = actor_of(seat)
    return Actor(agency=actor.agency, officer=actor.officer, unit=actor.unit, role="clerk", post=actor.role)


def _units(raw: bytes, name: str, seat: Seat) -> object:
    peers = list(Peer.objects.values_list("agency", flat=True))
    return import_units(raw, name, as_clerk(seat), peers=peers, at=seat.at)


def _people(raw: bytes, name: str, seat: Seat) -> object:
    return import_people(raw, name, at=seat.at)


def _partners(raw: bytes, name: str, seat: Seat) -> object:
    return import_partners(raw, name)


AS_IT_IS = _("The list as the office has it, XLSX or CSV; the next page asks what each column holds.")
IMPORTS = {
    "units": Import(_("Units"), AS_IT_IS, _units),
    "people": Import(_("People"), AS_IT_IS, _people),
    "partners": Import(_("Partners"), AS_IT_IS, _partners),
}  # fmt: skip


def _say_columns(request: Request, what: str, file: tuple[str, bytes], seat: Seat) -> HttpResponse:
    """A list in the office's own columns: the next page asks what each of them holds."""
    name, raw = file
    row = store.keep(seat.officer.id, name, raw, {"what": what}, at=seat.at)
    return redirect("web:sheet_columns", row.name)


def _more(what: str, seat: Seat) -> dict[str, Any]:
    """An example to begin from, and the lists of this kind that are under way."""
    if what not in OFFICE:
        return {}
    rows = [row for row in store.under_way(seat.officer.id) if row.choices.get("what") == what]
    return {
        "example_url": reverse("web:sheet_example", args=[what]),
        "sheets": [{"file": row.file, "at": row.at, "url": reverse("web:sheet_columns", args=[row.name])}
                   for row in rows],
    }  # fmt: skip


def _form_page(
    request: Request, title: str, lead: str, form: forms.Form, faults: list[str], *, more: Mapping[str, Any] = NOTHING
) -> HttpResponse:
    context = {
        "section": "people",
        "page": {
            "title": title, "lead": lead, "submit": gettext("Save") if not form.is_multipart() else gettext("Upload"),
            "back": {"url": reverse("web:set_up"), "label": gettext("Set-up")}, "has_files": form.is_multipart(),
            **more,
        },
        "agency": node.current().agency, "form": form, "faults": faults,
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors or faults else 200)

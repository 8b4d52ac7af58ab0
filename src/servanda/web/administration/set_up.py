"""The first steps of an administrator: a checklist in which each step says whether it is done, and imports."""

from collections.abc import Callable
from dataclasses import dataclass
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
from servanda.imports.agreements import import_agreement
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
    found = steps(get_language() or "en")
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
            faults = faults_of(faulty)
        except Refused as refused:
            form.add_error("file", refusal_text.sentence(refused))
    return _form_page(request, str(kind.title), str(kind.lead), form, faults)


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


def _agreement(raw: bytes, name: str, seat: Seat) -> object:
    return import_agreement(raw, name, as_clerk(seat), at=seat.at)


IMPORTS = {
    "units": Import(_("Units"), _("A table with the columns code, parent, kind, zone and a name in each language."),
                    _units),
    "people": Import(_("People"), _("A table with the columns officer, unit, role, language, email and title_en."),
                     _people),
    "partners": Import(_("Partners"), _("A table with the columns code, kind, country and a name in each language."),
                       _partners),
    "agreement": Import(_("Agreement"), _("A YAML file; it is proposed to the other parties, who then sign it."),
                        _agreement),
}  # fmt: skip


def _form_page(request: Request, title: str, lead: str, form: forms.Form, faults: list[str]) -> HttpResponse:
    context = {
        "section": "people",
        "page": {
            "title": title, "lead": lead, "submit": gettext("Save") if not form.is_multipart() else gettext("Upload"),
            "back": {"url": reverse("web:set_up"), "label": gettext("Set-up")}, "has_files": form.is_multipart(),
        },
        "agency": node.current().agency, "form": form, "faults": faults,
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors or faults else 200)

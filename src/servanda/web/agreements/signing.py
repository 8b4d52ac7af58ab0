"""Signing the version on the table, with what is signed filled in; and proposing an agreement from a file."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports.agreements import import_agreement
from servanda.imports.faults import Faulty
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes import agreement, dossiers, reads
from servanda.processes.fields import Faults
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.uploads import FileForm, faults_of, read_upload
from servanda.web.agreements import versions
from servanda.web.agreements.page import OWN_PAGES, is_signed_by_others
from servanda.web.agreements.versions import History, Version
from servanda.web.agreements.views import find
from servanda.web.desk import items
from servanda.web.files import attachments, audience
from servanda.web.names import names_in
from servanda.web.once import new_token, once, taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps.fields_of_files import Files, FilesInput
from servanda.web.steps.undo import grace


class SignForm(forms.Form):
    """What stands beside a signature; which version is signed is not for the form to say."""

    number = forms.CharField(label=_("Number"), max_length=100)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}))
    capacity = forms.ChoiceField(label=_("Capacity"), required=False)
    signatory = forms.CharField(label=_("Office of the signatory"), max_length=400)
    name = forms.CharField(label=_("Name of the signatory"), max_length=400, required=False)
    attached = Files(
        label=_("Scan of the signed page"), required=False, widget=FilesInput, help_text=_("PDF or picture.")
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = agreement.PROCESS.field("capacity")
        capacity = self.fields["capacity"]
        assert isinstance(capacity, forms.ChoiceField)
        capacity.choices = [("", ""), *(known.choices.items() if known else ())]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    actor = actor_of(seat)
    row = find(dossier, actor)
    known = taken_url(request.POST.get("once", ""), seat)
    if known:
        # Sent again after it was taken: nothing is left to sign.
        return redirect(known)
    history = versions.history(row)
    version, step = history.proposed(), _open_step(row, actor)
    if version is None or (step == "enter" and not is_signed_by_others(row, history)):
        raise Refused("not_signed_by_all")
    form = SignForm(
        request.POST or None, request.FILES or None,
        initial={"signed_on": seat.at.date(), "version": version.act.id},
    )  # fmt: skip
    if not form.is_valid():
        return _sign_page(request, seat, row, version, step, form)
    try:
        done = once(request.POST.get("once", ""), seat, lambda: _sign(form, row, history, step, seat))
    except Refused as refused:
        form.add_error(None, refusal_text.sentence(refused))
    except Faults as faults:
        for name, fault in faults.faults.items():
            form.add_error(name if name in form.fields else None, refusal_text.sentence(fault))
    else:
        return redirect(done)
    return _sign_page(request, seat, row, version, step, form)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, seat: Seat) -> HttpResponse:
    """A file in the form of docs/imports.md becomes the first version; every fault is listed with its place."""
    actor = actor_of(seat)
    if actor.role not in TAKES_STEPS:
        raise Refused("not_your_step", step="agreement.propose", role="home")
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if form.is_valid():
        name, raw = read_upload(form)
        try:
            made = import_agreement(raw, name, actor, at=seat.at)
            return redirect("web:agreement", made.dossier)
        except Faulty as faulty:
            faults = faults_of(faulty)
        except Refused as refused:
            form.add_error("file", refusal_text.sentence(refused))
    context = {
        "section": "agreements",
        "page": {
            "title": gettext("Propose an agreement"), "submit": gettext("Propose it to the other side"),
            "lead": gettext("Upload the agreement as a YAML file. If anything in it is wrong, nothing is taken."),
            "back": {"url": reverse("web:agreements"), "label": gettext("Agreements")}, "has_files": True,
        },
        "form": form, "faults": faults,
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors or faults else 200)


def _open_step(row: Dossier, actor: Actor) -> str:
    """Sign, or sign last. Raises Refused where neither is open for this agency."""
    found = [item.step.name for item in reads.open_steps(row, actor.agency, [], role=actor.role)]
    step = next((name for name in OWN_PAGES if name in found), None)
    if step is None or actor.role not in TAKES_STEPS:
        raise Refused("not_your_step" if row.state in ("proposed", "amending") else "step_not_open",
                      step=versions.SIGN, role="party")  # fmt: skip
    return step


def _sign(form: SignForm, row: Dossier, history: History, step: str, seat: Seat) -> str:
    data = form.cleaned_data
    stated: dict[str, Any] = {name: data[name] for name in ("version", "number", "capacity", "signatory", "name")}
    stated["signed_on"] = data["signed_on"].isoformat()
    if step == "enter":
        version = history.version(data["version"])
        signed = history.signed(version) if version else {}
        stated["signatures"] = sorted(found.act.id for found in signed.values())
    statement = dossiers.read_statement(
        f"agreement.{step}", stated, dossier=row.id, files=attachments.keep(data.get("attached") or [])
    )
    outgoing.submit(statement, actor_of(seat), at=seat.at, hold=grace())
    return items.file_url(row)


def _sign_page(
    request: Request, seat: Seat, row: Dossier, version: Version, step: str, form: SignForm
) -> HttpResponse:  # fmt: skip
    names = names_in(get_language() or "en")
    declared = agreement.PROCESS.step(step)
    levels = outgoing.levels_of(f"agreement.{step}")
    clearing = ngettext("%(n)s person approves it first.", "%(n)s people approve it first.", levels) % {"n": levels}
    context = {
        "section": "agreements",
        "step": {
            "title": declared.label if declared else "", "is_internal": False, "has_files": True,
            "hint": gettext("You sign version %(n)s; the mark of its text is %(mark)s.")
            % {"n": version.n, "mark": version.mark},
            "file": {"title": row.title, "code": items.file_code(row.id), "url": items.file_url(row)},
            "cancel_url": reverse("web:agreement", args=[row.id]), "draft": f"{seat.officer.id}|{row.id}|{step}",
        },
        "form": form, "once": new_token(), "audience": audience.of_step(row, names), "can_send": not levels,
        "clearing": clearing if levels else "", "grace": int(grace().total_seconds()),
    }  # fmt: skip
    return render(request, "step.html", context, status=422 if form.errors else 200)

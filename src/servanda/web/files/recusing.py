"""Saying that one may not handle a file, and letting an officer handle it again; it stays in the agency."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods

from servanda.kernel.audiences import TAKES_STEPS
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import recusing
from servanda.processes import reads
from servanda.processes.declaration.generic import OFFICE
from servanda.processes.organisation import recusals
from servanda.web.access import actor_of, officer_required
from servanda.web.files import audience
from servanda.web.files.recused import may_readmit
from servanda.web.names import names_in
from servanda.web.once import new_token, once
from servanda.web.seats import Request, Seat
from servanda.web.steps.page import file_crumb


class ReasonForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Reason"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    actor = actor_of(seat)
    row = reads.find(dossier, actor)
    if actor.role not in TAKES_STEPS:
        raise Refused("not_your_step", step=recusals.RECUSE, role=", ".join(sorted(TAKES_STEPS)))
    recusals.check(row.id, actor)
    form = ReasonForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            recusing.recuse(row.id, form.cleaned_data["text"], actor, at=seat.at)
            return reverse("web:file", args=[row.id])

        return redirect(once(request.POST.get("once", ""), seat, do))
    return _page(request, seat, row, form, "recuse")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def readmit(request: Request, seat: Seat, dossier: str, officer: str) -> HttpResponse:
    """For who heads the unit, and never for oneself."""
    actor = actor_of(seat)
    row = reads.find(dossier, actor)
    # Who may not handle the file says neither who may.
    recusals.check(row.id, actor)
    if not may_readmit(officer, actor):
        raise Refused("not_your_step", step=recusals.READMIT, role=", ".join(sorted(recusing.READMITS)))
    form = ReasonForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            recusing.readmit(row.id, officer, form.cleaned_data["text"], actor, at=seat.at)
            return reverse("web:file", args=[row.id])

        return redirect(once(request.POST.get("once", ""), seat, do))
    return _page(request, seat, row, form, "readmit")


def _page(request: Request, seat: Seat, row: Dossier, form: forms.Form, name: str) -> HttpResponse:
    declared = OFFICE.step(name)
    assert declared
    step = {
        "title": declared.label, "hint": declared.hint, "is_internal": True, "file": file_crumb(row),
        "has_files": False, "cancel_url": reverse("web:file", args=[row.id]),
        "draft": f"{seat.officer.id}:{row.id}:{name}",
    }  # fmt: skip
    context = {
        "step": step, "form": form, "once": new_token(), "can_send": True, "clearing": "", "grace": 0, "meets": [],
        "audience": audience.inside(row, names_in(get_language() or "en")),
    }  # fmt: skip
    return render(request, "step.html", context, status=422 if form.is_bound else 200)

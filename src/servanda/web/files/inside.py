"""What stays in this agency: notes to colleagues, and who leads a file and who coordinates."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import assigning
from servanda.processes import dossiers, reads
from servanda.processes.models import Assignment
from servanda.processes.telling.wording import listed
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.files import attachments, audience, history
from servanda.web.files.inside_forms import AssignForm, NoteForm
from servanda.web.names import names_in
from servanda.web.once import new_token, once
from servanda.web.seats import Request, Seat
from servanda.web.steps.page import file_crumb


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    actor = actor_of(seat)
    row = reads.find(dossier, actor)
    form = NoteForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            kept = attachments.keep(form.cleaned_data["files"])
        except Refused as refused:
            form.add_error("files", refusal_text.sentence(refused))
        else:
            content = {"text": form.cleaned_data["text"]} | ({"files": kept} if kept else {})
            return redirect(_say(request, seat, row, "office.note", {"content": content}))
    return _page(request, seat, row, form, title=_("Note to colleagues"), has_files=True)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Hand a file to the unit that leads it; for registry, heads (within their units) and leadership."""
    actor = actor_of(seat)
    row = reads.find(dossier, actor)
    if actor.role not in assigning.DISTRIBUTES:
        raise Refused("not_your_step", step=assigning.KIND, role="clerk, leadership")
    form, seen = _assign_form(request, seat, row, request.POST or None), request.POST.get("upon", "")
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_hand_out(request, seat, row, form.cleaned_data))
        except Refused as refused:
            if refused.code != "assigned_since":
                raise
    found = assigning.standing(row)
    refusal = _replaced(found) if seen and seen != assigning.mark(found) else ""
    if refusal and "officer" not in request.POST:
        # One click chose a unit alone: what stands there now is not to be emptied by a second one.
        form = _assign_form(request, seat, row, None)
    mark = assigning.mark(found)
    return _page(request, seat, row, form, title=_("Assign"), has_files=False, refusal=refusal, upon=mark)


def _assign_form(request: Request, seat: Seat, row: Dossier, data: Any) -> AssignForm:
    language, within = get_language() or "en", assigning.within(actor_of(seat))
    return AssignForm(data, initial=_initial(row), language=language, within=within, on=timezone.localdate(seat.at))


def _replaced(found: Assignment | None) -> str:
    """That the file was assigned meanwhile, and to whom."""
    told = [refusal_text.of_code("assigned_since", {})]
    if found:
        language = get_language() or "en"
        names = names_in(language)
        titles = history.titles([found.officer], language) if found.officer else {}
        told.append(_("It is led by: %(lead)s.") % {"lead": " · ".join([names.unit(found.unit), *titles.values()])})
        if found.coordinating:
            units = listed(names.unit(unit) for unit in found.coordinating)
            told.append(_("Coordinating units: %(units)s.") % {"units": units})
    return " ".join(told)


def _say(request: Request, seat: Seat, row: Dossier, kind: str, parts: dict[str, dict[str, Any]]) -> str:
    def do() -> str:
        dossiers.say_inside(row.id, kind, parts, actor_of(seat), at=seat.at)
        return reverse("web:file", args=[row.id])

    return once(request.POST.get("once", ""), seat, do)


def _hand_out(request: Request, seat: Seat, row: Dossier, stated: dict[str, Any]) -> str:
    def do() -> str:
        assigning.assign(row.id, stated, actor_of(seat), at=seat.at, upon=request.POST.get("upon", ""))
        return reverse("web:file", args=[row.id])

    return once(request.POST.get("once", ""), seat, do)


def _page(
    request: Request, seat: Seat, row: Dossier, form: forms.Form, *, title: str, has_files: bool, refusal: str = "",
    upon: str = "",
) -> HttpResponse:  # fmt: skip
    step = {
        "title": title, "hint": "", "is_internal": True, "file": file_crumb(row), "has_files": has_files,
        "cancel_url": reverse("web:file", args=[row.id]), "draft": f"{seat.officer.id}:{row.id}:{title}",
    }  # fmt: skip
    seen = audience.inside(row, names_in(get_language() or "en"))
    context = {
        "step": step, "form": form, "once": new_token(), "audience": seen,
        "can_send": True, "clearing": "", "grace": 0, "meets": [], "refusal": refusal, "upon_mark": upon,
    }  # fmt: skip
    return render(request, "step.html", context, status=422 if form.is_bound or refusal else 200)


def _initial(row: Dossier) -> dict[str, Any]:
    found = assigning.standing(row)
    if found:
        return {"unit": found.unit, "officer": found.officer, "coordinating": found.coordinating}
    return {"unit": assigning.addressed(row)}

"""Consenting to a proposal beside the text of an agreement; the agency keeping the agreement puts it in force."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.processes.agreements import agreement_reading
from servanda.processes.agreements.agreement_proposals import proposals
from servanda.processes.telling import timeline
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements.views import find
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat
from servanda.web.steps import own_steps
from servanda.web.steps.fields_of_files import Files, FilesInput


class RiderForm(forms.Form):
    text = forms.CharField(
        label=_("Remark"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    attached = Files(label=_("Scan of the signed page"), required=False, widget=FilesInput)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def rider(request: Request, seat: Seat, dossier: str, act: str) -> HttpResponse:
    """Consent to one proposal; the agency keeping the agreement puts it in force. With ?for= on another's paper."""
    row = find(dossier, actor_of(seat))
    known = next((found for found in proposals(row) if found.act.id == act), None)
    if known is None:
        raise Http404
    who = own_steps.speaking(row, seat, request.GET)
    step = own_steps.step_of(who, "apply" if who.agency == row.home else "consent")
    form = RiderForm(request.POST or None, request.FILES or None)
    own_steps.with_report(form, who, seat)
    back, names = reverse("web:agreement", args=[row.id]), names_in(get_language() or "en")

    def do() -> str:
        text = form.cleaned_data["text"]
        own_steps.say(who, step.name, {"rider": known.act.id} | ({"text": text} if text else {}), form, seat)
        return back

    if request.method == "POST" and (done := own_steps.answer(request, seat, form, do)):
        return done
    sentence = timeline.line(known.entry, known.act, names, agency=who.actor.agency).sentence
    context = own_steps.context(
        who, step, form, seat, names, title=str(step.label), hint=str(sentence), back=back,
        text=agreement_reading.titles([row], names.language).get(row.id, row.title),
    )  # fmt: skip
    return render(request, "step.html", context, status=422 if form.errors else 200)

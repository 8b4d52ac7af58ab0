"""A draft begins: from a Word file, from pasted text, from a file in YAML, from a version, or with nothing."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports import draft_files
from servanda.imports.drafting import begin_with_text, nothing
from servanda.imports.faults import Faulty
from servanda.imports.letters import decode
from servanda.imports.word_files import LONGEST, check_length, read_word
from servanda.imports.written import Written, read_pasted
from servanda.kernel.audiences import TAKES_STEPS
from servanda.kernel.refusals import Refused
from servanda.office import agreement_drafts
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.uploads import LARGEST
from servanda.web.agreements.views import find as find_agreement
from servanda.web.drafts import shown
from servanda.web.drafts.changing import changing_step
from servanda.web.seats import Request, Seat
from servanda.web.texts import versions

YAML_ENDINGS = (".yaml", ".yml")
TEXT_LIMIT = 4 * LONGEST


class BeginForm(forms.Form):
    file = forms.FileField(
        label=_("Word file"), required=False,
        help_text=_("DOCX; or a YAML file that was downloaded here before."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Or paste the text"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found and (found.size or 0) > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 8 MB."))
        return found


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, seat: Seat) -> HttpResponse:
    """Whatever comes is kept as a draft of the officer's unit; nothing of it leaves."""
    actor = actor_of(seat)
    if actor.role not in TAKES_STEPS:
        raise Refused("not_your_step", step="agreement.propose", role=", ".join(sorted(TAKES_STEPS)))
    form = BeginForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if form.is_valid():
        try:
            return redirect(_begin(form, request.POST.get("do", ""), seat))
        except Faulty as faulty:
            faults = [refusal_text.sentence(fault.refused) for fault in faulty.faults[:50]]
    context = {
        "section": "agreements", "form": form, "faults": faults,
        "drafts_url": reverse("web:agreements"), "ready_url": reverse("web:agreement_propose"),
    }  # fmt: skip
    return render(request, "draft_new.html", context, status=422 if form.errors or faults else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_version(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Begin the next wording of an agreement with the one that is there; drafts of it that exist are offered first."""
    actor = actor_of(seat)
    row = find_agreement(dossier, actor)
    step = changing_step(row, actor)
    history = versions.history(row)
    # An amendment begins with what binds, another wording with what is on the table.
    version = history.current(row) if step == "agreement.amend" else history.proposed()
    if not step or version is None:
        raise Refused("step_not_open", step="agreement.revise")
    data = draft_files.read_version(version.terms, version.act.part("content").get("texts") or {}, today=seat.at.date())
    if request.method == "POST":
        made = agreement_drafts.begin(data, actor, at=seat.at, step=step, dossier=row.id)
        return redirect(shown.url(made))
    language = get_language() or "en"
    existing = agreement_drafts.under_way(actor).filter(dossier=row.id).defer("source")
    context = {
        "section": "agreements", "title": shown.title_of(data, language),
        "is_amendment": step == "agreement.amend", "back_url": reverse("web:agreement", args=[row.id]), "n": version.n,
        "drafts": [{"url": shown.url(each), "changed_at": each.changed_at} for each in existing],
    }  # fmt: skip
    return render(request, "draft_from_version.html", context)


def _begin(form: BeginForm, do: str, seat: Seat) -> str:
    actor = actor_of(seat)
    file = form.cleaned_data["file"]
    name, raw = (file.name or "", file.read()) if file else ("", b"")
    language = get_language() or "en"
    if name.lower().endswith(YAML_ENDINGS):
        made = agreement_drafts.begin(draft_files.read_draft(raw, today=seat.at.date()), actor, at=seat.at, file=name)
        return shown.url(made)
    written = written_of(name, raw, form.cleaned_data["text"])
    if written is None:
        if do != "empty":
            form.add_error("file", gettext("Choose a file, or paste the text."))
            raise Faulty([])
        data = nothing(actor, language=language)
        return shown.url(agreement_drafts.begin(data, actor, at=seat.at), "data")
    return shown.url(begin_with_text(written, name, actor, language=language, at=seat.at), "review")


def written_of(name: str, raw: bytes, pasted: str) -> Written | None:
    """A Word or text file, else what was pasted; None where there is neither. Raises Faulty."""
    if raw and name.lower().endswith(".txt"):
        return check_length(read_pasted(decode(raw, limit=TEXT_LIMIT)))
    if name:
        return read_word(raw)
    return check_length(read_pasted(pasted)) if pasted.strip() else None

"""Signing the version on the table, with what is signed filled in; and proposing an agreement from a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from servanda.imports.agreements import import_agreement
from servanda.imports.faults import Faulty
from servanda.kernel.audiences import TAKES_STEPS
from servanda.kernel.refusals import Refused
from servanda.office import underway
from servanda.processes.models import Outgoing
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.uploads import FileForm, faults_of, read_upload
from servanda.web.agreements import paper, signed_papers
from servanda.web.agreements.sign_form import SignForm, numbers_used
from servanda.web.agreements.views import find
from servanda.web.desk import items
from servanda.web.names import names_in
from servanda.web.once import taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import own_steps
from servanda.web.steps.own_steps import Speaking
from servanda.web.texts import points_page, versions
from servanda.web.texts.versions import History, Version


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Sign, sign last, or record the signature of a party that signed on paper."""
    row = find(dossier, actor_of(seat))
    if known := taken_url(request.POST.get("once", ""), seat):
        # Sent again after it was taken: nothing is left to sign.
        return redirect(known)
    history, who = versions.history(row), own_steps.speaking(row, seat, request.GET)
    version = history.proposed()
    step = own_steps.step_of(who, "enter" if who.agency == row.home else "sign")
    if version is None or (step.name == "enter" and not history.is_signed_by_others(row)):
        raise Refused("not_signed_by_all")
    if who.agency in history.signed(version):
        raise Refused("already_signed")
    if request.method != "POST" and (waits := _waiting(who, step.name)):
        return redirect("web:clear", waits.name)
    form = SignForm(
        request.POST or None, request.FILES or None, label_suffix="",
        initial={"signed_on": seat.at.date(), "version": version.act.id} | who.stated_before(),
    )  # fmt: skip
    form.used = numbers_used(who.agency)
    own_steps.with_report(form, who, seat)
    done = own_steps.answer(request, seat, form, lambda: _sign(form, who, history, step.name, seat))
    if done:
        return done
    names = names_in(get_language() or "en")
    context = own_steps.context(
        who, step, form, seat, names, title=str(step.label), back=reverse("web:agreement", args=[row.id]),
        text=points_page.head(row, version, names)["title"],
        hint=gettext("You sign version %(n)s; the mark of its text is %(mark)s.")
        % {"n": version.n, "mark": version.mark},
    ) | {"paper": _paper(who, history, version)}  # fmt: skip
    return render(request, "agreement_sign.html", context, status=422 if form.errors else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, seat: Seat) -> HttpResponse:
    """A file in the form of docs/imports.md becomes the first version; every fault is listed with its place."""
    actor = actor_of(seat)
    if actor.role not in TAKES_STEPS:
        raise Refused("not_your_step", step="agreement.propose", role=", ".join(sorted(TAKES_STEPS)))
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


def _waiting(who: Speaking, step: str) -> Outgoing | None:
    return underway.load([who.row.id]).of_step(who.row.id, f"agreement.{step}", speaker=who.speaker)


def _sign(form: SignForm, who: Speaking, history: History, step: str, seat: Seat) -> str:
    data = form.cleaned_data
    stated: dict[str, Any] = {name: data[name] for name in form.stated()}
    stated["signed_on"] = data["signed_on"].isoformat()
    if step == "enter":
        version = history.version(data["version"])
        signed = history.signed(version) if version else {}
        stated["signatures"] = sorted(found.act.id for found in signed.values())
    own_steps.say(who, step, stated, form, seat)
    return items.file_url(who.row)


def _paper(who: Speaking, history: History, version: Version) -> dict[str, Any]:
    """What stands above the form: the mark, the text to print in each language, and what is still open."""
    n = len(history.open_points(who.row))
    return {
        "mark": version.mark, "sentence": paper.mark_sentence(version),
        "prints": signed_papers.prints(who.row, version),
        "points": {"text": points_page.count_text(who.row, history), "url": points_page.points_url(who.row)}
        if n else None,
    }  # fmt: skip

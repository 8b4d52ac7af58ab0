"""The editor: a text is written inside and saved as often as one likes, then put on the table or proposed."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from servanda.kernel.refusals import Refused
from servanda.office import working_texts
from servanda.office.models import TextEdition
from servanda.processes.declaration.base import Step
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.drafting import reading, two_texts
from servanda.web.drafting.forms import WriteForm
from servanda.web.drafting.reading import Draft
from servanda.web.names import names_in
from servanda.web.once import once, taken_url
from servanda.web.owed import step_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import own_steps
from servanda.web.steps.own_steps import Speaking
from servanda.web.texts import paragraphs, places
from servanda.web.texts.offers import body_of


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Nothing that is sent here is lost: it is stored before anything else is looked at."""
    draft = reading.find(dossier, seat)
    if known := taken_url(request.POST.get("once", ""), seat):
        return redirect(known)
    who = own_steps.speaking(draft.row, seat, request.GET)
    name = "revise" if who.agency == draft.row.home else "offer"
    if who.speaker:
        return redirect(step_url(draft.row.id, f"{draft.row.process}.{name}", **{"for": who.speaker}))
    step = own_steps.step_of(who, name)
    editions = working_texts.latest(draft.row)
    if request.method != "POST":
        if len(editions) > 1 and "both" not in request.GET:
            return two_texts.page(request, seat, draft, editions)
        return _page(request, seat, draft, who, step, _form(draft, editions), editions)
    form = WriteForm(request.POST, request.FILES, label_suffix="")
    if form.is_valid():
        if done := _take(request, seat, draft, who, step, form):
            return done
        editions = working_texts.latest(draft.row)
    return _page(request, seat, draft, who, step, form, editions, status=422)


@officer_required
@require_POST
def choose(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Go on with one of the texts that were written side by side."""
    draft = reading.find(dossier, seat)
    actor = actor_of(seat)
    own_steps.step_of(Speaking(draft.row, actor), "revise" if actor.agency == draft.row.home else "offer")
    seen = set(request.POST.getlist("seen"))
    editions = [edition for edition in working_texts.latest(draft.row) if edition.id in seen]
    kept = next((edition for edition in editions if edition.id == request.POST.get("keep")), None)
    if kept is not None and len(editions) > 1:
        working_texts.leave(editions, kept, actor, at=seat.at)
        messages.success(request, gettext("You go on with this text. The other one is kept behind it."),
                         extra_tags="good")  # fmt: skip
    return redirect("web:text_write", dossier)


def _take(
    request: Request, seat: Seat, draft: Draft, who: Speaking, step: Step, form: WriteForm
) -> HttpResponse | None:  # fmt: skip
    """Store it; then send it, where that was asked and nobody wrote beside it."""
    data, here = form.cleaned_data, reverse("web:text_write", args=[draft.row.id])
    edition = working_texts.save(
        draft.row, who.actor, text=data["body"], note=data["note"], base=data["base"], parents=form.parent_ids(),
        at=seat.at,
    )  # fmt: skip
    _put(form, "parents", edition.id)
    if len(working_texts.latest(draft.row)) > 1:
        messages.warning(request, gettext("A colleague saved another text meanwhile. Both are kept: choose one."))
        return redirect(here)
    if request.POST.get("do") == "save":
        messages.success(request, gettext("Saved inside this agency. Nothing has left."), extra_tags="good")
        return redirect(here)
    if not data["note"].strip():
        form.add_error("note", gettext("Say what changed and why."))
        return None
    try:
        return redirect(once(request.POST.get("once", ""), seat, lambda: _send(seat, who, step, form, edition)))
    except Refused as refused:
        form.add_error(None, refusal_text.sentence(refused))
        return None


def _send(seat: Seat, who: Speaking, step: Step, form: WriteForm, edition: TextEdition) -> str:
    data = form.cleaned_data
    stated = {"body": data["body"], "note": data["note"], "version": data["base"]}
    working_texts.mark_sent(edition, own_steps.say(who, step.name, stated, form, seat))
    return places.text_url(who.row)


def _form(draft: Draft, editions: list[TextEdition]) -> WriteForm:
    """What is written already, else the text on the table."""
    last = editions[-1] if editions else None
    return WriteForm(label_suffix="", initial={
        "body": last.text if last else body_of(draft.history, draft.on_the_table.act),
        "note": last.note if last else "", "base": draft.on_the_table.act.id,
        "parents": ",".join(edition.id for edition in editions),
    })  # fmt: skip


def _page(
    request: Request, seat: Seat, draft: Draft, who: Speaking, step: Step, form: WriteForm,
    editions: list[TextEdition], *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    names = names_in(get_language() or "en")
    begun_on = editions[-1].base if editions else draft.on_the_table.act.id
    if form.is_bound:
        begun_on = form.data.get("base") or begun_on
        # What is sent the next time is about the version that this page shows.
        _put(form, "base", draft.on_the_table.act.id)
    context = own_steps.context(
        who, step, form, seat, names, title=str(step.label), hint=str(step.hint),
        text=items.file_title(draft.row), back=places.text_url(draft.row),
    ) | {"moved": _moved(draft, form, begun_on), "saved": editions[-1] if editions else None}  # fmt: skip
    return render(request, "text_write.html", context, status=status)


def _put(form: WriteForm, name: str, value: str) -> None:
    """What a hidden field brings the next time."""
    data = cast(QueryDict, form.data).copy()
    data[name] = value
    form.data = data


def _moved(draft: Draft, form: WriteForm, begun_on: str) -> dict[str, Any] | None:
    """Another version was put on the table since this text was begun: what it changed, and what this one would."""
    table = draft.on_the_table
    base = draft.history.version(begun_on)
    if begun_on == table.act.id or base is None:
        return None
    pairs = paragraphs.compare(body_of(draft.history, table.act), str(form["body"].value() or ""))
    return {
        "text": gettext("Version %(n)s was put on the table since this text was begun.") % {"n": table.n},
        "changes_url": f"{places.changes_url(draft.row, table.n)}?from={base.n}&to={table.n}",
        "pairs": [pair for pair in pairs if pair.kind != "same"], "after": gettext("Your text"),
        "before": gettext("Version %(n)s") % {"n": table.n},
    }  # fmt: skip

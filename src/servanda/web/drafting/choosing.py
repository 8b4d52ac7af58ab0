"""A version that another side proposed: beside the text on the table, and the choice of the agency keeping the file."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.drafting import reading, text_page
from servanda.web.drafting.forms import ChoiceForm
from servanda.web.drafting.reading import Draft
from servanda.web.names import names_in
from servanda.web.once import taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import own_steps
from servanda.web.steps.own_steps import Speaking
from servanda.web.texts import offers, paragraphs, places
from servanda.web.texts.offers import Offer, body_of


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: Request, seat: Seat, dossier: str, key: str) -> HttpResponse:
    draft = reading.find(dossier, seat)
    if known := taken_url(request.POST.get("once", ""), seat):
        return redirect(known)
    found = offers.find(draft.offers, key)
    if found is None:
        raise Http404
    names, actor = names_in(get_language() or "en"), actor_of(seat)
    who = own_steps.speaking(draft.row, seat, request.GET)
    if request.method == "POST" or text_page.may_choose(found, draft, actor):
        step = own_steps.step_of(who, "adopt")
        form = _form(request, draft, found, who)
        done = own_steps.answer(request, seat, form, lambda: _choose(who, found, form, seat))
        if done:
            return done
        context = own_steps.context(
            who, step, form, seat, names, title=gettext("Choose between two texts"), back=places.text_url(draft.row),
            text=items.file_title(draft.row), hint="",
        )  # fmt: skip
        status = 422 if form.errors else 200
    else:
        context, status = {"section": "files", "form": None, "step": None}, 200
    context |= _shown(draft, found, names)
    return render(request, "text_offer.html", context, status=status)


@officer_required
@require_safe
def again(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """A choice that was prepared and came back: to the page of the version that it is about."""
    draft = reading.find(dossier, seat)
    who = own_steps.speaking(draft.row, seat, request.GET)
    named = who.stated_before().get("offer")
    found = next((offer for offer in draft.offers if offer.act.id == named), None)
    if found is None:
        raise Http404
    url = reverse("web:text_offer", args=[dossier, found.key])
    return redirect(f"{url}?{urlencode({'again': request.GET['again']})}")


def _form(request: Request, draft: Draft, found: Offer, who: Speaking) -> ChoiceForm:
    before = who.stated_before()
    initial = {"version": draft.on_the_table.act.id, "body": body_of(draft.history, found.act)}
    if before:
        initial |= {"choice": "adopt" if "body" in before else "set_aside"}
    return ChoiceForm(request.POST or None, request.FILES or None, label_suffix="", initial=initial | before)


def _choose(who: Speaking, found: Offer, form: ChoiceForm, seat: Seat) -> str:
    data = form.cleaned_data
    stated = {"offer": found.act.id, "reason": data["reason"]}
    if data["choice"] == "adopt":
        stated |= {"body": data["body"], "version": data["version"]}
    own_steps.say(who, data["choice"], stated, form, seat)
    return places.text_url(who.row)


def _shown(draft: Draft, found: Offer, names: text_page.Names) -> dict[str, object]:
    """Both texts side by side, and where the third one stands that it was written on."""
    table = draft.on_the_table
    pairs = paragraphs.compare(body_of(draft.history, table.act), body_of(draft.history, found.act))
    base = found.base
    return {
        "text": {"title": items.file_title(draft.row), "url": places.text_url(draft.row)},
        "offer": text_page.shown_offer(found, draft, names),
        "before": text_page.version_name(table), "after": reading.offered(found, names),
        "pairs": [pair for pair in pairs if pair.kind != "same"],
        "unchanged": sum(pair.kind == "same" for pair in pairs),
        "since_url": f"{places.changes_url(draft.row, table.n)}?from={base.n}&to={table.n}"
        if base and base is not table else "",
        "own_url": f"{places.changes_url(draft.row, table.n)}?from={base.n}&to={found.key}" if base else "",
    }  # fmt: skip

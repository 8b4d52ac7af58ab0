"""Connections with the systems of other agencies: how each stands, what is in the way, and how one is added."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servanda.exchange import bell, links
from servanda.exchange.cards import card_of
from servanda.exchange.models import Peer
from servanda.kernel import node
from servanda.kernel.card_texts import TEXT_LIMIT, read_card_in
from servanda.kernel.keys import Card
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes.organisation import directory
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.administration.connection_page import context_of
from servanda.web.roles import changes_settings, sees_connections
from servanda.web.seats import Request, Seat


class CardForm(forms.Form):
    card = forms.CharField(
        label=_("Card of the other agency"), max_length=TEXT_LIMIT,
        help_text=_("Its administrator downloads it under Connections and sends it by any way: it holds no secret."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "dir": "ltr"}),
    )  # fmt: skip


class CompareForm(forms.Form):
    card = forms.CharField(widget=forms.HiddenInput, max_length=32 * 1024)
    compared = forms.BooleanField(label=_("I heard the same words from the other side on the telephone."))


@officer_required
@require_safe
@sees_connections
def index(request: Request, seat: Seat) -> HttpResponse:
    return render(request, "connections.html", context_of(seat))


@officer_required
@require_safe
@sees_connections
def card(request: Request, seat: Seat) -> HttpResponse:
    """This agency's card as a file, to be sent to another agency."""
    own = node.current().card
    return HttpResponse(
        own.jws + "\n", content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{own.agency}.card.txt"'},
    )  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@changes_settings
def add(request: Request, seat: Seat) -> HttpResponse:
    """Paste a card; then its words are shown, and nothing is connected before they were compared."""
    form = CardForm(request.POST or None)
    if not form.is_valid():
        return _card_page(request, form)
    try:
        shown = _other_card(form.cleaned_data["card"])
    except Refused as refused:
        form.add_error("card", refusal_text.sentence(refused))
        return _card_page(request, form)
    return _compare_page(request, shown, CompareForm(initial={"card": shown.jws}))


@officer_required
@require_POST
@changes_settings
def confirm(request: Request, seat: Seat) -> HttpResponse:
    """The words were compared: connect."""
    form = CompareForm(request.POST)
    try:
        shown = _other_card(request.POST.get("card", ""))
        if not form.is_valid():
            return _compare_page(request, shown, form, status=422)
        with node.current().writing():
            links.link(shown.jws, shown.fingerprint(), now=seat.at)
            directory.introduce(shown.agency, at=seat.at)
    except Refused as refused:
        again = CardForm(request.POST)
        again.add_error("card", refusal_text.sentence(refused))
        return _card_page(request, again)
    return redirect("web:connections")


@officer_required
@require_POST
@sees_connections
def contact(request: Request, seat: Seat, agency: str) -> HttpResponse:
    """Try now, whatever failed before."""
    if not Peer.objects.filter(agency=agency).exists():
        raise Refused("no_file")
    bell.wake_for(node.current(), agency)
    return redirect("web:connections")


def _other_card(text: str) -> Card:
    found = read_card_in(text)
    if found.agency == node.current().agency:
        raise Refused("own_card")
    return found


def _card_page(request: Request, form: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "connections",
        "page": {
            "title": gettext("Add a connection"),
            "lead": gettext("Paste the card that the other agency sent. Next you compare its words by telephone."),
            "back": {"url": reverse("web:connections"), "label": gettext("Connections")},
            "submit": gettext("Show the words"),
        },
        "form": form,
    }
    return render(request, "one_form.html", context, status=422 if form.errors else 200)


def _compare_page(request: Request, shown: Card, form: forms.Form, *, status: int = 200) -> HttpResponse:
    known = Peer.objects.filter(agency=shown.agency).first()
    is_other_key = known is not None and card_of(known.card).root != shown.root
    context = {
        "section": "connections",
        "other": {
            "name": pick(shown.name, get_language() or "en"), "code": shown.agency, "address": shown.address,
            "words": shown.fingerprint().split("-"), "is_known": known is not None, "is_other_key": is_other_key,
        },
        "form": form,
    }  # fmt: skip
    return render(request, "connection_compare.html", context, status=status)

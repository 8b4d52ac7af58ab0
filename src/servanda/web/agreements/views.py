"""Agreements: the list, the text article by article with its state of implementation, and what changed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.node import one_view
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes import reads
from servanda.processes.telling.wording import listed
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements import comparing, list_page
from servanda.web.agreements.page import context_of
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat
from servanda.web.texts import versions


@officer_required
@one_view()
def index(request: Request, seat: Seat) -> HttpResponse:
    return render(request, "agreements.html", list_page.context_of(seat))


@officer_required
@one_view()
def show(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = find(dossier, actor_of(seat))
    context = context_of(row, seat, version=request.GET.get("version"), text=request.GET.get("text"))
    return render(request, "agreement.html", context)


@officer_required
def compare(request: Request, seat: Seat, dossier: str, n: str) -> HttpResponse:
    """Any version against any other; from the one before it, where the address names none."""
    row = find(dossier, actor_of(seat))
    history = versions.history(row)
    new = history.number(request.GET.get("to") or n)
    old = history.number(request.GET.get("from") or int(n) - 1)
    if old is None or new is None:
        raise Http404
    names = names_in(get_language() or "en")
    found = comparing.articles(old, new, names, parties=len(row.parties))
    context = {
        "section": "agreements",
        "agreement": {"title": pick(new.title, names.language) or row.title, "url": url_of(row)},
        "before": gettext("Version %(n)s") % {"n": old.n},
        "after": gettext("Version %(n)s") % {"n": new.n},
        "choices": [
            {
                "n": item.n,
                "name": gettext("Version %(n)s") % {"n": item.n},
                "is_from": item is old,
                "is_to": item is new,
            }
            for item in history.versions
        ],
        "articles": [article for article in found if article["is_changed"]],
        "unchanged": listed(article["id"] for article in found if not article["is_changed"]),
        "particulars": comparing.particulars(old, new, names),
        "calendar": comparing.calendar(old, new),
    }
    return render(request, "agreement_compare.html", context)


def find(dossier: str, actor: Actor) -> Dossier:
    """An agreement that the actor may see; Http404 for everything else."""
    try:
        row = reads.find(dossier, actor)
    except Refused:
        raise Http404 from None
    if row.process != "agreement" or not row.is_shared:
        raise Http404
    return row


def url_of(row: Dossier) -> str:
    return reverse("web:agreement", args=[row.id])

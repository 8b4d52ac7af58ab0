"""Agreements: the list, the text article by article with its state of implementation, and what changed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes import reads
from servanda.processes.agreement_reading import Article
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements import list_page, versions
from servanda.web.agreements.differences import marked
from servanda.web.agreements.page import context_of
from servanda.web.seats import Request, Seat


@officer_required
def index(request: Request, seat: Seat) -> HttpResponse:
    return render(request, "agreements.html", list_page.context_of(seat))


@officer_required
def show(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = find(dossier, actor_of(seat))
    context = context_of(row, seat, version=request.GET.get("version"), text=request.GET.get("text"))
    return render(request, "agreement.html", context)


@officer_required
def compare(request: Request, seat: Seat, dossier: str, n: str) -> HttpResponse:
    """Version n against the one before it, article by article."""
    row = find(dossier, actor_of(seat))
    known = versions.history(row).versions
    number = int(n)
    if not 2 <= number <= len(known):
        raise Http404
    old, new = known[number - 2], known[number - 1]
    language = request.GET.get("text") or get_language() or "en"
    context = {
        "section": "agreements",
        "agreement": {"title": pick(new.title, language) or row.title, "url": url_of(row), "lang": language},
        "before": gettext("Version %(n)s") % {"n": old.n},
        "after": gettext("Version %(n)s") % {"n": new.n},
        "articles": _changes(old, new, language),
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


def _changes(old: versions.Version, new: versions.Version, language: str) -> list[dict[str, Any]]:
    before = {article.id: article for article in old.articles}
    after = {article.id: article for article in new.articles}
    none = Article("", {}, {})
    found = []
    for id_ in [*after, *(gone for gone in before if gone not in after)]:
        a, b = before.get(id_, none), after.get(id_, none)
        heads, texts = [[pick(item, language) for item in pair] for pair in ((a.head, b.head), (a.text, b.text))]
        found.append({
            "id": id_, "head": marked(*heads), "text": marked(*texts), "is_new": id_ not in before,
            "is_gone": id_ not in after, "is_changed": heads[0] != heads[1] or texts[0] != texts[1],
            "duties_changed": a.duties != b.duties,
        })  # fmt: skip
    return found

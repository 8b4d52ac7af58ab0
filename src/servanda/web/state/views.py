"""The state of implementation of one agreement, and the commitments behind each of its numbers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from servanda.kernel.node import one_view
from servanda.kernel.texts import pick
from servanda.processes.telling.timeline import Names
from servanda.reports import figures, words
from servanda.reports.agreed import Agreed, agreed
from servanda.reports.scope import Scope
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements.commitment_rows import rows_of
from servanda.web.agreements.views import find
from servanda.web.labels import BY_DATE, State
from servanda.web.names import names_in
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat
from servanda.web.state import filters, lead_page
from servanda.web.state.tables import Tables


@officer_required
@one_view()
def implementation(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    actor, names = actor_of(seat), names_in(get_language() or "en")
    agreement = binding(dossier, seat)
    asked = filters.read(request.GET.dict(), agreement, actor, names, at=seat.at)
    scope = asked.scope.narrowed(state="", lead=None)
    tables = Tables(scope, names, request.path, reverse("web:agreement_commitments", args=[dossier]))
    found, never = figures.counted(scope), figures.never_due(scope)
    clauses = found.clauses
    total = figures.total(clauses)
    context = {
        "agreement": head(agreement, names),
        "initiative_url": f"{reverse('web:initiative', args=[dossier])}?{scope.address()}",
        "brief_url": f"{reverse('web:brief', args=[dossier])}?{scope.address()}",
        "form": asked.form,
        "coverage": coverage(scope, names),
        "totals": tables.total(total),
        "kept": words.share(*total.kept),
        "states": tables.states(),
        "articles": tables.articles(agreement, clauses, never),
        "pairs": tables.pairs(found.pairs),
        "months": tables.months(figures.by_month(scope)),
        "is_narrowed": bool(request.GET),
        **lead_page.context_of(scope, names, url=tables.list_url),
    }
    return render(request, "implementation.html", context)


@officer_required
@one_view()
def listed(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """The commitments behind one number."""
    actor, names = actor_of(seat), names_in(get_language() or "en")
    agreement = binding(dossier, seat)
    scope = filters.read(request.GET.dict(), agreement, actor, names, at=seat.at).scope
    rows = figures.listed(scope).select_related("dossier")
    page, paging = paged(request, figures.number(scope))
    context = {
        "agreement": head(agreement, names),
        "told": _told(scope, agreement, names),
        "state": state_of(scope.state) if scope.state else None,
        "coverage": coverage(scope, names),
        "sheet_url": f"{reverse('web:commitments_xlsx', args=[dossier])}?{scope.address()}",
        "commitments": rows_of(rows[page], names, as_of=scope.as_of, at=seat.at),
        **paging,
    }
    return render(request, "agreement_commitments.html", context)


def binding(dossier: str, seat: Seat) -> Agreed:
    """An agreement that the officer may see and that has a version in force; Http404 for everything else."""
    found = agreed([find(dossier, actor_of(seat))])[0]
    if found.version is None:
        raise Http404
    return found


def head(agreement: Agreed, names: Names) -> dict[str, Any]:
    url = reverse("web:agreement", args=[agreement.row.id])
    return {"title": agreement.title(names.language), "url": url, "state_url": f"{url}implementation/"}


def coverage(scope: Scope, names: Names) -> list[str]:
    here = scope.actor.agency
    others = {party for found in scope.agreements for party in found.row.parties} - {here}
    said = words.listed([names.agency(party) for party in sorted(others)])
    return words.coverage(scope, agency=names.agency(here), unit=names.unit(scope.actor.unit), others=said)


def state_of(name: str) -> State:
    return BY_DATE[name] if name in BY_DATE else State(words.LISTS[name])


def _told(scope: Scope, agreement: Agreed, names: Names) -> list[str]:
    """What the list is narrowed to."""
    article = next((a for a in agreement.articles if a.id == scope.article), None)
    told = [f"{article.id}. {pick(article.head, names.language)}"] if article else []
    told += [names.agency(scope.side)] if scope.side else []
    if scope.is_early:
        told.append(gettext("notices as early as agreed"))
    if scope.lead:
        told += [gettext("notice %(days)s working days before") % {"days": lead_page.label(*scope.lead)}]
    return told + ([words.pair(*map(names.unit, scope.pair))] if scope.pair else [])

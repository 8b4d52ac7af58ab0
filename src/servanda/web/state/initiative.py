"""What each side gave unasked, how often one reminded the other, and which pairs of units have gone silent."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from servanda.kernel.models import Entry, StoredAct
from servanda.kernel.node import one_view
from servanda.processes.agreements.duty_sentences import rhythm
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.reports import initiative, silence
from servanda.reports.scope import Scope
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements.commitment_rows import entry_url
from servanda.web.names import names_in
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat
from servanda.web.state import filters
from servanda.web.state.views import binding, coverage, head


@officer_required
@one_view()
def page(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    names, agreement = names_in(get_language() or "en"), binding(dossier, seat)
    asked = filters.read(request.GET.dict(), agreement, actor_of(seat), names, at=seat.at)
    scope, url = asked.scope.narrowed(article="", pair=None), reverse("web:initiative_entries", args=[dossier])
    for name in ("article", "pair"):
        # What is given unasked belongs to no article.
        del asked.form.fields[name]
    counted = initiative.counted(initiative.offered(scope)) | initiative.counted(initiative.reminders(scope))
    context = {
        "agreement": head(agreement, names),
        "form": asked.form,
        "is_narrowed": bool(request.GET),
        "coverage": coverage(scope, names),
        "kinds": _kinds(scope, counted, names, url),
        "sides": [names.agency(side) for side in _sides(scope)],
        "pairs": [_pair(found, names) for found in silence.pairs(scope)],
        "quarter": silence.QUARTER,
    }
    return render(request, "initiative.html", context)


@officer_required
@one_view()
def listed(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """The entries behind one number."""
    names, agreement = names_in(get_language() or "en"), binding(dossier, seat)
    scope = filters.read(request.GET.dict(), agreement, actor_of(seat), names, at=seat.at).scope
    kind = request.GET.get("kind", "")
    rows = initiative.reminders(scope) if kind == initiative.NUDGE else initiative.offered(scope, kind=kind)
    numbers, paging = paged(request, rows.count())
    process, step = timeline.declared(kind)
    context = {
        "agreement": head(agreement, names) | {"state_url": reverse("web:initiative", args=[dossier])},
        "told": [str(step.label)] if process and step else [],
        "side": names.agency(scope.side) if scope.side else "",
        "coverage": coverage(scope, names),
        "entries": _lines(rows.order_by("-at", "name")[numbers], names),
        **paging,
    }
    return render(request, "initiative_entries.html", context)


def _sides(scope: Scope) -> list[str]:
    every = [party for found in scope.agreements for party in found.row.parties]
    shown = every if scope.shows_both else [scope.actor.agency]
    return [side for side in shown if scope.side in ("", side)]


def _kinds(scope: Scope, counted: dict[tuple[str, str], int], names: Names, url: str) -> list[dict[str, Any]]:
    """A row for each kind of which anything was given, reminders last."""
    kinds = [(process.kind(step), str(step.label)) for process, step in initiative.offers()]
    kinds.append((initiative.NUDGE, gettext("Reminders to the other side")))
    return [
        {"label": label, "is_reminder": kind == initiative.NUDGE, "cells": [
            {"side": names.agency(side), "n": counted.get((side, kind), 0),
             "url": f"{url}?{scope.address(side=side)}&kind={kind}"}
            for side in _sides(scope)
        ]}
        for kind, label in kinds if any((side, kind) in counted for side in _sides(scope))
    ]  # fmt: skip


def _pair(found: silence.Pair, names: Names) -> dict[str, Any]:
    return {
        "units": [names.unit(unit) for unit in found.units], "days": found.days, "is_silent": found.is_silent,
        "last": [
            {"side": names.agency(unit.split("/", 1)[0]), "at": at}
            for unit, at in zip(found.units, found.last, strict=True)
        ],
        "every": rhythm(found.every) if found.every else "",
    }  # fmt: skip


def _lines(rows: QuerySet[Entry], names: Names) -> list[dict[str, Any]]:
    """In whole sentences, each with its place in its file."""
    found = list(rows.select_related("dossier"))
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=[row.name for row in found])}
    return [
        {"sentence": timeline.line(row, acts[row.name], names, agency="").sentence, "at": row.at,
         "who": names.agency(row.speaker), "title": row.dossier.title, "url": entry_url(row.dossier_id, row.name)}
        for row in found if row.name in acts
    ]  # fmt: skip

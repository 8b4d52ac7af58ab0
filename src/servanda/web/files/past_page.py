"""The page of a list of before: its rows with how early each was told, and what they come to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.declaration import tables
from servanda.processes.figures import past
from servanda.processes.figures.baseline import Baseline, baseline
from servanda.web.access import actor_of, officer_required
from servanda.web.files.history import titles
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def show(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = reads.find(dossier, actor_of(seat))
    if row.process != "past":
        raise Refused("no_file")
    names = names_in(get_language() or "en")
    stored = [found.act for found in StoredAct.objects.filter(dossier=row.id, internal=True).order_by("seq")]
    found = baseline(actor_of(seat), dossier=row.id)
    days = {lead.item: lead.days for lead in found.leads}
    rows = [record | {"days": days.get(str(record["id"]))} for record in past.records(stored)]
    recorded = past.stated(stored)
    context = {
        "file": row, "table": tables.table(past.ROWS, rows, None, say=names.value), "baseline": _figures(found),
        "source": str(recorded.part("content").get("source") or "") if recorded else "", "unit": names.unit(row.owner),
        "is_for_all": past.is_for_all(stored), "section": "files",
        "officer_title": titles([recorded.by.officer], names.language).get(recorded.by.officer, "") if recorded else "",
    }  # fmt: skip
    return render(request, "past.html", context)


def _figures(found: Baseline) -> list[dict[str, Any]]:
    if not found.days:
        return []
    return [
        {"label": _("Half were told at least so many working days before"), "value": found.median},
        {"label": _("Earliest"), "value": found.days[-1]}, {"label": _("Latest"), "value": found.days[0]},
        {"label": _("Without a day of notice"), "value": found.without},
    ]  # fmt: skip

"""The page Counterparts: field by field and region by region, our unit beside the unit of the other side."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servanda.office import vacancies
from servanda.processes import reads
from servanda.processes.agreements import agreement_reading
from servanda.processes.organisation import counterparts, routing
from servanda.processes.organisation.counterparts import Agreed, Line, Map
from servanda.processes.telling.timeline import Names
from servanda.web.access import actor_of, officer_required
from servanda.web.counterparts import gaps
from servanda.web.labels import REGIONS, State
from servanda.web.names import names_in
from servanda.web.roles import KEEPS_UNITS
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    actor, names = actor_of(seat), names_in(get_language() or "en")
    on = _day(request.GET.get("on", "")) or seat.at.date()
    known = counterparts.read(counterparts.agreements(at=seat.at), routing.load(on))
    files = [file for item in known.agreed.values() for file in item.files]
    titles = agreement_reading.titles(reads.visible(actor).filter(id__in=files), names.language)
    empty = {found.unit for found in vacancies.vacancies(known.units(), on=on) if not found.role}
    context = {
        "section": "counterparts",
        "on": on,
        "gaps": gaps.gaps(known, seat, actor, names) if actor.role in gaps.TOLD else [],
        "agencies": [_agency(item, known, titles, empty, names) for item in known.agreed.values()],
        "change_url": reverse("web:units") if actor.role in KEEPS_UNITS else "",
    }
    return render(request, "counterparts.html", context)


def _agency(
    agreed: Agreed, known: Map, titles: Mapping[str, str], empty: set[str], names: Names
) -> dict[str, Any]:  # fmt: skip
    links = [(titles[file], reverse("web:agreement", args=[file])) for file in agreed.files if file in titles]
    return {
        "title": names.agency(agreed.agency),
        "agreements": [{"title": title, "url": url} for title, url in links],
        "silent": gaps.silence(agreed.agency, known, names) if agreed.agency in known.silent else "",
        "rows": [_row(line, known, empty, names) for line in known.lines if line.agency == agreed.agency],
    }  # fmt: skip


def _row(line: Line, known: Map, empty: set[str], names: Names) -> dict[str, Any]:
    agreed = known.agreed[line.agency]
    own = {
        "name": names.inside(line.own),
        "state": State(_("nobody holds a post"), "soon") if line.own in empty else None,
    }
    other = {"name": names.inside(line.other.unit), "state": BY.get(line.other.by)}
    return {
        "field": gaps.field_title(known, line.agency, line.area, names),
        "region": str(REGIONS.get(line.region, line.region)),
        "own": own if line.own else _falls(agreed.falls_to(known.routes.here), names),
        "other": other if line.other.unit else _falls(agreed.falls_to(line.agency), names),
    }


def _falls(unit: str, names: Names) -> dict[str, Any]:
    return {"name": names.inside(unit), "state": State(_("stands in"), "soon")}


BY = {
    routing.THEIRS: State(gettext_lazy("stated by them"), "outlined"),
    routing.OURS: State(gettext_lazy("stated by us"), "outlined"),
}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

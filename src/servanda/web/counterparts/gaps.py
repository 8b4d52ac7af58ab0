"""What is missing among the counterparts, as sentences for those who can do something about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel.audiences import Actor
from servanda.kernel.texts import pick
from servanda.office import vacancies
from servanda.office.vacancies import Vacancy
from servanda.processes.organisation import counterparts, moving
from servanda.processes.organisation.counterparts import Map, Missing
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed, written
from servanda.web.labels import ROLES
from servanda.web.roles import KEEPS_UNITS
from servanda.web.seats import Seat

TOLD = frozenset({"head", "leadership", "clerk", "admin"})
SEE_ALL = TOLD - {"head"}
ON_DESK = 3


@dataclass(frozen=True)
class Gap:
    """One sentence; `url` leads to where it is put right, '' where others must do it."""

    text: str
    url: str = ""


def of_desk(seat: Seat, actor: Actor, names: Names) -> dict[str, Any] | None:
    """The first few for the desk of a head, the leadership, the registry or an administrator; None without any."""
    if actor.role not in TOLD:
        return None
    found = gaps(counterparts.load(at=seat.at), seat, actor, names)
    if not found:
        return None
    title = ngettext("%(n)s gap among the counterparts", "%(n)s gaps among the counterparts", len(found))
    return {"title": title % {"n": len(found)}, "gaps": found[:ON_DESK], "url": reverse("web:counterparts")}


def gaps(known: Map, seat: Seat, actor: Actor, names: Names) -> list[Gap]:
    """All that this actor is told of; a head only of what concerns the units below."""
    on = seat.at.date()
    seen = None if actor.role in SEE_ALL else actor.units | {actor.unit}
    empty = [found for found in vacancies.vacancies(known.units(), on=on) if seen is None or found.unit in seen]
    return [
        *(Gap(missing(found, known, names), _change_url(actor)) for found in known.missing
          if seen is None or _concerns(found, known, seen)),
        *(Gap(silence(agency, known, names)) for agency in known.silent if seen is None),
        *(Gap(text, reverse("web:people")) for text in _vacancies(empty, names)),
        *_in_closed_units(seat, actor, seen),
    ]  # fmt: skip


def missing(found: Missing, known: Map, names: Names) -> str:
    return _(
        "No unit of %(agency)s is named for %(field)s: what concerns it goes to %(unit)s, as the agreement says."
    ) % {
        "agency": names.agency(found.side), "field": field_title(known, found.agency, found.area, names),
        "unit": names.inside(found.falls_to),
    }  # fmt: skip


def silence(agency: str, known: Map, names: Names) -> str:
    return _("%(agency)s has not published its units: what is meant for it goes to %(unit)s.") % {
        "agency": names.agency(agency), "unit": names.inside(known.agreed[agency].falls_to(agency)),
    }  # fmt: skip


def _vacancies(empty: list[Vacancy], names: Names) -> Iterable[str]:
    """One sentence for all units without officers, and one for each post that was left."""
    units = [names.unit(found.unit) for found in empty if not found.role]
    if units:
        yield _("Nobody holds a post in %(units)s: what comes is read by the registry and the unit above.") % {
            "units": listed(units)
        }  # fmt: skip
    for found in empty:
        values = {"unit": names.unit(found.unit), "role": str(ROLES.get(found.role, ""))}
        if found.role and found.since:
            yield _("%(unit)s has had no %(role)s since %(day)s.") % {**values, "day": written(found.since)}
        elif found.role:
            yield _("%(unit)s has no %(role)s any more.") % values


def field_title(known: Map, agency: str, area: str, names: Names) -> str:
    return pick(known.agreed[agency].fields.get(area, {}), names.language) or area


def _concerns(found: Missing, known: Map, seen: frozenset[str] | set[str]) -> bool:
    return any(line.own in seen for line in known.lines if (line.agency, line.area) == (found.agency, found.area))


def _in_closed_units(seat: Seat, actor: Actor, seen: frozenset[str] | None) -> list[Gap]:
    on = seat.at.date()
    closed = {unit for unit in moving.closed_units(on) if seen is None or unit in seen}
    if not closed:
        return []
    url, found = reverse("web:units_left"), []
    if seats := len(vacancies.seats_in(closed, on=on)):
        text = ngettext("%(n)s post is still in a closed unit.", "%(n)s posts are still in closed units.", seats)
        found.append(Gap(text % {"n": seats}, url))
    if files := len(moving.standings(on=on, closed=closed)):
        text = ngettext("%(n)s file still stands with a closed unit.", "%(n)s files still stand with closed units.",
                        files)  # fmt: skip
        found.append(Gap(text % {"n": files}, url))
    return found


def _change_url(actor: Actor) -> str:
    return reverse("web:units") if actor.role in KEEPS_UNITS else ""

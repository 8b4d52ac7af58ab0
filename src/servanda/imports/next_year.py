"""The working days of the year that an agreement's calendar lacks next, proposed for the country of its zone."""

from typing import Any

from babel.core import get_global

from servanda.imports.proposals import countries, propose_years
from servanda.kernel.models import Dossier
from servanda.processes.agreements import terms


def propose(agreement: Dossier) -> dict[str, Any]:
    """{"year", "holidays", "working"} as the step states them; empty where the country or the year is not known."""
    name = terms.in_force_by(agreement)
    known = terms.load([name]).get(name) if name else None
    country = get_global("zone_territories").get(known.calendar.zone) if known else None
    if known is None or country not in countries() or not known.calendar.years:
        return {}
    firm = [year for year in known.calendar.years if known.calendar.knows(year)]
    year = max(firm or known.calendar.years) + 1
    return {
        "year": year,
        **{
            part: days
            for found in propose_years(str(country), "", years=[year])
            for part, days in (("holidays", list(found.holidays)), ("working", list(found.working)))
        },
    }

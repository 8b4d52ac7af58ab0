"""What every page is given: the agency, the officer, the languages, and where in the menu it stands."""

from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from servanda.kernel import node
from servanda.kernel.audiences import TAKES_STEPS
from servanda.kernel.texts import pick
from servanda.web.languages import offered_languages
from servanda.web.seats import Seat

SEES_CONNECTIONS = frozenset({"admin", "clerk", "leadership"})
LEADS = frozenset({"head", "leadership"})
SECTIONS = {
    "desk": "desk", "files": "files", "file": "files", "step": "files", "new": "new", "open": "new",
    "agreements": "agreements", "agreement": "agreements", "connections": "connections", "people": "people",
    "counterparts": "counterparts", "leader": "leader", "implementation": "agreements", "initiative": "agreements",
    "initiative_entries": "agreements", "agreement_commitments": "agreements", "brief": "agreements",
    "mail": "mail",
}  # fmt: skip


def page(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "en"
    here = node.current()
    seat: Seat | None = getattr(request, "seat", None)
    match = request.resolver_match
    return {
        "node": {
            "name": pick(here.name, language), "is_demo": here.is_demo,
            "zone_name": zone_name(timezone.get_current_timezone_name(), language),
        },
        "officer": officer(seat, language) if seat else None,
        "languages": [{"code": code, "name": settings.LANGUAGE_NAMES[code]} for code in offered_languages()],
        "section": SECTIONS.get(match.url_name or "", "") if match else "",
    }  # fmt: skip


def officer(seat: Seat, language: str) -> dict[str, Any]:
    return {
        "id": seat.officer.id, "title": seat.title(language), "unit": seat.unit_name(language),
        "sees_connections": seat.role in SEES_CONNECTIONS, "leads": seat.role in LEADS,
        "takes_steps": seat.role in TAKES_STEPS,
    }  # fmt: skip


@lru_cache(maxsize=200)
def zone_name(zone: str, language: str) -> str:
    """The city that the zone is named after, in the reader's language; UTC as it is."""
    if zone == "UTC":
        return zone
    # Some cities are known to the names of zones in a language only under the zone's older name.
    for older in (older for older, newer in get_global("zone_aliases").items() if newer == zone):
        if city := Locale.parse(language).time_zones.get(older, {}).get("city"):
            return str(city)
    return get_timezone_location(zone, locale=Locale.parse(language), return_city=True)

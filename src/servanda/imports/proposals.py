"""Years of working days as the `holidays` package knows them: a proposal, which the agreement then lays down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import holidays

from servanda.kernel.calendars import DAYS

# The days on which offices are closed. Other categories are school holidays, days of banks or mere observances.
CATEGORIES = ("public", "government")
LANGUAGE = "en_US"


@dataclass(frozen=True)
class ProposedYear:
    """Days off by name, and days of the weekend that are worked because another day was given for them."""

    year: int
    holidays: Mapping[str, str]
    working: tuple[str, ...]

    def to_facts(self, *, today: date) -> dict[str, Any]:
        """As the calendar states it; a year still to come is provisional, since swapped days are published late."""
        facts: dict[str, Any] = {"holidays": list(self.holidays), "working": list(self.working)}
        return facts | ({"provisional": True} if self.year > today.year else {})


def countries() -> dict[str, list[str]]:
    """ISO code of two letters -> codes of its subdivisions."""
    return {code: subs for code, subs in holidays.list_supported_countries().items() if len(code) == 2}


def propose_years(country: str, subdivision: str, *, years: Iterable[int]) -> list[ProposedYear]:
    """Those of the years that the package knows anything of."""
    proposed = (_propose(country, subdivision, year=year) for year in years)
    return [item for item in proposed if item.holidays]


def propose_weekend(country: str, subdivision: str, *, year: int) -> list[str]:
    """The names of the weekend's days, in the order of the week."""
    return [DAYS[number] for number in sorted(_known(country, subdivision, year=year).weekend)]


def _propose(country: str, subdivision: str, *, year: int) -> ProposedYear:
    known = _known(country, subdivision, year=year)
    worked = getattr(known, "weekend_workdays", ())
    off = {day: name for day, name in sorted(known.items()) if day.year == year}
    return ProposedYear(
        year,
        {day.isoformat(): name for day, name in off.items()},
        tuple(day.isoformat() for day in sorted(worked) if day.year == year and day not in off),
    )


def _known(country: str, subdivision: str, *, year: int) -> Any:
    source = getattr(holidays, country)
    return holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        categories=[category for category in CATEGORIES if category in source.supported_categories],
        # Else the machine's own language would decide.
        language=LANGUAGE if LANGUAGE in source.supported_languages else None,
    )

"""Days off where a unit abroad works, as its country keeps them; the agreement's calendar counts all the same."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import holidays

from servanda.kernel.calendars import WEEKEND, Calendar, YearDays

MISSION = "mission"


@cache
def _countries() -> Mapping[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def country_of(zone: str) -> str:
    """ISO code of the country in which the zone lies, '' for one of none, such as UTC."""
    return _countries().get(zone, "")


def day_off(zone: str, day: date, language: str) -> str:
    """The name of the public holiday there, in the language where it is known in it; '' on other days."""
    known = _known(country_of(zone), day.year, language)
    return str(known.get(day, "")) if known is not None else ""


def calendar(zone: str, years: tuple[int, ...]) -> Calendar | None:
    """Working days there; None where nothing is known of the country."""
    found = {year: _known(country_of(zone), year, "en") for year in years}
    if any(known is None for known in found.values()):
        return None
    weekend = frozenset(next((known.weekend for known in found.values()), WEEKEND))
    days = {
        year: YearDays(frozenset(day for day in known if day.year == year),
                       frozenset(getattr(known, "weekend_workdays", ())))
        for year, known in found.items()
    }  # fmt: skip
    return Calendar(zone=zone, years=days, weekend=weekend)


@lru_cache(maxsize=500)
def _known(country: str, year: int, language: str) -> Any:
    source = getattr(holidays, country, None) if country else None
    if source is None:
        return None
    # Names stand in the country's own languages, and in English for most.
    tongues = [name for name in source.supported_languages if name.partition("_")[0] == language]
    english = [name for name in source.supported_languages if name.startswith("en")]
    told = next(iter([*tongues, *english]), None)
    found = holidays.country_holidays(country, years=year, language=told)
    return found

"""The calendar of an agreement file: as written, or proposed for a country where no years are written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servanda.imports.proposals import ProposedYear, countries, propose_weekend, propose_years
from servanda.imports.reading import Reading
from servanda.imports.yaml_tree import Path
from servanda.kernel.calendars import Calendar
from servanda.kernel.refusals import Refused

KEYS = ("zone", "country", "subdivision", "years", "weekend")


def read_calendar(reading: Reading, path: Path, *, today: date) -> tuple[dict[str, Any], list[ProposedYear]]:
    """The calendar's facts, and what of them was proposed and not written."""
    before = len(reading.faults)
    if not reading.keys(path, KEYS, required=("zone",)):
        return {}, []
    zone = reading.text((*path, "zone"))
    if zone:
        _try(reading, (*path, "zone"), {"zone": zone})
    country, subdivision = _country(reading, path)
    facts: dict[str, Any] = {"zone": zone, "years": _years(reading, (*path, "years"))}
    proposed: list[ProposedYear] = []
    weekend = reading.tree.get((*path, "weekend"))
    if weekend is not None:
        facts["weekend"] = weekend
        _try(reading, (*path, "weekend"), {"zone": "UTC", "weekend": weekend})
    elif country:
        facts["weekend"] = propose_weekend(country, subdivision, year=today.year)
    if not reading.tree.has((*path, "years")):
        if country:
            proposed = propose_years(country, subdivision, years=range(today.year - 1, today.year + 2))
            facts["years"] = {str(item.year): item.to_facts(today=today) for item in proposed}
        elif len(reading.faults) == before:
            reading.fault(path, "calendar_years_missing")
    if len(reading.faults) > before:
        return {}, []
    return Calendar.from_facts(facts).to_facts(), proposed


def _country(reading: Reading, path: Path) -> tuple[str, str]:
    country = reading.text((*path, "country"))
    known = countries()
    if country and country not in known:
        reading.fault((*path, "country"), "calendar_country_unknown", country=country[:40])
        country = ""
    subdivision = reading.text((*path, "subdivision"))
    if subdivision and country and subdivision not in known[country]:
        offered = ", ".join(known[country]) or "-"
        reading.fault((*path, "subdivision"), "duty_word_unknown", value=subdivision[:40], known=offered)
        subdivision = ""
    return country, subdivision


def _years(reading: Reading, path: Path) -> dict[str, Any]:
    """The years as written; each day is tried by itself, so that every wrong one is found."""
    years = reading.tree.get(path)
    if years is None:
        return {}
    if not isinstance(years, Mapping):
        reading.fault(path, "import_mapping_wanted")
        return {}
    for year in years:
        at = (*path, year)
        if not _try(reading, at, {"zone": "UTC", "years": {year: {}}}):
            continue
        if not reading.keys(at, ("holidays", "working", "provisional")):
            if years[year] is None:
                reading.fault(at, "import_mapping_wanted")
            continue
        good = True
        for part in ("holidays", "working"):
            for item in reading.items((*at, part)):
                day = {"zone": "UTC", "years": {year: {part: [reading.tree.get(item)]}}}
                good = _try(reading, item, day) and good
        if good and all(isinstance(part, list | bool | None) for part in years[year].values()):
            _try(reading, at, {"zone": "UTC", "years": {year: years[year]}})
    return dict(years)


def _try(reading: Reading, path: Path, facts: Mapping[str, Any]) -> bool:
    """Let the calendar itself judge, and note its refusal at this place."""
    try:
        Calendar.from_facts(facts)
    except Refused as refused:
        reading.fault(path, refused.code, **refused.params)
        return False
    return True

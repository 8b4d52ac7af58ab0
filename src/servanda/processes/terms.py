"""The agreement versions that acts were taken under, by the name of the act that put them in force."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from servanda.kernel.calendars import Calendar
from servanda.kernel.duty_forms import read_duty
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.fold import Terms

ENTER = "agreement.enter"

log = logging.getLogger(__name__)


def load(names: Iterable[str]) -> dict[str, Terms]:
    """Name of an `agreement.enter` act -> its terms. Names of other acts are passed over."""
    wanted = sorted(set(names))
    found = {name: terms for name in wanted if (terms := _cache.get(name))}
    missing = [name for name in wanted if name not in found]
    for row in StoredAct.objects.filter(name__in=missing, kind=ENTER):
        entering = row.act
        version = StoredAct.objects.filter(name=str(entering.facts.get("version"))).first()
        if version is None:
            continue
        try:
            found[row.name] = _remember(row.name, read(row.name, row.dossier, version.act.facts["terms"]))
        except (Refused, KeyError, TypeError, ValueError, AttributeError):
            # Another party's version that this one cannot read: its duties open nothing here, and nothing stops.
            log.warning("the terms of %s cannot be read", row.name)
    return found


def read(name: str, agreement: str, facts: Mapping[str, Any]) -> Terms:
    """The terms that a version act's facts state. Raises Refused for duties or a calendar that cannot be read."""
    return Terms(
        name=name,
        agreement=agreement,
        parties=tuple(facts["parties"]),
        duties=tuple(read_duty(article["id"], duty) for article in facts["articles"] for duty in article["duties"]),
        calendar=Calendar.from_facts(facts["calendar"]),
        fallback=facts.get("fallback") or {},
        in_force_on=date.fromisoformat(facts["in_force_on"]),
        transit_hours=int((facts.get("transit") or {}).get("hours", 24)),
    )


def in_force(parties: Iterable[str], *, day: date) -> list[str]:
    """Names of the acts by which agreements that bind all these parties are in force on that day."""
    present = set(parties)
    rows = Dossier.objects.filter(process="agreement", state__in=("in_force", "amending"), is_shared=True)
    return sorted(
        str(row.facts["entered"])
        for row in rows
        if present <= set(row.parties)
        and row.facts.get("entered")
        and str(row.facts.get("in_force_on", "9999")) <= day.isoformat()
    )


_cache: dict[str, Terms] = {}


def _remember(name: str, terms: Terms) -> Terms:
    # Content-addressed, so never stale; bounded so that a long life cannot fill the memory.
    if len(_cache) > 500:
        _cache.clear()
    return _cache.setdefault(name, terms)

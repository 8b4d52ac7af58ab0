"""The agreement versions that acts were taken under, by the name of the act that put them in force."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from servanda.kernel import node
from servanda.kernel.calendars import Calendar
from servanda.kernel.duty_forms import read_duty
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.folded import Terms

ENTER = "agreement.enter"
LONGEST_CLAUSE = 80

log = logging.getLogger(__name__)


def load(names: Iterable[str]) -> dict[str, Terms]:
    """Name of an `agreement.enter` act -> its terms.

    Only one that had its effect in an agreement's own file counts: then it named the version on the table and every
    other party's signature. Not one under which this agency's own signature is only reported and not confirmed.
    """
    wanted = sorted(set(names))
    found = {name: terms for name in wanted if (terms := _cache.get(name))}
    missing = [name for name in wanted if name not in found]
    entered = Entry.objects.filter(name__in=missing, kind=ENTER, has_effect=True, dossier__process="agreement")
    for row in StoredAct.objects.filter(name__in=entered.values_list("name", flat=True)) if missing else ():
        version = StoredAct.objects.filter(name=str(row.act.facts["version"]), dossier=row.dossier).first()
        if version is None:
            continue
        try:
            terms = read(row.name, row.dossier, version.act.facts["terms"], row.act.facts["signatures"])
        except (Refused, KeyError, TypeError, ValueError, AttributeError):
            # Another party's version that this one cannot read: its duties open nothing here, and nothing stops.
            log.warning("the terms of %s cannot be read", row.name)
        else:
            found[row.name] = _remember(row.name, terms)
    doubtful = _only_reported(name for terms in found.values() for name in terms.signatures)
    return {name: terms for name, terms in found.items() if not doubtful & set(terms.signatures)}


def _only_reported(signatures: Iterable[str]) -> set[str]:
    """Of these, the signatures that another agency wrote down in this one's name and that were not confirmed."""
    here = node.current().agency
    rows = Entry.objects.filter(name__in=list(signatures), speaker=here).exclude(agency=here)
    return set(rows.exclude(reported="confirmed").values_list("name", flat=True))


def read(name: str, agreement: str, facts: Mapping[str, Any], signatures: Iterable[str] = ()) -> Terms:
    """The terms that a version act's facts state. Raises Refused for duties or a calendar that cannot be read."""
    duties = tuple(read_duty(article["id"], duty) for article in facts["articles"] for duty in article["duties"])
    for duty in duties:
        if len(duty.clause) > LONGEST_CLAUSE:
            raise Refused("duty_name_wrong", field="id", value=duty.clause[:40])
    return Terms(
        name=name,
        agreement=agreement,
        signatures=tuple(signatures),
        parties=tuple(facts["parties"]),
        duties=duties,
        calendar=Calendar.from_facts(facts["calendar"]),
        fallback=facts.get("fallback") or {},
        in_force_on=date.fromisoformat(facts["in_force_on"]),
        transit_hours=int((facts.get("transit") or {}).get("hours", 24)),
    )


def in_force(parties: Iterable[str], *, at: datetime) -> list[str]:
    """Names of the acts by which agreements that bind all these parties are in force at that time."""
    present = set(parties)
    rows = Dossier.objects.filter(process="agreement", state__in=("in_force", "amending"), is_shared=True)
    known = load(str(row.facts["entered"]) for row in rows if present <= set(row.parties) and row.facts.get("entered"))
    return sorted(name for name, terms in known.items() if terms.holds_at(at))


_cache: dict[str, Terms] = {}


def _remember(name: str, terms: Terms) -> Terms:
    # Content-addressed, so never stale; bounded so that a long life cannot fill the memory.
    if len(_cache) > 500:
        _cache.clear()
    return _cache.setdefault(name, terms)

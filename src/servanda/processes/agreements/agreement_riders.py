"""What the parties agree on beside a version: the working days of a year, a pause; and when it may be put in force."""

from datetime import date

from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.refusals import Refused
from servanda.processes.agreements.agreement_terms import APPLY, CONSENT, RIDERS, UNREADABLE, year_of
from servanda.processes.folding.causes import Past


def is_readable_year(act: Act, past: Past) -> str:
    """A calendar rider states a year and days of that year."""
    try:
        Calendar.from_facts({"zone": "UTC", "years": year_of(act)})
    except Refused as refused:
        return refused.code
    except UNREADABLE:
        return "bad_facts"
    return ""


def is_a_span(act: Act, past: Past) -> str:
    try:
        first, last = (date.fromisoformat(act.facts[name]) for name in ("from_on", "until_on"))
    except UNREADABLE:
        return "bad_facts"
    return "" if first <= last else "dates_reversed"


def is_open_to_consent(act: Act, past: Past) -> str:
    """Another party's proposal, to which this one has not consented yet."""
    rider = _rider(act, past)
    if rider is None or rider.speaker == act.speaker:
        return "other_proposal"
    return "already_consented" if act.speaker in _consented(rider, past) else ""


def is_consented_by_all(act: Act, past: Past) -> str:
    """The home, consenting last, puts it in force; once."""
    rider = _rider(act, past)
    if rider is None or any(other.kind == APPLY for other in past.names(rider.id)):
        return "other_proposal"
    parties = {party for other in past.kind("agreement.propose") for party in other.facts["parties"]}
    return "" if parties - {act.agency, rider.speaker} <= _consented(rider, past) else "not_consented_by_all"


def _consented(rider: Act, past: Past) -> set[str]:
    """The parties that consented to it."""
    named = (other for other in past.names(rider.id) if other.kind == CONSENT)
    return {other.speaker for other in named if other.facts.get("rider") == rider.id}


def _rider(act: Act, past: Past) -> Act | None:
    found = past.find(act.facts.get("rider"))
    return found if found and found.kind in RIDERS else None

"""What the parties agree on beside a version: the working days of a year, a pause; and when it may be put in force."""

from collections.abc import Sequence

from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.refusals import Refused
from servanda.processes.agreement_terms import APPLY, CONSENT, RIDERS, year_of


def is_readable_year(act: Act, past: Sequence[Act]) -> str:
    """A calendar rider states a year and days of that year."""
    try:
        Calendar.from_facts({"zone": "UTC", "years": year_of(act)})
    except Refused as refused:
        return refused.code
    return ""


def is_a_span(act: Act, past: Sequence[Act]) -> str:
    return "" if act.facts["from_on"] <= act.facts["until_on"] else "dates_reversed"


def is_open_to_consent(act: Act, past: Sequence[Act]) -> str:
    """Another party's proposal, to which this one has not consented yet."""
    rider = _rider(act, past)
    if rider is None or rider.speaker == act.speaker:
        return "other_proposal"
    given = {(other.speaker, other.facts.get("rider")) for other in past if other.kind == CONSENT}
    return "already_consented" if (act.speaker, rider.id) in given else ""


def is_consented_by_all(act: Act, past: Sequence[Act]) -> str:
    """The home, consenting last, puts it in force; once."""
    rider = _rider(act, past)
    applied = {other.facts.get("rider") for other in past if other.kind == APPLY}
    if rider is None or rider.id in applied:
        return "other_proposal"
    given = {o.speaker for o in past if o.kind == CONSENT and o.facts.get("rider") == rider.id}
    parties = {party for other in past if other.kind == "agreement.propose" for party in other.facts["parties"]}
    return "" if parties - {act.agency, rider.speaker} <= given else "not_consented_by_all"


def _rider(act: Act, past: Sequence[Act]) -> Act | None:
    known = (other for other in past if other.kind in RIDERS)
    return next((other for other in known if other.id == act.facts.get("rider")), None)

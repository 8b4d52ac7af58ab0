"""The terms that an agreement's own entries bring into force: version by version, with agreed calendars and pauses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from servanda.kernel.acts import UNIT, Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.duty_forms import read_duty
from servanda.kernel.refusals import Refused
from servanda.processes.folding.folded import TRANSIT_HOURS, Terms

VERSIONS = ("agreement.propose", "agreement.revise", "agreement.amend")
ENTER, APPLY, CONSENT = "agreement.enter", "agreement.apply", "agreement.consent"
RIDERS = ("agreement.propose_calendar", "agreement.propose_pause")
# What is looked at to tell which terms an act brought into force.
TELLING = (*VERSIONS, ENTER, APPLY, CONSENT, *RIDERS)
LONGEST_CLAUSE = 80
# A year: more would leave the range of times.
MOST_HOURS = 366 * 24
UNREADABLE = (Refused, KeyError, TypeError, ValueError, AttributeError)


def brought(acts: Iterable[Act]) -> dict[str, Terms]:
    """Name of an act that put something in force -> the terms that then held.

    `acts` are those of one agreement that had effect, in their order. Terms that cannot be read are left out.
    """
    lane = Lane()
    for act in acts:
        lane.take(act)
    return lane.found


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
        fallback=_fallback(facts.get("fallback") or {}),
        in_force_on=date.fromisoformat(facts["in_force_on"]),
        ends_on=date.fromisoformat(facts["ends_on"]) if facts.get("ends_on") else None,
        transit_hours=_hours((facts.get("transit") or {}).get("hours", TRANSIT_HOURS)),
    )


def _fallback(stated: Mapping[str, Any]) -> dict[str, str]:
    """Agency -> a unit of its own; anything else is as if it were not stated."""
    return {
        agency: unit for agency, unit in stated.items()
        if isinstance(unit, str) and UNIT.fullmatch(unit) and unit.split("/", 1)[0] == agency
    }  # fmt: skip


def _hours(stated: Any) -> int:
    hours = int(stated)
    if not 0 <= hours <= MOST_HOURS:
        raise ValueError(hours)
    return hours


def year_of(rider: Act) -> dict[str, Any]:
    """The year that a calendar rider states, as `Calendar.from_facts` reads it. Raises what is in UNREADABLE."""
    stated = {"holidays": rider.facts.get("holidays", []), "working": rider.facts.get("working", [])}
    return {str(int(rider.facts["year"])): stated}


@dataclass
class Lane:
    """Takes the acts that had effect one by one; `found` are the terms that the binding ones brought so far."""

    versions: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    riders: dict[str, Act] = field(default_factory=dict)
    consents: dict[str, list[str]] = field(default_factory=dict)
    years: dict[int, Any] = field(default_factory=dict)
    pauses: tuple[tuple[date, date], ...] = ()
    base: Terms | None = None
    found: dict[str, Terms] = field(default_factory=dict)

    def take(self, act: Act) -> Terms | None:
        """The terms that this act put in force; None where it is no binding one, or cannot be read."""
        try:
            self._take(act)
        except UNREADABLE:
            return None
        return self.found.get(act.id)

    def _take(self, act: Act) -> None:
        if act.kind in VERSIONS:
            self.versions[act.id] = act.facts["terms"]
        elif act.kind in RIDERS:
            self.riders[act.id] = act
        elif act.kind == CONSENT:
            self.consents.setdefault(act.facts["rider"], []).append(act.id)
        elif act.kind == ENTER:
            version = act.facts["version"]
            terms = read(act.id, act.dossier, self.versions[version], act.facts["signatures"])
            self.base = replace(terms, version=version)
            self._hold(act, self.base.signatures)
        elif act.kind == APPLY and self.base:
            self._apply(self.riders[act.facts["rider"]])
            self._hold(act, (*self.base.signatures, *self.consents.get(act.facts["rider"], ())))

    def _apply(self, rider: Act) -> None:
        if rider.kind == "agreement.propose_calendar":
            assert self.base is not None
            self.years |= Calendar.from_facts({"zone": self.base.calendar.zone, "years": year_of(rider)}).years
        else:
            first, last = (date.fromisoformat(rider.facts[name]) for name in ("from_on", "until_on"))
            self.pauses = (*self.pauses, (first, last))

    def _hold(self, act: Act, signatures: tuple[str, ...]) -> None:
        base, name = self.base, act.id
        assert base is not None
        # A later version that states a year itself has the last word on it; so has a later rider.
        stated = base.calendar.years if name == base.name else {}
        years = {**base.calendar.years, **self.years, **stated}
        if name == base.name:
            self.years = {year: days for year, days in self.years.items() if year not in stated}
        self.found[name] = replace(
            base, name=name, calendar=replace(base.calendar, years=years), pauses=self.pauses, signatures=signatures,
            edition=act.position,
        )  # fmt: skip

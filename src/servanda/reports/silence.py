"""Silence: for each pair of counterpart units, when either last shared anything, and what rhythm is agreed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

from servanda.kernel.duty_forms import Duty
from servanda.kernel.recurrences import FIRST_WORKING_DAY, PERIODS
from servanda.processes.models import Unit
from servanda.processes.organisation import routing
from servanda.processes.organisation.routing import Routes
from servanda.reports.between import entries, parties
from servanda.reports.periods import ALL
from servanda.reports.scope import Scope

# Where no rhythm is agreed, a pair that shared nothing for a quarter is silent.
QUARTER = 92
YEAR = 366
Units = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two counterpart units: the last entry of each side, the rhythm that is agreed, and the days since the last."""

    units: Units
    last: tuple[datetime | None, datetime | None]
    every: str
    days: int | None

    @property
    def is_silent(self) -> bool:
        return self.days is None or self.days > (allowed(self.every) if self.every else QUARTER)


def pairs(scope: Scope) -> list[Pair]:
    """Silent pairs first, the longest silence on top; those that the directories name, and those that shared anything.

    Three queries, however many entries.
    """
    routes = routing.load(scope.as_of)
    here, expected = parties(scope), _expected(scope, routes)
    last = _last(scope, here)
    rhythm = [duty for found in scope.agreements for duty in found.duties if duty.every]
    fields = {article: field for found in scope.agreements for article, field in found.fields.items()}
    found = [
        _pair(units, last.get(frozenset(units), {}), _every(units, rhythm, fields, routes.units), scope)
        for units in sorted(expected | {_ordered(units, here) for units in last})
    ]
    return sorted(found, key=lambda pair: (not pair.is_silent, -(pair.days if pair.days is not None else 10**6)))


def allowed(every: str) -> int:
    """The days that may pass between two entries of a rhythm."""
    if every == FIRST_WORKING_DAY:
        return 31 + 4
    return PERIODS[every] * 31 if every in PERIODS else YEAR


def _pair(units: Units, times: Mapping[str, datetime], every: str, scope: Scope) -> Pair:
    newest = max(times.values(), default=None)
    days = (scope.as_of - newest.astimezone(ZoneInfo(scope.zone)).date()).days if newest else None
    one, other = (times.get(unit.split("/", 1)[0]) for unit in units)
    return Pair(units, (one, other), every, days)


def _last(scope: Scope, here: list[str]) -> dict[frozenset[str], dict[str, datetime]]:
    """Two units -> agency -> its last entry in a file between them, whenever that was."""
    rows = entries(scope.narrowed(period=ALL, side="", pair=None))
    names = ("dossier__owner", "dossier__counterparts", "speaker")
    found: dict[frozenset[str], dict[str, datetime]] = {}
    for owner, counterparts, speaker, at in rows.values_list(*names).annotate(last=Max("at")):
        home = owner.split("/", 1)[0]
        for agency, unit in counterparts.items():
            if home in here and agency in here and speaker in (home, agency):
                times = found.setdefault(frozenset((owner, unit)), {})
                times[speaker] = max(at, times.get(speaker, at))
    return {units: times for units, times in found.items() if len(units) == 2}


def _expected(scope: Scope, routes: Routes) -> set[Units]:
    """The pairs that either directory names, by hand or by the fields of its units."""
    found: set[Units] = set()
    here = parties(scope)
    for place, one in enumerate(here):
        for other in here[place + 1 :]:
            found |= _routed(Routes(one, routes.units, scope.as_of), other)
            found |= {(b, a) for a, b in _routed(Routes(other, routes.units, scope.as_of), one)}
    own = scope.actor.agency
    return {pair for pair in found if any(unit.startswith(f"{own}/") for unit in pair)}


def _routed(routes: Routes, other: str) -> set[Units]:
    """(unit of the agency whose directory it is, unit of the other)."""
    found = {(ours, theirs) for ours, theirs, _pair, _by in routes.pairs(other)}
    for unit in routes.units.values():
        if unit.agency == routes.here and unit.is_open(routes.on):
            for area, region in _areas(unit, routes.on):
                answer = routes.counterpart(other, area=area, region=region, unit=unit.id).unit
                found |= {(unit.id, answer)} if _fit(unit, routes.units.get(answer), routes.on) else set()
    return found


def _fit(unit: Unit, answer: Unit | None, on: date) -> bool:
    """A unit for one region is no everyday counterpart of a unit for none: it only steps in."""
    if answer is None:
        return False
    ours, theirs = set(unit.regions_on(on)), set(answer.regions_on(on))
    return bool(ours & theirs) or not (ours or theirs)


def _areas(unit: Unit, on: date) -> Iterable[tuple[str, str]]:
    return ((area, region) for area in unit.fields_on(on) for region in (unit.regions_on(on) or [""]))


def _every(units: Units, rhythm: list[Duty], fields: Mapping[str, str], known: Mapping[str, Unit]) -> str:
    """The closest rhythm that is agreed between these two: for them by name, or for a field that both work in."""
    areas = [set(known[unit].fields) if unit in known else set() for unit in units]
    found = [
        duty.every or "" for duty in rhythm
        if {duty.debtor, duty.creditor} == set(units) or fields.get(duty.article) in areas[0] & areas[1]
    ]  # fmt: skip
    return min(found, key=allowed, default="")


def _ordered(units: Iterable[str], here: list[str]) -> Units:
    """In the order in which the agreement names their agencies."""
    one, other = sorted(units, key=lambda unit: (here.index(unit.split("/", 1)[0]), unit))
    return one, other

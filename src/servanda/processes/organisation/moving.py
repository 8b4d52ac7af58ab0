"""What still stands in closed units of this agency, file by file, and handing it to their successors."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from servanda.kernel import node
from servanda.kernel.audiences import Actor, registry
from servanda.kernel.models import Commitment, Dossier, Reader
from servanda.kernel.refusals import Refused
from servanda.processes.models import Assignment, Partner, Unit
from servanda.processes.organisation import routing
from servanda.processes.registry import processes

KIND = "dossier.move"
OPEN = ("open", "promised", "returned", "declined", "delivered")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """A closed unit in an open file: those that may take it over, and the one that the rule proposes, if any."""

    file: Dossier
    closed: str
    successors: tuple[str, ...]
    proposed: str

    @property
    def has_one_heir(self) -> bool:
        return len(self.successors) == 1


def follow(actor: Actor, *, at: datetime) -> list[Standing]:
    """Hand over every file whose closed unit has one successor; returns what is left for people to decide."""
    left = []
    for standing in standings(on=at.date()):
        if standing.has_one_heir and move(standing.file, standing.closed, standing.successors[0], actor, at=at):
            continue
        left.append(standing)
    return left


def follow_today(*, now: datetime) -> int:
    """Hand over where a unit's last day has come, and what came in for one after it; returns how many files it was.

    Cheap while there is nothing to do: what was handed over once is passed over in the database.
    """
    here, on = node.current().agency, now.date()
    closed = closed_units(on)
    if not closed:
        return 0
    routes = routing.load(on)
    heirs = {unit: found[0] for unit in closed if len(found := successors(routes, unit)) == 1}
    taken_over = Exists(Reader.objects.filter(dossier=OuterRef("id"), unit__in=set(heirs.values())))
    if not _files(set(heirs)).filter(Q(owner__in=heirs) | _owes(set(heirs)) | ~taken_over).exists():
        return 0
    found_here = standings(on=on, closed=heirs)
    return sum(move(found.file, found.closed, found.successors[0], registry(here), at=now) for found in found_here)


def move(file: Dossier, closed: str, to: str, actor: Actor, *, at: datetime) -> bool:
    """Say in one file that `to` stands for `closed` from now on; what has not left yet is assigned to it instead.

    False where the file does not take it: it is broken, or may not be said by this system.
    """
    from servanda.processes.dossiers import read_statement, say_inside, take

    try:
        with node.current().writing():
            if file.is_shared:
                take(read_statement(KIND, {"from": closed, "to": to}, dossier=file.id), actor, at=at)
            else:
                say_inside(file.id, "office.assign", {"facts": {"unit": to}}, actor, at=at)
    except Refused as refused:
        log.warning("%s stays with %s: %s", file.id, closed, refused)
        return False
    return True


def check(stated: Mapping[str, Any], actor: Actor, *, on: date) -> None:
    """May this actor hand over so? A head decides for the units below. Raises Refused."""
    closed, to = str(stated.get("from")), str(stated.get("to"))
    own = {row.id: row for row in Unit.objects.filter(agency=actor.agency)}
    for unit in (closed, to):
        if unit not in own:
            raise Refused("unknown_unit", unit=unit[:80])
    if own[closed].is_open(on):
        raise Refused("unit_not_closed", unit=closed)
    if not own[to].is_open(on):
        raise Refused("people_unit_closed", unit=to)
    if actor.role == "head" and closed not in actor.units | {actor.unit}:
        raise Refused("not_your_step", step=KIND, role="clerk, leadership")


@dataclass(frozen=True)
class Count:
    """What a unit takes along when it closes."""

    files: int
    commitments: int


def counts(units: set[str]) -> dict[str, Count]:
    """Open files and open commitments of each unit, in two queries."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    read = Reader.objects.filter(unit__in=units, dossier__is_ended=False).exclude(dossier__process="directory")
    for dossier, unit in read.values_list("dossier_id", "unit"):
        files[unit].add(dossier)
    owing: defaultdict[str, int] = defaultdict(int)
    for row in _open_of(units):
        for unit in {row.debtor_unit, row.creditor_unit} & units:
            files[unit].add(row.dossier_id)
            owing[unit] += 1
    return {unit: Count(len(files[unit]), owing[unit]) for unit in units}


def closed_units(on: date) -> set[str]:
    rows = Unit.objects.filter(agency=node.current().agency)
    return {row.id for row in rows if not row.is_open(on) and not (row.from_on and on < row.from_on)}


def standings(*, on: date, closed: Iterable[str] | None = None) -> list[Standing]:
    """Where closed units still stand, oldest file first; in as many queries for many files as for few."""
    units = closed_units(on) if closed is None else set(closed)
    if not units:
        return []
    routes, found = routing.load(on), []
    files = {row.id: row for row in _files(units).order_by("opened_at", "id")}
    readers, owing, led = _readers(files), _owing(files, units), _led(files)
    regions = dict(Partner.objects.values_list("code", "region"))
    for file in files.values():
        for unit in sorted(units):
            heirs = successors(routes, unit)
            if _stands(file, unit, heirs, readers[file.id], owing[file.id], led.get(file.id)):
                area, region = _field(file), regions.get(str(file.facts.get("partner") or ""), "")
                ruled = routing.best((routes.units[heir] for heir in heirs), area, region, on=on)
                found.append(Standing(file, unit, heirs, heirs[0] if len(heirs) == 1 else ruled))
    return found


def successors(routes: routing.Routes, unit: str) -> tuple[str, ...]:
    """The open units that follow a closed one; a successor that was closed in its turn is followed by its own."""
    found: dict[str, None] = {}
    todo, seen = [unit], {unit}
    while todo:
        for row in routes.successors(todo.pop(0)):
            if row.is_open(routes.on):
                found[row.id] = None
            elif row.id not in seen:
                seen.add(row.id)
                todo.append(row.id)
    return tuple(found)


def _files(units: set[str]) -> QuerySet[Dossier]:
    """Open files that a closed unit keeps or reads, and any in which it still owes or waits for something."""
    read = Reader.objects.filter(unit__in=units).values("dossier")
    under_way = Q(is_ended=False) & (Q(owner__in=units) | Q(id__in=read))
    return Dossier.objects.filter(under_way | _owes(units), broken="").exclude(process="directory")


def _owes(units: set[str]) -> Q:
    return Q(id__in=_open_of(units).values("dossier"))


def _open_of(units: set[str]) -> QuerySet[Commitment]:
    return Commitment.objects.filter(Q(debtor_unit__in=units) | Q(creditor_unit__in=units), state__in=OPEN)


def _readers(files: Iterable[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for dossier, unit in Reader.objects.filter(dossier__in=list(files)).values_list("dossier_id", "unit"):
        found[dossier].add(unit)
    return found


def _owing(files: Iterable[str], units: set[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _open_of(units).filter(dossier__in=list(files)):
        found[row.dossier_id] |= {row.debtor_unit, row.creditor_unit}
    return found


def _led(files: Iterable[str]) -> dict[str, str]:
    return dict(Assignment.objects.filter(dossier__in=list(files)).values_list("dossier", "unit"))


def _stands(
    file: Dossier, unit: str, heirs: Sequence[str], readers: set[str], owing: set[str], lead: str | None
) -> bool:
    """Does the unit still hold a part of the file that none of its successors has taken over?"""
    if not file.is_shared:
        return lead in (None, unit) and file.owner == unit
    holds = unit in owing or unit == file.owner or unit in file.counterparts.values()
    return holds or (unit in readers and not readers & set(heirs))


def _field(file: Dossier) -> str:
    process = processes().get(file.process)
    return str(file.facts.get("field") or (process.area if process else ""))

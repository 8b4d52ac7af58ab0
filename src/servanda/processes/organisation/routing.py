"""The counterpart map: which unit of another agency answers for a field and a region on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from servanda.kernel import node
from servanda.processes.models import Partner, Unit
from servanda.processes.organisation import periods

THEIRS, OURS, RULE, NONE = "theirs", "ours", "rule", ""


@dataclass(frozen=True)
class Route:
    """A unit that answers, and by what: the pair that its own side states, that of ours, its fields, or nothing."""

    unit: str
    by: str = NONE


@dataclass(frozen=True)
class Routes:
    """The directories of agencies as they stand on one day."""

    here: str
    units: Mapping[str, Unit]
    on: date

    def counterpart(self, agency: str, *, area: str, region: str, unit: str = "") -> Route:
        """The unit of an agency that answers `unit` of this one: pairs first, then the fields that its units name."""
        paired = self._paired(agency, area, region, unit)
        if paired:
            return paired
        found = best((row for row in self.units.values() if row.agency == agency), area, region, on=self.on)
        return Route(found, RULE) if found else Route("")

    def is_silent(self, agency: str) -> bool:
        """Has no directory of it come? Then only a pair of ours can name a unit of it."""
        return all(row.agency != agency for row in self.units.values())

    def own(self, area: str, region: str) -> str:
        """This agency's own unit for a field and a region."""
        return best((row for row in self.units.values() if row.agency == self.here), area, region, on=self.on)

    def heir(self, unit: str, *, area: str = "", region: str = "") -> str:
        """The unit that stands for it: itself while it is open, else its successor; of several, that for the field."""
        seen: set[str] = set()
        while (row := self.units.get(unit)) and not row.is_open(self.on) and unit not in seen:
            seen.add(unit)
            after = self.successors(unit)
            if not after:
                break
            unit = best(after, area, region, on=self.on) or after[0].id
        return unit

    def successors(self, unit: str) -> list[Unit]:
        row = self.units.get(unit)
        named = [f"{row.agency}/{code}" for code in row.successors] if row else []
        return [self.units[name] for name in named if name in self.units]

    def _paired(self, agency: str, area: str, region: str, unit: str) -> Route | None:
        is_silent = self.is_silent(agency)
        ranked: list[tuple[tuple[bool, bool, bool, bool], Route]] = []
        for ours, theirs, pair, by in self.pairs(agency):
            named_area, named_region = pair.get("field") or "", pair.get("region") or ""
            fits = named_area in ("", area) and named_region in ("", region)
            is_own = bool(unit) and ours == unit
            open_ = self.heir(theirs, area=area, region=region)
            answers = is_silent or (open_ in self.units and self.units[open_].is_open(self.on))
            if fits and (is_own or named_area) and answers:
                rank = (is_own, bool(named_area), bool(named_region), by == THEIRS)
                ranked.append((rank, Route(open_, by)))
        return max(ranked, key=lambda item: item[0])[1] if ranked else None

    def pairs(self, agency: str) -> Iterable[tuple[str, str, Mapping[str, Any], str]]:
        """(our unit, their unit, pair, by) of every pair that holds on the day, as either side states it."""
        for row in self.units.values():
            for pair in row.counterparts:
                other = pair["unit"]
                if not periods.covers(periods.stated(pair), self.on) or not row.is_open(self.on):
                    continue
                if row.agency == agency and other.startswith(self.here + "/"):
                    yield other, row.id, pair, THEIRS
                elif row.agency == self.here and other.startswith(agency + "/"):
                    yield row.id, other, pair, OURS


def load(on: date) -> Routes:
    """In one query."""
    return Routes(node.current().agency, {row.id: row for row in Unit.objects.all()}, on)


def counterpart(agency: str, *, area: str, region: str, on: date, unit: str = "") -> str:
    """The unit for a field and region on a day; '' where neither a pair nor a directory names one."""
    return load(on).counterpart(agency, area=area, region=region, unit=unit).unit


def best(units: Iterable[Unit], area: str, region: str, *, on: date) -> str:
    """Of open units that name the field, the one with the region named; then one that names no region; else ''.

    Where no region is asked for, one that names regions is found only if no other unit has the field: which of
    several it is, nobody said. Units without fields are never found by rule: offices, missions and associations are
    chosen by hand.
    """
    named = [(unit.id, unit.regions_on(on)) for unit in units if unit.is_open(on) and area in unit.fields_on(on)]
    for fits in (
        [unit for unit, regions in named if region and region in regions],
        [unit for unit, regions in named if not regions],
        [unit for unit, _regions in named if not region and len(named) == 1],
    ):
        if fits:
            return fits[0]
    return ""


def region_of(partner: str) -> str:
    row = Partner.objects.filter(code=partner).first() if partner else None
    return row.region if row else ""

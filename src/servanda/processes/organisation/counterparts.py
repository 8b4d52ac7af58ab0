"""The counterpart map as a whole: every field of the agreements in force, by region, unit beside unit, and its gaps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.processes.agreements import agreement_reading
from servanda.processes.organisation import routing
from servanda.processes.organisation.periods import exact_day
from servanda.processes.organisation.routing import Route, Routes


@dataclass(frozen=True)
class Agreed:
    """What the agreements in force with one other agency say: their fields with titles, and the units that stand in."""

    agency: str
    files: tuple[str, ...] = ()
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fallback: Mapping[str, str] = field(default_factory=dict)

    def falls_to(self, agency: str) -> str:
        return self.fallback.get(agency) or f"{agency}/office"


@dataclass(frozen=True)
class Line:
    """One field and region ('' for any) with one other agency: our unit, '' for none, and theirs."""

    agency: str
    area: str
    region: str
    own: str
    other: Route


@dataclass(frozen=True)
class Missing:
    """A field of an agreement for which a side's directory names no unit, and the unit that it falls to."""

    agency: str
    side: str
    area: str
    falls_to: str


@dataclass(frozen=True)
class Map:
    """`silent` are the agencies of which no unit is known: all that is for them falls to one."""

    agreed: Mapping[str, Agreed]
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    silent: tuple[str, ...]
    routes: Routes

    def units(self) -> set[str]:
        """The units of this agency that a line leads to."""
        return {line.own for line in self.lines if line.own}


def load(*, at: datetime) -> Map:
    """In four queries, whatever the number of units and agreements."""
    return read(agreements(at=at), routing.load(at.date()))


def read(agreed: Sequence[Agreed], routes: Routes) -> Map:
    silent = [item.agency for item in agreed if routes.is_silent(item.agency) and not any(routes.pairs(item.agency))]
    heard = [item for item in agreed if item.agency not in silent]
    lines = [line for item in heard for line in _lines(item, routes)]
    return Map(
        agreed={item.agency: item for item in agreed}, lines=tuple(lines),
        missing=tuple(_missing(heard, lines, routes.here)),
        silent=tuple(silent), routes=routes,
    )  # fmt: skip


def agreements(*, at: datetime) -> list[Agreed]:
    """One for each other agency with which this one has an agreement in force, in the order of their names."""
    here = node.current().agency
    rows = Dossier.objects.filter(process="agreement", state__in=("in_force", "amending"), is_shared=True)
    bound = [row for row in rows.order_by("opened_at", "id") if here in row.parties and row.facts.get("bound")]
    versions = agreement_reading.shown_versions(bound)
    found: dict[str, Agreed] = {}
    for row in bound:
        terms = agreement_reading.terms_of(versions[row.id]) if row.id in versions else {}
        begins = exact_day(terms.get("in_force_on"))
        if begins is None or begins > at.date():
            continue
        named = agreement_reading.mappings(terms.get("articles"))
        areas: dict[str, Mapping[str, str]] = {str(article["field"]): {} for article in named if article.get("field")}
        fields = {**areas, **agreement_reading.fields_of(versions[row.id])}
        fallback = agreement_reading.words(terms.get("fallback"))
        for agency in (party for party in row.parties if party != here):
            before = found.get(agency, Agreed(agency))
            found[agency] = Agreed(
                agency, (*before.files, row.id), {**fields, **before.fields}, {**fallback, **before.fallback}
            )
    return [found[agency] for agency in sorted(found)]


def falls_to(agency: str, *, at: datetime) -> str:
    """The unit of an agency that stands in where none is named, by the agreements in force; else its office."""
    agreed = next((item for item in agreements(at=at) if item.agency == agency), Agreed(agency))
    return routing.load(at.date()).heir(agreed.falls_to(agency))


def _lines(agreed: Agreed, routes: Routes) -> Iterable[Line]:
    for area in agreed.fields:
        found = [_line(agreed.agency, area, region, routes) for region in _regions(area, agreed.agency, routes)]
        anywhere = _line(agreed.agency, area, "", routes)
        # What is not about a region has a line of its own only where somebody answers for it, or nobody at all.
        yield from [anywhere] if anywhere.own or anywhere.other.unit or not found else []
        yield from found


def _line(agency: str, area: str, region: str, routes: Routes) -> Line:
    own = routes.own(area, region) or _ours(agency, area, region, routes)
    return Line(agency, area, region, own, routes.counterpart(agency, area=area, region=region, unit=own))


def _ours(agency: str, area: str, region: str, routes: Routes) -> str:
    """Our unit of a pair for the field, where no unit of ours names the field itself."""
    for ours, _theirs, pair, _by in routes.pairs(agency):
        if pair.get("field") == area and pair.get("region") in (None, "", region):
            return ours
    return ""


def _regions(area: str, agency: str, routes: Routes) -> list[str]:
    """The regions that either side's units for the field, or pairs, name on the day."""
    rows = [row for row in routes.units.values() if row.agency in (agency, routes.here) and row.is_open(routes.on)]
    found = {region for row in rows if area in row.fields_on(routes.on) for region in row.regions_on(routes.on)}
    found |= {str(pair["region"]) for _o, _t, pair, _b in routes.pairs(agency)
              if pair.get("region") and pair.get("field") in (None, "", area)}  # fmt: skip
    return sorted(found)


def _missing(agreed: Sequence[Agreed], lines: Sequence[Line], here: str) -> Iterable[Missing]:
    for item in agreed:
        for area in item.fields:
            those = [line for line in lines if (line.agency, line.area) == (item.agency, area)]
            if not any(line.own for line in those):
                yield Missing(item.agency, here, area, item.falls_to(here))
            if not any(line.other.unit for line in those):
                yield Missing(item.agency, item.agency, area, item.falls_to(item.agency))

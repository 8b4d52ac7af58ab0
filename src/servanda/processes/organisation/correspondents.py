"""Agencies without a system: how this agency calls and reaches them, until they have names of their own."""

from collections.abc import Collection
from dataclasses import dataclass

from servanda.kernel.texts import pick
from servanda.processes.models import Correspondent, CorrespondentUnit

OFFICE = "office"


@dataclass(frozen=True)
class Reach:
    """How a unit is reached: `via` is letter, phone or mail; `where` the address or number for it, '' if unknown."""

    via: str
    where: str


def agencies(language: str) -> dict[str, str]:
    """Agency -> its name. Whoever knows a card of the agency prefers the card's."""
    return {row.agency: pick(row.name, language) or row.agency for row in Correspondent.objects.all()}


def units(language: str) -> dict[str, str]:
    """Unit -> its name; an office that nobody entered is called as its agency is."""
    offices = {f"{agency}/{OFFICE}": name for agency, name in agencies(language).items()}
    return offices | {row.id: pick(row.name, language) or row.id for row in CorrespondentUnit.objects.all()}


def open_units(language: str) -> dict[str, list[tuple[str, str]]]:
    """Agency -> (unit, name) of those that can be written to."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in CorrespondentUnit.objects.filter(is_closed=False):
        found.setdefault(row.agency, []).append((row.id, pick(row.name, language) or row.id))
    return found


def reaches(names: Collection[str]) -> dict[str, Reach]:
    """Unit -> how it is reached, for units of agencies that were entered; in two queries."""
    known = Correspondent.objects.in_bulk({name.partition("/")[0] for name in names})
    own = dict(CorrespondentUnit.objects.filter(id__in=names).values_list("id", "address")) if known else {}
    return {
        name: _reach(known[agency], own.get(name, "")) for name in names if (agency := name.partition("/")[0]) in known
    }


def _reach(row: Correspondent, own: str) -> Reach:
    letter = own or row.address
    return Reach(row.via, {"letter": letter, "phone": row.phone, "mail": row.mail}.get(row.via) or letter)

"""Who may see a file or what is about to be said: each agency, its units there, and how far things have come."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.audiences import everyone
from servanda.kernel.models import Dossier, Reader
from servanda.processes.organisation import correspondents
from servanda.processes.organisation.correspondents import Reach
from servanda.processes.telling.timeline import Names
from servanda.web.files.delivery import Delivered
from servanda.web.labels import VIAS, State


def of_file(row: Dossier, names: Names, delivered: Mapping[str, Delivered], connected: set[str]) -> dict[str, Any]:
    """The strip on top of a file, with the delivery state of each agency."""
    agency = node.current().agency
    agencies = [_own(row, names)]
    ways = correspondents.reaches([_unit(other, row) for other in row.parties if other not in connected])
    for other in [party for party in row.parties if party != agency]:
        found = delivered.get(other)
        line = _other(other, row, names)
        if found and row.is_shared:
            line |= {"state": found.state, "text": found.text, "at": found.at}
        way = ways.get(_unit(other, row))
        if row.is_shared and other not in connected and (way or not found):
            line |= {"text": _without_system(way), "at": None}
        agencies.append(line)
    is_internal = len(agencies) == 1
    note = "" if row.is_shared or is_internal else _("Nothing has left this agency yet.")
    return {"is_internal": is_internal, "agencies": agencies, "note": note}


def of_step(row: Dossier, names: Names) -> dict[str, Any]:
    """Who will see an entry of this file."""
    agency = node.current().agency
    others = [_other(party, row, names) for party in row.parties if party != agency]
    return {"is_internal": not others, "agencies": [_own(row, names), *others], "note": ""}


def of_units(units: Iterable[str], names: Names) -> dict[str, Any]:
    """Who will see what goes to these units of other agencies, or to these agencies as a whole."""
    agency = node.current().agency
    by_agency: dict[str, list[str]] = {agency: []}
    for unit in units:
        held, told = by_agency.setdefault(unit.split("/", 1)[0], []), names.whose(unit)
        held.extend(told[:-1])
    agencies = [{"name": names.agency(name), "units": shown} for name, shown in by_agency.items()]
    return {"is_internal": len(agencies) == 1, "agencies": agencies, "note": ""}


def of_chosen(units: Iterable[str], names: Names) -> dict[str, Any]:
    """The same while units are being chosen in a form; before that, a sentence that says so."""
    found = of_units(units, names)
    if not found["is_internal"]:
        return found
    note = _("And the agency of the unit that you choose above, nobody else.")
    return found | {"is_internal": False, "note": note}


def inside(row: Dossier, names: Names) -> dict[str, Any]:
    """Who sees what never leaves this agency."""
    return {"is_internal": True, "agencies": [_own(row, names)], "note": _("Stays in this agency.")}


def _own(row: Dossier, names: Names) -> dict[str, Any]:
    agency = node.current().agency
    units = Reader.objects.filter(dossier=row).order_by("unit").values_list("unit", flat=True)
    state = State(_("this agency"), "outlined")
    shown = [_("all units") if unit == everyone(agency) else names.unit(unit) for unit in units]
    return {"name": names.agency(agency), "units": shown, "state": state}


def _other(agency: str, row: Dossier, names: Names) -> dict[str, Any]:
    return {"name": names.agency(agency), "units": names.whose(_unit(agency, row) or agency)[:-1]}


def _unit(agency: str, row: Dossier) -> str:
    """The unit there that works on the file, '' where none is known."""
    return str(row.counterparts.get(agency) or (row.owner if row.home == agency else ""))


def _without_system(way: Reach | None) -> str:
    if way is None:
        return _("no system connected")
    values = {"via": VIAS.get(way.via, way.via), "where": " ".join(way.where.split())}
    return (_("no system; %(via)s: %(where)s") if way.where else _("no system; %(via)s")) % values

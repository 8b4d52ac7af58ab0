"""Units of every known agency, from the directory that the agency itself published."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from servanda.kernel import node
from servanda.kernel.acts import UNIT, Act
from servanda.kernel.models import Dossier, StoredAct
from servanda.processes.models import Unit
from servanda.processes.organisation import periods

PUBLISH = ("directory.publish", "directory.revise")


def project(dossiers: Iterable[list[Act]]) -> None:
    """Replace the units of every agency that stated its directory in one of these dossiers."""
    agencies = {act.agency for acts in dossiers for act in acts if _states_units(act)}
    for agency in sorted(agencies):
        stored = _stating(agency).order_by("-at", "-epoch", "-n", "-name")
        last = next((row.act for row in stored if _states_units(row.act)), None)
        stated = last.facts.get("units") if last else None
        items = stated if last and isinstance(stated, list) else []
        rows = {found.id: found for item in items if last and (found := row(agency, item, act=last.id))}
        if rows:
            # A directory in which no unit can be read is passed over: what it said before stands.
            Unit.objects.filter(agency=agency).delete()
            Unit.objects.bulk_create(rows.values())


def _stating(agency: str) -> QuerySet[StoredAct]:
    """The acts that may state its units: of this agency's own only the file that it shares with nobody is whole."""
    stored = StoredAct.objects.filter(agency=agency, kind__in=PUBLISH, internal=False)
    if agency == node.current().agency:
        rows = Dossier.objects.filter(process="directory", home=agency, is_shared=True)
        own = [row.id for row in rows if row.parties == [agency]]
        return stored.filter(dossier__in=own) if own else stored
    return stored


def _states_units(act: Act) -> bool:
    return act.kind in PUBLISH and act.agency == act.home == act.speaker


def row(agency: str, item: Any, *, act: str = "") -> Unit | None:
    """A unit's row; None for one that is not stated as a unit must be."""
    code = item.get("code") if isinstance(item, dict) else None
    if not isinstance(code, str) or not UNIT.fullmatch(f"{agency}/{code}"):
        return None
    parent = str(item.get("parent") or "")[:60]
    first, last = periods.stated(item)
    return Unit(
        id=f"{agency}/{code}", agency=agency, parent=f"{agency}/{parent}" if parent else "",
        kind=str(item.get("kind", "department"))[:20], zone=str(item.get("zone", "UTC"))[:60],
        fields=_coded(item.get("fields")), regions=_coded(item.get("regions")),
        name=name if isinstance(name := item.get("name"), dict) else {}, is_closed=bool(item.get("closed")),
        successors=_texts(item.get("successors")), from_on=first, until_on=last,
        counterparts=[pair for pair in _items(item.get("counterparts")) if _is_pair(pair)], act=act,
    )  # fmt: skip


def _coded(value: Any) -> list[str | dict[str, Any]]:
    """Codes, and codes with the days between which they hold."""
    return [item for item in _items(value) if isinstance(item.get("code") if isinstance(item, dict) else item, str)]


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_pair(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("unit"), str) and UNIT.fullmatch(item["unit"]) is not None


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

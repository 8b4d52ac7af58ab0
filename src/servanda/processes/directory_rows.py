"""Units of every known agency, from the directory that the agency itself published."""

from collections.abc import Iterable
from typing import Any

from servanda.kernel.acts import UNIT, Act
from servanda.processes.models import Unit

PUBLISH = ("directory.publish", "directory.revise")


def project(dossiers: Iterable[list[Act]]) -> None:
    """Replace an agency's units by those of the last directory act in its own lane."""
    for acts in dossiers:
        own = [act for act in acts if act.kind in PUBLISH and act.agency == act.home == act.speaker]
        if own:
            last = max(own, key=lambda act: (act.position, act.id))
            stated = last.facts.get("units")
            rows = {row.id: row for item in stated if (row := _row(last, item))} if isinstance(stated, list) else {}
            Unit.objects.filter(agency=last.agency).delete()
            Unit.objects.bulk_create(rows.values())


def _row(act: Act, item: Any) -> Unit | None:
    """A unit's row; None for one that is not stated as a unit must be."""
    code = item.get("code") if isinstance(item, dict) else None
    if not isinstance(code, str) or not UNIT.fullmatch(f"{act.agency}/{code}"):
        return None
    parent = str(item.get("parent") or "")
    return Unit(
        id=f"{act.agency}/{code}", agency=act.agency, parent=f"{act.agency}/{parent}" if parent else "",
        kind=str(item.get("kind", "department"))[:20], zone=str(item.get("zone", "UTC"))[:60],
        fields=_texts(item.get("fields")), regions=_texts(item.get("regions")),
        name=name if isinstance(name := item.get("name"), dict) else {}, is_closed=bool(item.get("closed")),
        successors=_texts(item.get("successors")), act=act.id,
    )  # fmt: skip


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

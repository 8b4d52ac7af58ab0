"""Handing a file over to another agency: to whom it can go, and which of its steps are open to whom."""

from collections.abc import Iterator, Mapping
from typing import Any

from servanda.kernel import cards, node
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding.keeping import KEPT
from servanda.processes.models import Unit


def has_a_system(parts: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse an offer to an agency that answers on paper, where nobody could take a step of the file, or to no unit."""
    unit = str(parts.get("facts", {}).get("unit", ""))
    agency = unit.partition("/")[0]
    if agency != node.current().agency and not cards.known_since([agency]):
        raise Refused("handover_no_system", agency=agency)
    stated = set(Unit.objects.filter(agency=agency).values_list("id", flat=True))
    if stated and unit not in stated:
        raise Refused("unknown_unit", unit=unit)


def open_steps(row: Dossier, agency: str, process: Process, *, stays: bool) -> Iterator[Step]:
    """The steps of a handover that this agency may take now."""
    state, is_home = row.handover.get("state", KEPT), agency == row.home
    if stays or len(row.parties) < 2:
        return
    for step in process.steps:
        is_addressed = step.by == "party" and agency == str(row.handover.get("unit", "")).partition("/")[0]
        if state in step.when and (is_home if step.by == "home" else is_addressed):
            yield step

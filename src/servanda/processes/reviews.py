"""Agreements whose day of review or last day is near: which, when, and whose unit looks after them here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.processes.agreement_reading import exact_day

AHEAD = timedelta(days=30)
REVIEW, END = "review", "end"
IN_FORCE = ("in_force", "amending")


@dataclass(frozen=True)
class Near:
    """One such day of one agreement in force; past days of review stay until an amendment states another."""

    row: Dossier
    what: str
    on: date

    @property
    def unit(self) -> str:
        """The unit here that keeps the agreement, or to which it was sent."""
        here = node.current().agency
        mine = self.row.owner if self.row.home == here else self.row.counterparts.get(here, "")
        return mine or f"{here}/office"


def near(on: date, *, ahead: timedelta = AHEAD) -> list[Near]:
    """Of all agreements in force here, the nearest first; one query."""
    rows = Dossier.objects.filter(process="agreement", is_shared=True, state__in=IN_FORCE)
    found = [item for row in rows for item in of(row) if item.on - on <= ahead]
    return sorted(found, key=lambda item: (item.on, item.row.id, item.what))


def of(row: Dossier) -> Iterable[Near]:
    """The days that the version in force states."""
    for what, name in ((REVIEW, "review_on"), (END, "ends_on")):
        day = exact_day(row.facts.get(name))
        if day:
            yield Near(row, what, day)

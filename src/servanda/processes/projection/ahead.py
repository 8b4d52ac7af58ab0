"""Days that files state and that are told ahead: which, when, and whose unit looks after them here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Ahead, Process
from servanda.processes.models import ComingDay
from servanda.processes.organisation.periods import exact_day
from servanda.processes.registry import processes

AHEAD = timedelta(days=30)
MOST = 200


@dataclass(frozen=True)
class Near:
    """One such day of one file; a past one stays until an entry states another or the file leaves those states."""

    row: Dossier
    declared: Ahead
    on: date

    @property
    def unit(self) -> str:
        """The unit here that keeps the file, or to which it was sent."""
        here = node.current().agency
        mine = self.row.owner if self.row.home == here else self.row.counterparts.get(here, "")
        return mine or f"{here}/office"


def near(on: date, *, ahead: timedelta = AHEAD, among: QuerySet[Dossier] | None = None) -> list[Near]:
    """Of all files here, or of those among them, the nearest first; one query."""
    known = {(process.name, one.field): one for process in processes().values() for one in process.ahead}
    found = ComingDay.objects.filter(on__lte=on + ahead).select_related("dossier").order_by("on", "dossier_id", "what")
    for (process, what), one in known.items():
        if one.stays is not None:
            long_past = Q(dossier__process=process, what=what, on__lt=on - timedelta(days=one.stays))
            found = found.exclude(long_past)
    if among is not None:
        # Few days come near: each is asked about, rather than all files among which it may be.
        found = found.filter(Exists(among.filter(id=OuterRef("dossier"))))
    return [
        Near(day.dossier, known[(day.dossier.process, day.what)], day.on)
        for day in found[:MOST] if (day.dossier.process, day.what) in known
    ]  # fmt: skip


def of(row: Dossier) -> list[Near]:
    """What this file states now."""
    process = processes().get(row.process)
    stated = _stated(process, row.state, row.facts) if process else []
    return [Near(row, declared, day) for declared, _item, day in stated]


def days(row: Dossier, process: Process | None) -> list[ComingDay]:
    """The rows of one file, from its state and its facts."""
    stated = _stated(process, row.state, row.facts) if process and row.is_shared else []
    return [ComingDay(dossier_id=row.id, what=one.field, item=item, on=day) for one, item, day in stated]


def _stated(process: Process, state: str, facts: Mapping[str, Any]) -> list[tuple[Ahead, str, date]]:
    return [
        (declared, item, day)
        for declared in process.ahead if state in declared.states
        for item, value in _values(declared, facts) if (day := exact_day(value))
    ]  # fmt: skip


def _values(declared: Ahead, facts: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """A fact, or one column of each of its rows that stand, with the row's id."""
    name, _, column = declared.field.partition(".")
    if not column:
        return [("", facts.get(name))]
    stands = declared.stands or (lambda _row: True)
    return [(str(row.get("id", "")), row.get(column)) for row in rows.of(facts.get(name)) if stands(row)]

"""A duty tried on the lists of before: what an agency wrote down itself says when each was told, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from servanda.kernel import duties
from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.date_states import date_state
from servanda.kernel.dates import read_edtf
from servanda.kernel.duty_forms import Duty
from servanda.kernel.models import StoredAct
from servanda.processes import reads
from servanda.processes.declaration.spans import span_of
from servanda.processes.figures import past
from servanda.processes.registry import processes

LISTS = 20


@dataclass(frozen=True)
class Told:
    """One row of a list as the duty would have had it. `guessed` where the row says nothing of a case it asks for."""

    dossier: str
    title: str
    told_on: date
    due_on: date | None
    days: int
    is_guessed: bool

    @property
    def state(self) -> duties.DateState:
        return date_state("delivered", self.due_on, done_on=self.told_on, as_of=self.told_on)


def tried(duty: Duty, calendar: Calendar, actor: Actor) -> tuple[list[Told], int]:
    """(the rows that tell a day of notice, how many of that kind tell none). Two queries, whatever the lists hold.

    Only where the step that opens the duty also delivers what it asks: of anything else a list of before tells nothing.
    """
    process = processes().get((duty.opens or "").partition(".")[0])
    is_told = (
        process and duty.opens == process.kind(process.opening) and ("deliver", duty.deliver) in process.opening.does
    )
    if not process or not is_told or duty.by is None or duty.by.side != "before":
        return [], 0
    files = reads.visible(actor).filter(process="past").order_by("-moved_at", "id").values_list("id", flat=True)[:LISTS]
    found: list[Told] = []
    without = 0
    for stored in StoredAct.objects.filter(dossier__in=list(files), kind=past.KIND, internal=True).order_by("seq"):
        for row in past.records([stored.act]):
            if row.get("kind") == process.name and (guessed := _falls_under(duty, row)) is not None:
                told = _told(duty, calendar, stored.dossier, row, guessed)
                found += [told] if told else []
                without += told is None
    return found, without


def _falls_under(duty: Duty, row: Mapping[str, Any]) -> bool | None:
    """None where it does not; else whether that is guessed, since the row leaves open what the duty asks for."""
    silent = {name for name in (*duty.where, *duty.unless) if row.get(name) in (None, "")}
    stated = {name: values[0] for name, values in duty.where.items() if name in silent}
    return bool(silent) if duties.opens(duty, str(duty.opens), {**row, **stated}) else None


def _told(duty: Duty, calendar: Calendar, dossier: str, row: Mapping[str, Any], guessed: bool) -> Told | None:
    notice, start = span_of(row.get("notice_on")), span_of(row.get("start_on"))
    if not notice or not notice.is_exact or not start or not duties.satisfies(duty, row):
        return None
    told_at = calendar.end_of_day(notice.first) - timedelta(hours=12)
    due = duties.due(duty, row, opened_at=told_at, calendar=calendar)
    days = duties.lead_time(told_at, read_edtf(row["start_on"]), calendar=calendar)
    return Told(dossier, str(row.get("title") or ""), notice.first, due.on, days, guessed)

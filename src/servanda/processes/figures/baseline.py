"""How early things were told before: lead times of recorded past visits and activities, in working days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Dossier
from servanda.processes import reads
from servanda.processes.agreements import terms
from servanda.processes.models import Scheduled

MOST = 20_000


@dataclass(frozen=True)
class Lead:
    """One past visit or activity: `days` working days from notice to beginning, less than 0 where it was told after.

    None where no day of notice is known, or only the month of the beginning.
    """

    kind: str
    title: str
    partner: str
    start_on: date
    notice_on: date | None
    days: int | None
    dossier: str
    item: str = ""


@dataclass(frozen=True)
class Baseline:
    """The distribution of an earlier period. It is *declared*: taken from this agency's own list, not measured."""

    leads: tuple[Lead, ...]
    first_on: date | None
    last_on: date | None
    is_provisional: bool

    @property
    def days(self) -> tuple[int, ...]:
        """The known lead times, shortest first."""
        return tuple(sorted(lead.days for lead in self.leads if lead.days is not None))

    @property
    def without(self) -> int:
        """How many tell no lead time."""
        return sum(lead.days is None for lead in self.leads)

    @property
    def median(self) -> int | None:
        """The middle one, the lower of two; None where nothing is known."""
        return self.days[(len(self.days) - 1) // 2] if self.days else None


def baseline(
    actor: Actor, *, kinds: Sequence[str] = ("visit", "activity", ""), since: date | None = None,
    until: date | None = None, told_before: date | None = None, partner: str = "", dossier: str = "",
) -> Baseline:  # fmt: skip
    """Lead times of the recorded past that this actor may see, whatever begins from `since` to `until`.

    With `told_before`, only that of which notice was given before this day.

    Working days are counted by the calendar of an agreement in force with this agency, else by plain weeks;
    `is_provisional` says that a year which was counted over is not laid down in it. A fixed number of queries.
    """
    rows = reads.asked_of_each(Scheduled.objects.filter(is_past=True, kind__in=kinds), actor)
    rows = rows.filter(first_on__gte=since) if since else rows
    rows = rows.filter(first_on__lte=until) if until else rows
    rows = rows.filter(notice_on__lt=told_before) if told_before else rows
    rows = rows.filter(partner=partner) if partner else rows
    rows = rows.filter(dossier=dossier) if dossier else rows
    found = list(rows.order_by("first_on", "key")[:MOST])
    calendar = _calendar()
    years = {day.year for row in found if _is_counted(row) for day in (row.first_on, row.notice_on) if day}
    return Baseline(
        tuple(_lead(row, calendar) for row in found),
        first_on=found[0].first_on if found else None, last_on=max((row.last_on for row in found), default=None),
        is_provisional=not all(calendar.knows(year) for year in years),
    )  # fmt: skip


def _lead(row: Scheduled, calendar: Calendar) -> Lead:
    days = None
    if _is_counted(row) and row.notice_on:
        days = -calendar.working_days_between(row.first_on, row.notice_on)
    return Lead(row.kind, row.title, row.partner, row.first_on, row.notice_on, days, row.dossier, row.item)


def _is_counted(row: Scheduled) -> bool:
    return row.is_exact and row.notice_on is not None


def _calendar() -> Calendar:
    """That of the oldest agreement in force: the one under which a year's figures stand beside these."""
    rows = Dossier.objects.filter(process="agreement", state__in=("in_force", "amending"), is_shared=True)
    names = [str(row.facts.get("entered") or "") for row in rows.order_by("opened_at", "id")]
    known = terms.load(name for name in names if name)
    zone = Calendar(zone="UTC", years={})
    here = node.current().agency
    return next((known[name].calendar for name in names if name in known and here in known[name].parties), zone)

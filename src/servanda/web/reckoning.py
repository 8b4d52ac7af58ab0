"""Due days as a reader counts them: in working days of the file's own calendar, for a whole list at once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from servanda.kernel.calendars import Calendar
from servanda.kernel.date_states import OVER
from servanda.kernel.models import Commitment, Dossier
from servanda.processes.agreements import terms
from servanda.processes.folding.folded import Terms

PLAIN = Calendar(zone="UTC", years={})
NO_COUNTDOWN = OVER | {"withdrawn"}
SATURDAY = 5


class Reckoning:
    """The calendars of many files, read at once, and the moment from which is counted."""

    def __init__(self, files: Iterable[Dossier], at: datetime) -> None:
        self.at = at
        files = list(files)
        self.known = terms.load(name for row in files for name in row.under)
        self.terms = {row.id: next((name for name in sorted(row.under) if name in self.known), "") for row in files}

    def today(self, row: Commitment) -> date:
        return self._calendar(row).local_day(self.at)

    def days_left(self, row: Commitment) -> int | None:
        """Working days until the due day; less than nothing once it is past. None for what is handed over or over."""
        if row.due_on is None or row.done_on is not None or row.state in NO_COUNTDOWN:
            return None
        today = self.today(row)
        left = self._calendar(row).working_days_between(today, row.due_on)
        # A due day on a weekend is past on Sunday, though no working day has gone by.
        return min(left, -1) if row.due_on < today else left

    def is_late(self, row: Commitment) -> bool:
        return row.due_on is not None and row.done_on is None and row.due_on < self.today(row)

    def is_this_week(self, row: Commitment) -> bool:
        """What was handed over waits to be judged now, whenever it was due."""
        if row.due_on is None or row.done_on is not None:
            return row.done_on is not None
        today = self.today(row)
        # Who looks at the weekend looks at the week that follows.
        return row.due_on <= today + timedelta(days=6 - today.weekday() + (7 if today.weekday() >= SATURDAY else 0))

    def end_of_due_day(self, row: Commitment) -> datetime:
        """The first instant that is too late."""
        assert row.due_on is not None
        return self._calendar(row).end_of_day(row.due_on)

    def agreement(self, row: Commitment) -> str:
        """The agreement whose working days count: that under which it is owed, else one of the file; '' for none."""
        found = self._terms(row)
        return found.agreement if found else ""

    def _calendar(self, row: Commitment) -> Calendar:
        found = self._terms(row)
        return found.calendar if found else PLAIN

    def _terms(self, row: Commitment) -> Terms | None:
        return self.known.get(row.terms) or self.known.get(self.terms.get(row.dossier_id, ""))

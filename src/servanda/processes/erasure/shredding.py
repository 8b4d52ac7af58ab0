"""Names are kept for as long as a kind of work declares after its end, and then erased by every party for itself."""

from calendar import monthrange
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from servanda.kernel import erasing, node
from servanda.kernel.audiences import registry
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.declaration.base import Process
from servanda.processes.dossiers import say_inside
from servanda.processes.registry import processes

KIND = "office.shred"
PERSONAL = ("personal",)
WITH_NAMES = Exists(StoredAct.objects.filter(dossier=OuterRef("id"), personal__isnull=False))


def shred(*, now: datetime) -> int:
    """Erase the personal parts whose time has come, in each file once, and record it there. Returns how many files."""
    count = 0
    for process in processes().values():
        if process.personal_kept_for is not None:
            ended = Dossier.objects.filter(WITH_NAMES, process=process.name, is_ended=True, is_shared=True)
            count += sum(_shred(row, now=now) for row in list(ended) if is_due(row, process, on=now.date()))
    return count


def is_due(row: Dossier, process: Process, *, on: date) -> bool:
    day = goes_on(row, process)
    return day is not None and day <= on


def goes_on(row: Dossier, process: Process) -> date | None:
    """The day on which the names in a file go: so many months after its keeper closed it; None while it is open."""
    if process.personal_kept_for is None or not row.is_ended:
        return None
    ends = [process.kind(step) for step in process.steps if step.then in process.ends]
    closed = Entry.objects.filter(dossier=row, agency=row.home, has_effect=True, kind__in=ends).order_by("place").last()
    return _after(closed.at.date(), process.personal_kept_for) if closed else None


def holds_names(row: Dossier) -> bool:
    return StoredAct.objects.filter(dossier=row.id, personal__isnull=False).exists()


def _after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _shred(row: Dossier, *, now: datetime) -> int:
    with node.current().writing():
        acts = StoredAct.objects.filter(dossier=row.id, personal__isnull=False)
        count = erasing.erase(list(acts), parts=PERSONAL, now=now)
        if count:
            say_inside(row.id, KIND, {"facts": {"entries": count}}, registry(node.current().agency), at=now)
    return 1 if count else 0

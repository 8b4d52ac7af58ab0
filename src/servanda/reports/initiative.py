"""Initiative: what each side gave unasked, and how often one had to remind the other."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from servanda.kernel.models import Commitment, Entry
from servanda.processes.declaration.base import Process, Step
from servanda.processes.models import FileLink
from servanda.processes.registry import processes
from servanda.reports.between import entries
from servanda.reports.scope import Scope

NUDGE = "commitment.nudge"


def offered(scope: Scope, *, kind: str = "") -> QuerySet[Entry]:
    """The entries that gave something which no commitment asked for, of one kind where it is named."""
    found = [(process, step) for process, step in offers() if kind in ("", process.kind(step))]
    asked = Commitment.objects.filter(dossier=OuterRef("dossier"))
    rows = entries(scope).filter(kind__in=[process.kind(step) for process, step in found])
    rows = rows.exclude(Exists(asked.filter(delivered_by=OuterRef("name"))))
    for process, step in found:
        # An announcement that an article asks for opens the very commitment that it delivers, or will deliver.
        owed = asked.filter(
            opener=OuterRef("name"), debtor=OuterRef("speaker"), deliver__in=[deliver for _verb, deliver in step.does]
        )
        rows = rows.exclude(Q(kind=process.kind(step)) & Exists(owed))
    # What an accepted proposal was made into was counted when it was proposed.
    made = FileLink.objects.filter(dossier=OuterRef("dossier"), field__in=_made_by())
    return rows.exclude(Exists(made))


def reminders(scope: Scope) -> QuerySet[Entry]:
    """Reminders that one side sent the other."""
    return entries(scope).filter(kind=NUDGE)


def counted(rows: QuerySet[Entry]) -> dict[tuple[str, str], int]:
    """(side, kind) -> how many, in one query."""
    return {(side, kind): n for side, kind, n in rows.values_list("speaker", "kind").annotate(n=Count("*"))}


def _made_by() -> set[str]:
    """The fields by which a file names the one that it was made of."""
    return {found.name for process in processes().values() for found in process.fields
            if found.kind == "file" and found.of}  # fmt: skip


def offers() -> list[tuple[Process, Step]]:
    """The steps that give the other side something."""
    return [(process, step) for process in processes().values() for step in process.steps if step.offers]

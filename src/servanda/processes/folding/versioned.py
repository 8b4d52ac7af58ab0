"""What was said upon which version of a file's text, read out of its entries."""

from collections.abc import Iterable

from django.db.models import QuerySet

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding import versions


def newest(row: Dossier, process: Process) -> str:
    """The name of the entry that states the text as it stands; '' where none does. One query."""
    return _entries(row, process, process.versions).values_list("name", flat=True).last() or ""


def missing(row: Dossier, process: Process, step: Step) -> list[str]:
    """The parties that have still to take the step that this one needs. Two queries, none where it needs none."""
    if not step.needs:
        return []
    return versions.missing(
        process, step, acts(row, process, (*process.versions, step.needs)), parties=row.parties, home=row.home
    )


def acts(row: Dossier, process: Process, steps: Iterable[str]) -> list[Act]:
    """The entries by these steps that count, in their order. Two queries."""
    names = list(_entries(row, process, steps).values_list("name", flat=True))
    stored = {found.name: found.act for found in StoredAct.objects.filter(name__in=names)}
    return [stored[name] for name in names if name in stored]


def _entries(row: Dossier, process: Process, steps: Iterable[str]) -> QuerySet[Entry]:
    kinds = [f"{process.name}.{name}" for name in steps]
    told = Entry.objects.filter(dossier=row, kind__in=kinds, internal=False, has_effect=True)
    return told.exclude(reported="disputed").order_by("place")

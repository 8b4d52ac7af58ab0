"""Which rows stand on which list of the desk; each list counts itself and never more than it shows."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.office import outgoing
from servanda.office.assigning import DISTRIBUTES
from servanda.processes import reads
from servanda.processes.declaration.generic import SPEAK
from servanda.processes.folding.internal import CLEARING, RETURNED
from servanda.processes.models import Assignment, Outgoing, Recusal
from servanda.processes.organisation import recusals
from servanda.processes.registry import processes

Row = TypeVar("Row", Commitment, Dossier)
MOST = 200
COUNTED = 1000
PAGE = 50


def to_do(actor: Actor, *, at: datetime) -> QuerySet[Commitment]:
    return _by_day(reads.to_do(actor, at=at))


def waiting(actor: Actor, *, at: datetime) -> QuerySet[Commitment]:
    return _by_day(reads.waiting(actor, at=at))


def inbox(actor: Actor) -> QuerySet[Dossier]:
    """Files of other agencies that nobody here leads yet, and those whose officer may not handle them."""
    if actor.role not in DISTRIBUTES:
        return Dossier.objects.none()
    led = Assignment.objects.values("dossier")
    left = Recusal.objects.filter(is_replaced=False).values("dossier")
    files = reads.visible(actor).filter(is_shared=True, is_ended=False).exclude(process__in=_open_inside())
    files = files.exclude(id__in=recusals.files_of(actor))
    come = ~Q(id__startswith=f"{node.current().agency}/") & ~Q(id__in=led)
    return files.filter(come | Q(id__in=left)).order_by("-moved_at", "-id")


def nearest_first(files: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """By the day on which the first thing is due in each; those in which nothing is come last, the newest first.

    Of more than a thousand the newest come first: a list so long is narrowed by who reads it, not sorted.
    """
    if files.order_by()[COUNTED : COUNTED + 1].exists():
        return files
    due = Commitment.objects.filter(dossier=OuterRef("id"), state__in=reads.OPEN, due_on__isnull=False)
    nearest = Subquery(due.order_by("due_on").values("due_on")[:1])
    return files.order_by(nearest.asc(nulls_last=True), "-moved_at", "-id")


def handovers(actor: Actor) -> list[Dossier]:
    """Files of which a handover waits for a word of the actor's units; of any of the agency for those who read all."""
    if actor.role not in SPEAK:
        return []
    mine = Q(handover_unit__in=actor.units | {actor.unit})
    if actor.reads_all:
        # Nearly every file waits for nobody: an index leaves out all those.
        mine = Q(handover_unit__gt="", handover_unit__startswith=f"{node.current().agency}/")
    rows = reads.visible(actor).filter(mine)
    return list(rows.exclude(id__in=recusals.files_of(actor)).order_by("-moved_at", "-id")[:MOST])


def watching(actor: Actor, *, at: datetime) -> QuerySet[Dossier]:
    """What is under way, may be seen, and asks nothing of this side or of the other."""
    files = reads.visible(actor).filter(is_ended=False).exclude(process__in=_open_inside())
    for rows in (reads.to_do(actor, at=at), reads.waiting(actor, at=at)):
        files = files.exclude(id__in=rows.order_by().values("dossier_id"))
    return files.order_by("-moved_at", "-id")


def to_clear(actor: Actor) -> list[Outgoing]:
    """What waits for this officer's approval."""
    rows = reads.asked_of_each(Outgoing.objects.filter(state=CLEARING), actor)
    rows = rows.exclude(dossier__in=recusals.files_of(actor))
    return [row for row in rows.order_by("prepared_at")[:MOST] if outgoing.may_clear(actor, row)]


def in_clearance(actor: Actor) -> list[Outgoing]:
    """What the actor's units prepared, and for those who read all the whole agency, that waits for somebody else."""
    rows = reads.asked_of_each(Outgoing.objects.filter(state=CLEARING), actor)
    if not actor.reads_all:
        rows = rows.filter(unit__in=actor.units | {actor.unit})
    rows = rows.exclude(dossier__in=recusals.files_of(actor)).order_by("prepared_at")[:MOST]
    return [row for row in rows if not outgoing.may_clear(actor, row)]


def returned(actor: Actor) -> list[Outgoing]:
    """What this officer, or who is away, prepared and somebody returned with a note."""
    mine = {actor.officer, actor.stands_for} - {""}
    rows = reads.asked_of_each(Outgoing.objects.filter(state=RETURNED, officer__in=mine), actor)
    return list(rows.order_by("prepared_at")[:MOST])


def next_dates(actor: Actor, *, today: date, at: datetime) -> list[Commitment]:
    rows = reads.owed(actor, "owe", at=at) | reads.owed(actor, "owed", at=at)
    return list(rows.filter(due_on__gte=today, state__in=reads.OPEN).order_by("due_on", "id")[:3])


def shown(rows: QuerySet[Row], *, first: int = 0, most: int = PAGE) -> list[Row]:
    """The rows from the place `first` on, in two queries: names are sorted alone, and a row is read to be shown."""
    names = list(rows.values_list("pk", flat=True)[first : first + most])
    whole: QuerySet[Any] = rows.model._default_manager.all()
    whole = whole.select_related("dossier") if rows.model is Commitment else whole
    found = whole.in_bulk(names)
    return [found[name] for name in names if name in found]


def count(rows: QuerySet[Commitment] | QuerySet[Dossier]) -> int:
    """At most a little over a thousand: more is never counted."""
    return rows.order_by()[: COUNTED + 1].count()


def counted(n: int) -> str:
    return f"{COUNTED:,}+" if n > COUNTED else str(n)


def open_of(files: list[Dossier]) -> dict[str, list[Commitment]]:
    """The open commitments of many files, in one query."""
    found: dict[str, list[Commitment]] = {}
    # A few files leave fewer rows than a state does: it is compared so that no index of it is taken.
    here = Commitment.objects.filter(dossier__in=[file.id for file in files]).annotate(now=Coalesce("state", Value("")))
    for row in here.filter(now__in=reads.OPEN):
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _open_inside() -> list[str]:
    """Kinds of work that everybody reads (agreements, directories): they have pages of their own and no owner here."""
    return [name for name, process in processes().items() if process.is_open_inside]


def _by_day(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return rows.order_by(F("due_on").asc(nulls_last=True), "opened_at", "id")

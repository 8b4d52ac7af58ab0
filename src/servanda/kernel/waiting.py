"""What was stored and waits: from which act on rows are to be made, and answers to be given; kept in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from servanda.kernel import bulk, held, plain
from servanda.kernel.models import NodeState, StoredAct


class Projection(Protocol):
    """Called inside the writing transaction with acts that were stored, and the time at which they were."""

    def __call__(self, stored: Sequence[StoredAct], *, now: datetime) -> None: ...


class Marks(NamedTuple):
    """The first act (its `seq`) that waits for its rows, and for its answer; None where none does.

    Those `completed` were answered without some of their parts, and wait to be answered with them.
    """

    unfolded: int | None = None
    unanswered: int | None = None
    completed: Sequence[int] = ()

    @property
    def is_any(self) -> bool:
        return self.unfolded is not None or self.is_any_unanswered

    @property
    def is_any_unanswered(self) -> bool:
        return self.unanswered is not None or bool(self.completed)


def marks() -> Marks:
    found = plain.select(NodeState, ["unfolded_from", "unanswered_from", "completed"], id=1)
    return Marks(*found[0]) if found else Marks()


def mark(**changes: int | Sequence[int] | None) -> None:
    if plain.is_empty(NodeState):
        NodeState.objects.create(id=1)
    bulk.change(NodeState, changes, key="id", within=1)


def next_place() -> int:
    """What is stored from now on stands in the log from here on."""
    last = StoredAct.objects.order_by("-seq").values_list("seq", flat=True).first()
    return 1 + (last or 0)


def stored_from(since: int) -> list[StoredAct]:
    """What was stored from one place in the log on, in its order."""
    return stored(StoredAct.objects.filter(seq__gte=since))


def stored(found: QuerySet[StoredAct], *, most: int | None = None) -> list[StoredAct]:
    """These, or the first of them, in the order of the log."""
    rows = list(found.order_by("seq")[:most])
    held.give(rows)
    return rows


def call(paths: Collection[str], rows: Sequence[StoredAct], *, now: datetime) -> None:
    """Those of the projections, in the order in which the settings name them."""
    for path in settings.PROJECTIONS:
        if path in paths:
            project: Projection = import_string(path)
            project(rows, now=now)

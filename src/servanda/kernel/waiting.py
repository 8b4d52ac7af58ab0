"""What was stored and waits: from which act on rows are to be made, and answers to be given; kept in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from servanda.kernel import bulk, held, plain
from servanda.kernel.models import NodeState, StoredAct


class Projection(Protocol):
    """Called inside the writing transaction with acts that were stored, and the time at which they were."""

    def __call__(self, stored: Sequence[StoredAct], *, now: datetime) -> None: ...


class Marks(NamedTuple):
    """The first act (its `seq`) that waits for its rows, and for its answer; None where none does."""

    unfolded: int | None = None
    unanswered: int | None = None


def marks() -> Marks:
    found = plain.select(NodeState, ["unfolded_from", "unanswered_from"], id=1)
    return Marks(*found[0]) if found else Marks()


def mark(**since: int | None) -> None:
    if plain.is_empty(NodeState):
        NodeState.objects.create(id=1)
    bulk.change(NodeState, since, key="id", within=1)


def stored_from(since: int, *, until: int | None = None, most: int | None = None) -> list[StoredAct]:
    """What was stored from one place in the log on, in its order; of more than `most` the first."""
    found = StoredAct.objects.filter(seq__gte=since).order_by("seq")
    rows = list((found if until is None else found.filter(seq__lte=until))[:most])
    held.give(rows)
    return rows


def call(paths: Collection[str], rows: Sequence[StoredAct], *, now: datetime) -> None:
    """Those of the projections, in the order in which the settings name them."""
    for path in settings.PROJECTIONS:
        if path in paths:
            project: Projection = import_string(path)
            project(rows, now=now)

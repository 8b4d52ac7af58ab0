"""When what was stored is folded: with its batch; while more of a run follows, once for all of it (decision 33)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from servanda.kernel import bulk, held, node, plain, starting
from servanda.kernel.models import NodeState, StoredAct


class Projection(Protocol):
    """Called inside the writing transaction with acts that were stored, and the time at which they were."""

    def __call__(self, stored: Sequence[StoredAct], *, now: datetime) -> None: ...


# Acts that wait for their fold at most: whoever asks meanwhile waits for it.
MOST = 2560
# After this time without a further batch nobody waits for the rest of the run.
QUIET = timedelta(seconds=1)


def fold(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Make the rows of all that was just stored, and of what waited for it. Inside the writing transaction."""
    waited = _waiting()
    if waited:
        _mark(None)
    for path in settings.PROJECTIONS:
        project: Projection = import_string(path)
        if path in settings.CLOCKLESS:
            project([*waited, *stored], now=now)
            continue
        if path not in settings.PROMPT:
            for came_at, rows in _by_batch(waited):
                project(rows, now=came_at)
        if stored:
            project(stored, now=now)


def put_off(stored: Sequence[StoredAct], *, now: datetime) -> bool:
    """Do now only what others need of these acts, and note durably that they wait. False where too many wait already,
    or nothing is to wait: then nothing was done."""
    since = _since()
    if settings.PROMPT.issuperset(settings.PROJECTIONS):
        return False
    if stored[-1].seq - (since or stored[0].seq) + 1 >= MOST:
        return False
    for path in settings.PROMPT.intersection(settings.PROJECTIONS):
        import_string(path)(stored, now=now)
    if since is None:
        _mark(stored[0].seq)
    return True


def settle(*, quiet_at: datetime | None = None) -> None:
    """Fold what waits, so that whoever reads next sees all that is stored; with `quiet_at`, only where by then no
    further batch came. A question of one row where nothing waits."""
    if _since() is None:
        return
    with node.current().writing():
        if waited := _waiting():
            last = waited[-1].stored_at
            if quiet_at is None or last + QUIET <= quiet_at:
                fold((), now=last)


def _since() -> int | None:
    found = plain.select(NodeState, ["unfolded_from"], id=1)
    return found[0][0] if found else None


def _waiting() -> list[StoredAct]:
    since = _since()
    # What is folded may call for a word of ours, and none is said yet.
    if since is None or starting.is_held(node.current()):
        return []
    rows = list(StoredAct.objects.filter(seq__gte=since).order_by("seq"))
    held.give(rows)
    return rows


def _mark(since: int | None) -> None:
    if plain.is_empty(NodeState):
        NodeState.objects.create(id=1)
    bulk.change(NodeState, {"unfolded_from": since}, key="id", within=1)


def _by_batch(rows: Sequence[StoredAct]) -> Iterator[tuple[datetime, list[StoredAct]]]:
    """What came together, with the time of its coming."""
    for came_at, together in groupby(rows, key=lambda row: row.stored_at):
        yield came_at, list(together)

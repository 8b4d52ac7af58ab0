"""When what was stored is folded: with its batch; while more of a run follows, once for all of it (decision 33).

Rows are made of the acts, by projections that are CLOCKLESS: anybody who reads may make them, and making them again
gives the same. The other projections answer what came, each act once: they seal words of this agency and note what
officers are to hear. They are called where acts are stored and by the timers, never by whoever only reads.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from servanda.kernel import acts, bulk, databases, held, node, plain, starting
from servanda.kernel.models import NodeState, StoredAct

log = logging.getLogger(__name__)


class Projection(Protocol):
    """Called inside the writing transaction with acts that were stored, and the time at which they were."""

    def __call__(self, stored: Sequence[StoredAct], *, now: datetime) -> None: ...


# Acts that wait for their fold at most: whoever asks meanwhile waits for it. A batch of more bytes waits for none.
MOST, MOST_BYTES = 2560, 1024 * 1024
# After this time without a further batch nobody waits for the rest of the run.
QUIET = timedelta(seconds=1)


def fold(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Make the rows of what was just stored and of all that waited, and answer it, each act once and in the order in
    which they came. Inside the writing transaction. While nothing may be said yet, answers wait."""
    unfolded, unanswered = _marks()
    _make_rows(unfolded, stored, now=now)
    _call(settings.PROMPT, stored, now=now)
    if unanswered is not None:
        answer()
    elif starting.is_held(node.current()):
        _mark(unanswered_from=stored[0].seq)
    else:
        _call(_answering(), stored, now=now)


def fold_again(row: StoredAct, *, now: datetime) -> None:
    """The same for an act of which parts came later than itself."""
    unfolded, unanswered = _marks()
    _make_rows(unfolded, [row], now=now)
    _call(settings.PROMPT, [row], now=now)
    if unanswered is None or row.seq < unanswered:
        _call(_answering(), [row], now=now)


def put_off(stored: Sequence[StoredAct], *, now: datetime) -> bool:
    """Do now only what others need of these acts, and note durably that they wait. False where too much waits already,
    or nothing is to wait: then nothing was done."""
    unfolded, unanswered = _marks()
    first = stored[0].seq
    if settings.PROMPT.issuperset(settings.PROJECTIONS):
        return False
    if stored[-1].seq - min(unfolded or first, unanswered or first) + 1 >= MOST:
        return False
    if sum(len(getattr(row, part) or b"") for row in stored for part in acts.PARTS) > MOST_BYTES:
        return False
    _call(settings.PROMPT, stored, now=now)
    if unfolded is None or unanswered is None:
        _mark(unfolded_from=unfolded or first, unanswered_from=unanswered or first)
    return True


def settle() -> None:
    """Make the rows of what waits, so that whoever reads next sees all that is stored; nothing is said. A question of
    one row where nothing waits."""
    if _marks()[0] is None:
        return
    with node.current().writing():
        unfolded, _ = _marks()
        if unfolded is not None:
            _make_rows(unfolded, (), now=None)


def answer(*, quiet_at: datetime | None = None) -> None:
    """Answer what waits for it; with `quiet_at`, only where by then no further batch came. What cannot be answered is
    told to who runs the node and tried again; what came after it waits with it."""
    if _marks() == (None, None):
        return
    here = node.current()
    with here.writing():
        unfolded, unanswered = _marks()
        if quiet_at is not None and not _is_quiet(quiet_at):
            return
        _make_rows(unfolded, (), now=None)
        if unanswered is None or starting.is_held(here):
            return
        # What is answered may call for a word of ours, which is stored and answered by itself.
        _mark(unanswered_from=None)
        for came_at, rows in _by_batch(_stored_from(unanswered)):
            try:
                with transaction.atomic(using=here.alias):
                    _call(_answering(), rows, now=came_at)
            except Exception as error:
                if databases.is_away(here.alias, error):
                    raise
                log.exception("what came at %s could not be answered, nor what came after it", came_at)
                _mark(unanswered_from=rows[0].seq)
                return


def _make_rows(unfolded: int | None, stored: Sequence[StoredAct], *, now: datetime | None) -> None:
    """Of what waits from the act `unfolded` on, and of these, each once."""
    waited: list[StoredAct] = []
    if unfolded is not None:
        names = {row.name for row in stored}
        waited = [row for row in _stored_from(unfolded) if row.name not in names]
        _mark(unfolded_from=None)
    if rows := [*waited, *stored]:
        _call(settings.CLOCKLESS, rows, now=now or rows[-1].stored_at)


def _answering() -> set[str]:
    return set(settings.PROJECTIONS) - settings.PROMPT - settings.CLOCKLESS


def _call(paths: set[str] | frozenset[str], rows: Sequence[StoredAct], *, now: datetime) -> None:
    """Those of the projections, in the order in which the settings name them."""
    for path in settings.PROJECTIONS:
        if path in paths:
            project: Projection = import_string(path)
            project(rows, now=now)


def _marks() -> tuple[int | None, int | None]:
    """From which acts on rows are to be made, and answers to be given; None where nothing waits."""
    found = plain.select(NodeState, ["unfolded_from", "unanswered_from"], id=1)
    return (found[0][0], found[0][1]) if found else (None, None)


def _mark(**since: int | None) -> None:
    if plain.is_empty(NodeState):
        NodeState.objects.create(id=1)
    bulk.change(NodeState, since, key="id", within=1)


def _is_quiet(at: datetime) -> bool:
    last = StoredAct.objects.order_by("-seq").values_list("stored_at", flat=True).first()
    return last is None or last + QUIET <= at


def _stored_from(since: int) -> list[StoredAct]:
    rows = list(StoredAct.objects.filter(seq__gte=since).order_by("seq"))
    held.give(rows)
    return rows


def _by_batch(rows: Sequence[StoredAct]) -> Iterator[tuple[datetime, list[StoredAct]]]:
    """What came together, with the time of its coming."""
    for came_at, together in groupby(rows, key=lambda row: row.stored_at):
        yield came_at, list(together)

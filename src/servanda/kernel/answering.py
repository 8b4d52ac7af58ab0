"""What follows from acts that came: each is answered once, in the order in which they came (decision 33).

An answer that fails stops no page, no batch and no step: it is told to who runs the node and tried again, each time
after twice as long, and what came after it waits with it. What an answer calls for, a word of this agency, is answered
behind all of these.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from datetime import datetime
from itertools import chain, groupby
from time import monotonic

from django.conf import settings
from django.db import transaction

from servanda.kernel import databases, node, starting, waiting
from servanda.kernel.models import StoredAct

log = logging.getLogger(__name__)

# What came together, with the time of its coming.
Batch = tuple[datetime, Sequence[StoredAct]]

# More than a batch holds; so many acts are in the memory at a time.
AT_ONCE = 512

# Seconds until what failed is tried again: the first time, and at last.
SHORTEST, LONGEST = 1.0, 60.0
# Of each node whose answers fail: how long they rest, and until when.
_rests: dict[str, tuple[float, float]] = {}

# What was said meanwhile, where answers are being given.
_said: ContextVar[list[Batch] | None] = ContextVar("said", default=None)


def is_put_behind(stored: Sequence[StoredAct], *, now: datetime) -> bool:
    """Is this said by an answer? Then it has its turn behind what is being answered."""
    said = _said.get()
    if said is None:
        return False
    said.append((now, stored))
    return True


def answer(batches: Iterable[Batch]) -> int | None:
    """Answer these and what is said meanwhile. From which act on they still wait, where one could not be answered."""
    alias = node.current().alias
    said: list[Batch] = []
    token = _said.set(said)
    try:
        for came_at, rows in chain(batches, _taken_from(said)):
            try:
                with transaction.atomic(using=alias):
                    waiting.call(_paths(), rows, now=came_at)
            except Exception as error:
                if databases.is_away(alias, error):
                    raise
                log.exception("what came at %s could not be answered, nor what came after it", came_at)
                _rest(alias)
                return rows[0].seq
        _rests.pop(alias, None)
        return None
    finally:
        _said.reset(token)


def is_resting() -> bool:
    """Did an answer fail a short while ago?"""
    return _rests.get(node.current().alias, (0.0, 0.0))[1] > monotonic()


def is_possible() -> bool:
    """May anything be said by now, and is it worth trying?"""
    return not starting.is_held(node.current()) and not is_resting()


def answer_waiting(*, again: bool = False) -> None:
    """Answer all that waits for it by now, what was completed first, where that is possible; `again` also where it
    failed a short while ago."""
    if starting.is_held(node.current()) or (is_resting() and not again):
        return
    _, unanswered, completed = waiting.marks()
    # What is said meanwhile stands behind this, and waits as well where one of these fails.
    end = waiting.next_place()
    since = end if unanswered is None else unanswered
    failed = answer(chain(_one_by_one(completed), _by_batch(since, end)))
    if failed is not None and failed in completed:
        waiting.mark(unanswered_from=since, completed=completed[completed.index(failed) :])
    else:
        waiting.mark(unanswered_from=failed, completed=[])


def _rest(alias: str) -> None:
    seconds = min(2 * _rests[alias][0], LONGEST) if alias in _rests else SHORTEST
    _rests[alias] = (seconds, monotonic() + seconds)


def _one_by_one(completed: Sequence[int]) -> Iterator[Batch]:
    for seq in completed:
        for row in waiting.stored(StoredAct.objects.filter(seq=seq)):
            yield row.stored_at, [row]


def _by_batch(since: int, end: int) -> Iterator[Batch]:
    while since < end:
        rows = waiting.stored(StoredAct.objects.filter(seq__gte=since, seq__lt=end), most=AT_ONCE)
        if not rows:
            return
        found = [(came_at, list(together)) for came_at, together in groupby(rows, key=lambda row: row.stored_at)]
        if len(rows) == AT_ONCE and len(found) > 1:
            # There may be more of the last one.
            found.pop()
        yield from found
        since = found[-1][1][-1].seq + 1


def _taken_from(said: list[Batch]) -> Iterator[Batch]:
    while said:
        yield said.pop(0)


def _paths() -> set[str]:
    return set(settings.PROJECTIONS) - settings.PROMPT - settings.CLOCKLESS

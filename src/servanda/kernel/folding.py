"""When what was stored is folded: with its batch; while more of a run follows, once for all of it (decision 33).

Rows are made of the acts, by projections that are CLOCKLESS: anybody who reads may make them, and making them again
gives the same. The other projections answer what came (`kernel/answering.py`): they seal words of this agency and note
what officers are to hear. They are called where acts are stored and by the timers, never by whoever only reads.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from servanda.kernel import acts, answering, databases, node, starting, waiting
from servanda.kernel.models import StoredAct

# Acts that wait for their fold at most: whoever asks meanwhile waits for it. A batch of more bytes waits for none.
MOST, MOST_BYTES = 2560, 1024 * 1024
# After this time without a further batch nobody waits for the rest of the run.
QUIET = timedelta(seconds=1)


def fold(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Make the rows of what was just stored and of all that waited, and answer it, each act once and in the order in
    which they came. Inside the writing transaction. While nothing may be said yet, answers wait."""
    marks = waiting.marks()
    _make_rows(marks.unfolded, stored, now=now)
    waiting.call(settings.PROMPT, stored, now=now)
    if answering.is_put_behind(stored, now=now):
        return
    if marks.is_any_unanswered:
        waiting.mark(unanswered_from=marks.unanswered or stored[0].seq)
        answering.answer_waiting()
    elif starting.is_held(node.current()):
        waiting.mark(unanswered_from=stored[0].seq)
    elif (failed := answering.answer([(now, stored)])) is not None:
        waiting.mark(unanswered_from=failed)


def fold_again(row: StoredAct, *, now: datetime) -> None:
    """The same for an act of which parts came later than itself: it came when it came, and what was answered stands."""
    marks = waiting.marks()
    _make_rows(marks.unfolded, [row], now=now)
    waiting.call(settings.PROMPT, [row], now=now)
    if marks.unanswered is None or row.seq < marks.unanswered:
        waiting.mark(completed=sorted({*marks.completed, row.seq}))
        answering.answer_waiting()


def put_off(stored: Sequence[StoredAct], *, now: datetime) -> bool:
    """Do now only what others need of these acts, and note durably that they wait. False where too much waits already,
    or nothing is to wait: then nothing was done."""
    unfolded, unanswered, _ = waiting.marks()
    first = stored[0].seq
    # As long as nothing can be answered, what waits for that makes nobody wait.
    since = min(unfolded or first, unanswered or first) if answering.is_possible() else unfolded or first
    if settings.PROMPT.issuperset(settings.PROJECTIONS):
        return False
    if stored[-1].seq - since + 1 >= MOST:
        return False
    if sum(len(getattr(row, part) or b"") for row in stored for part in acts.PARTS) > MOST_BYTES:
        return False
    waiting.call(settings.PROMPT, stored, now=now)
    if unfolded is None or unanswered is None:
        waiting.mark(unfolded_from=unfolded or first, unanswered_from=unanswered or first)
    return True


def settle() -> None:
    """Make the rows of what waits, so that whoever reads next sees all that is stored; nothing is said. A question of
    one row where nothing waits."""
    if waiting.marks().unfolded is None:
        return
    with node.current().writing():
        unfolded = waiting.marks().unfolded
        if unfolded is not None:
            _make_rows(unfolded, (), now=None)


def settle_if_possible() -> Exception | None:
    """`settle` for whoever can do without: where rows cannot be made, as on a full disk, files stand as they stood
    before, and what was in the way is returned."""
    try:
        settle()
    except Exception as error:
        if databases.is_away(node.current().alias, error):
            raise
        return error
    return None


def answer(*, quiet_at: datetime | None = None) -> None:
    """Answer what waits for it; with `quiet_at`, only where by then no further batch came. What cannot be answered is
    told to who runs the node and tried again; what came after it waits with it."""
    marks = waiting.marks()
    if not marks.is_any or (quiet_at is not None and marks.unfolded is None and answering.is_resting()):
        return
    with node.current().writing():
        if quiet_at is not None and not _is_quiet(quiet_at):
            return
        marks = waiting.marks()
        _make_rows(marks.unfolded, (), now=None)
        if marks.is_any_unanswered:
            answering.answer_waiting(again=quiet_at is None)


def _make_rows(unfolded: int | None, stored: Sequence[StoredAct], *, now: datetime | None) -> None:
    """Of what waits from the act `unfolded` on, and of these, each once."""
    waited: list[StoredAct] = []
    if unfolded is not None:
        names = {row.name for row in stored}
        waited = [row for row in waiting.stored_from(unfolded) if row.name not in names]
        waiting.mark(unfolded_from=None)
    if rows := [*waited, *stored]:
        waiting.call(settings.CLOCKLESS, rows, now=now or rows[-1].stored_at)


def _is_quiet(at: datetime) -> bool:
    last = StoredAct.objects.order_by("-seq").values_list("stored_at", flat=True).first()
    return last is None or last + QUIET <= at

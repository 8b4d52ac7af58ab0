"""What officers are to hear: what has come, what is due, what is late; each of it noted once, and mailed by others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from servanda.kernel import node, plain
from servanda.kernel.duties import Reached, reached
from servanda.kernel.models import Commitment, Dossier, StoredAct
from servanda.office import recipients
from servanda.office.models import Notice, Officer
from servanda.office.recipients import Recipients
from servanda.processes.agreements import terms
from servanda.processes.declaration.base import Ask
from servanda.processes.folding.folded import PLAIN, Terms
from servanda.processes.telling.timeline import declared

SOON = 2
VERY_URGENT = ("very_urgent", "at_once")
AT_ONCE = 10_000
NUDGE = "commitment.nudge"
# What makes a mail of its own in the reader's hours, where others wait for the day's digest.
PRESSING = frozenset({"due_today", "late", "referred", "nudge", "recused"})


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Tell those who hold a file that another agency has written in it; once per file and batch."""
    here = node.current().agency
    came: dict[str, StoredAct] = {}
    for row in stored:
        is_kept = row.dossier in came and came[row.dossier].kind == NUDGE
        if not row.internal and row.agency != here and not is_kept:
            came[row.dossier] = row
    rows = [row for row in plain.rows(Dossier, id=came) if row.process != "directory"]
    if rows:
        told = recipients.load([row.id for row in rows], day=now.date())
        note([_of_entry(row, came[row.id], officer, now) for row in rows for officer in told.of(row.id)])


def remind(*, now: datetime) -> int:
    """Note what is due soon or today or late, to the rung of the ladder that is reached; nothing twice."""
    here = node.current().agency
    rows = list(
        Commitment.objects.filter(debtor=here, state__in=("open", "promised", "returned"), due_on__isnull=False)
        .filter(opened_at__lte=now)
        .select_related("dossier")
    )  # fmt: skip
    known = terms.load({row.terms for row in rows if row.terms})
    asks = _asks(row.opener for row in rows if not row.terms)
    due = [
        (row, key, to) for row in rows
        for key, to in _reached(row, known.get(row.terms), asks.get(row.opener), now=now)
    ]  # fmt: skip
    if not due:
        return 0
    told = recipients.load({row.dossier_id for row, _, _ in due}, day=now.date())
    return note([
        Notice(officer=officer, reason="referred" if to else key.split(":")[0], about=f"{row.id}:{key}", at=now,
               dossier=row.dossier_id, commitment=row.id, is_urgent=_is_marked_urgent(row.dossier.facts))
        for row, key, to in due
        for officer in _rung(told, row, to)
    ])  # fmt: skip


def _of_entry(row: Dossier, stored: StoredAct, officer: Officer, now: datetime) -> Notice:
    facts = stored.act.facts
    return Notice(
        officer=officer, reason="nudge" if stored.kind == NUDGE else "new_entry", about=stored.name, at=now,
        dossier=row.id, commitment=str(facts.get("commitment") or "")[:71],
        is_urgent=_is_marked_urgent(row.facts) or _is_marked_urgent(facts),
    )  # fmt: skip


def _is_marked_urgent(facts: Mapping[str, object]) -> bool:
    return facts.get("urgency") not in (None, "", "normal")


def _asks(openers: Iterable[str]) -> dict[str, Ask]:
    """Entry -> what its step declares that it asks, where no article says it. One query."""
    kinds = StoredAct.objects.filter(name__in=set(openers)).values_list("name", "kind")
    found = ((name, declared(kind)[1]) for name, kind in kinds)
    return {name: step.asks for name, step in found if step and step.asks}


def _reached(
    row: Commitment, known: Terms | None, ask: Ask | None, *, now: datetime
) -> Iterable[tuple[str, str | None]]:
    """(key, rung) of the newest reminder whose day has come; the rung is None for the unit itself.

    Only the newest: what is found late all at once is told once, and not once for each rung that was passed.
    """
    calendar = known.calendar if known else PLAIN
    today = calendar.local_day(now)
    assert row.due_on
    if row.due_on == today:
        yield f"due_today:{row.due_on}", None
        yield from _pressing(row, today)
        return
    yield from _pressing(row, today)
    remind, ladder = _rungs(row, known, ask)
    if remind or ladder:
        rungs: list[Reached] = reached(remind, ladder, row.due_on, as_of=today, calendar=calendar)
        if rungs:
            last = max(rungs, key=lambda rung: rung.offset)
            yield f"{'late' if last.offset > 0 else 'due_soon'}:{row.due_on}:{last.offset}:{last.to or ''}", last.to
        return
    left = calendar.working_days_between(today, row.due_on)
    if row.due_on < today:
        yield f"late:{row.due_on}", None
    elif left <= SOON:
        yield f"due_soon:{row.due_on}", None


def _pressing(row: Commitment, today: date) -> Iterable[tuple[str, str | None]]:
    """Of what is very urgent the head hears on its day already, and the leadership once it is late."""
    if row.dossier.facts.get("urgency") in VERY_URGENT and row.due_on and row.due_on <= today:
        yield f"pressing:{row.due_on}:head", "head"
        if row.due_on < today:
            yield f"pressing:{row.due_on}:leadership", "leadership"


def _rungs(row: Commitment, known: Terms | None, ask: Ask | None) -> tuple[tuple[int, ...], Sequence[tuple[int, str]]]:
    """Working days before the day, and (working days after, to whom): of the article, else of the step that asked."""
    duty = next((duty for duty in known.duties if duty.clause == row.clause), None) if known else None
    if duty:
        return duty.remind, [(rung.after_working_days, rung.to) for rung in duty.ladder]
    return (ask.remind, ask.ladder) if ask else ((), ())


def _rung(told: Recipients, row: Commitment, to: str | None) -> list[Officer]:
    if to == "leadership":
        return told.holding(row.dossier_id, "leadership")
    if to == "head":
        return told.heads(row.dossier_id, row.debtor_unit)
    return told.of(row.dossier_id)


def note(notices: Iterable[Notice]) -> int:
    """Keep what was not noted before to this officer about this."""
    wanted = {(notice.officer_id, notice.about): notice for notice in notices if notice.officer.email}
    for told in _noted({notice.about for notice in wanted.values()}):
        wanted.pop(told, None)
    if wanted:
        with node.current().writing():
            Notice.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    return len(wanted)


def _noted(abouts: set[str]) -> Iterator[tuple[str, str]]:
    """One query, unless there are more than a database takes at once."""
    names = sorted(abouts)
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        yield from Notice.objects.filter(about__in=some).order_by().values_list("officer_id", "about")

"""Figures from kept totals: what stands as in the end is added up; rows are read where they may still move, and of the
days of a period that make no whole month."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, DateField, ExpressionWrapper, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from servanda.kernel.dates import FIRST_YEAR
from servanda.processes.agreements import implementation
from servanda.processes.models import Total
from servanda.processes.projection import totals
from servanda.reports import periods
from servanda.reports.periods import ALL
from servanda.reports.scope import NOTICE, Scope, audiences, commitments, end_of, in_parts, of_any_reader, shown
from servanda.reports.tallies import Tally

# What a number is given of -> the columns of a commitment that say it.
SAID = {"clause": ("clause",), "pair": ("debtor_unit", "creditor_unit"), "month": ("due_on",)}
Numbers = dict[tuple[str, str], Tally]


def numbers(scope: Scope, of: str) -> Numbers:
    """(clause, pair or month, side) -> how many stand how; exact for every day, quick where little has moved since."""
    found: Numbers = {}
    for value, side, state, n in _counted(scope, of):
        if state and n:
            found.setdefault((value, side), Tally()).add(state, n)
    return {key: tally for key, tally in found.items() if any(tally.states.values())}


def leads(scope: Scope) -> dict[tuple[str, str], dict[int, int]] | None:
    """(clause, side) -> working days before with how many notices came so early; None where no totals say it."""
    if scope.period != ALL or scope.pair or scope.is_of_notices:
        return None
    rows = _totals(scope, totals.LEAD).values_list("one", "side", "two").annotate(count=Sum("n"))
    found: dict[tuple[str, str], dict[int, int]] = {}
    for clause, side, days, n in rows:
        found.setdefault((clause, side), {})[int(days)] = n
    given = Q(done_on__lte=scope.as_of, begun=True)
    later = _moving(scope).filter(deliver=NOTICE, lead_days__isnull=False, done_on__isnull=False).exclude(given)
    for clause, side, days, n in later.values_list("clause", "debtor", "lead_days").annotate(n=Count("*")):
        counted = found.setdefault((clause, side), {})
        counted[days] = counted.get(days, 0) - n
    left = {key: {day: n for day, n in days.items() if n > 0} for key, days in found.items()}
    return {key: days for key, days in left.items() if days}


def come(scope: Scope) -> set[str]:
    """The clauses of which anything fell due or was handed over by the day asked, whichever side, pair and period."""
    wide = scope.narrowed(period=ALL, side="", pair=None, state="", lead=None, is_early=False)
    found = dict(_totals(wide, totals.COME).values_list("one").annotate(count=Sum("n")))
    dated = Q(due_on__isnull=False) | Q(done_on__isnull=False)
    by_then = Q(begun=True) & (Q(due_on__lte=wide.as_of) | Q(done_on__lte=wide.as_of))
    later = _moving(wide).filter(dated).annotate(has_come=ExpressionWrapper(by_then, output_field=BooleanField()))
    for clause, has_come, n in later.values_list("clause", "has_come").annotate(n=Count("*")):
        if not has_come:
            found[clause] = found.get(clause, 0) - n
    return {clause for clause, n in found.items() if n > 0}


def by_agreement(scope: Scope) -> dict[str, Tally]:
    """The numbers of each agreement of a scope, in three queries at most, however many agreements."""
    found = {agreed.row.id: Tally() for agreed in scope.agreements}
    for agreement, ending, n in _totals(scope, "clause").values_list("agreement", "ending").annotate(count=Sum("n")):
        found[agreement].add(ending, n)
    for agreement, ending, stands, n in _moved(scope).values_list("agreement", "ends", "stands").annotate(n=Count("*")):
        found[agreement].add(ending, -n)
        if stands:
            found[agreement].add(stands, n)
    return found


def _counted(scope: Scope, of: str) -> Iterator[tuple[str, str, str, int]]:
    """(what it is of, side, state, how many), several times for the same and to be added up."""
    kind = _kind(scope, of)
    whole, days = periods.parted(scope.period) if kind else (None, [])
    if kind and whole:
        within = scope.narrowed(period=whole)
        place = _place(kind, of)
        yield from _totals(within, kind).values_list(place, "side", "ending").annotate(count=Sum("n"))
        moved = _moved(within).values_list(*SAID[of], "debtor", "ends", "stands").annotate(n=Count("*"))
        for *said, side, ending, stands, n in moved:
            yield _value(of, said), side, ending, -n
            yield _value(of, said), side, stands, n
        if scope.period == ALL:
            return
    is_whole = scope.period == ALL or scope.is_of_notices
    for rows in [commitments(scope)] if is_whole else in_parts(scope, days if whole else [scope.period]):
        stood = rows.annotate(stands=implementation.standing(scope.as_of)).order_by()
        for *said, side, stands, n in stood.values_list(*SAID[of], "debtor", "stands").annotate(n=Count("*")):
            yield _value(of, said), side, stands, n


def _kind(scope: Scope, of: str) -> str:
    """The totals that say all that is asked; '' where there are none, and rows are counted."""
    if scope.is_of_notices:
        return ""
    asked = {"clause": scope.article, "pair": scope.pair, "month": scope.period != ALL}
    needed = {of, *(name for name, is_asked in asked.items() if is_asked)}
    return next((kind for kind, said in totals.KINDS.items() if needed <= set(said)), "")


def _place(kind: str, name: str) -> str:
    """The column that holds it; totals that are not of how commitments stand are by clause."""
    return ("one", "two")[totals.KINDS.get(kind, ("clause", "")).index(name)]


def _totals(scope: Scope, kind: str) -> QuerySet[Total]:
    """Those of one kind for the article, side, pair and whole months of the scope."""
    rows = Total.objects.filter(shown(scope, "side"), by=kind, audience__in=audiences(scope)).order_by()
    rows = rows.filter(side=scope.side) if scope.side else rows
    if scope.article:
        rows = rows.filter(**{f"{_place(kind, 'clause')}__startswith": f"{scope.article}/"})
    if scope.pair:
        rows = rows.filter(**{_place(kind, "pair"): totals.pair(*scope.pair)})
    if scope.period == ALL:
        return rows
    month, since, until = _place(kind, "month"), scope.period.since, scope.period.until
    # Without a due day there is no month.
    rows = rows.filter(**{f"{month}__gte": totals.month(since) if since else "0"})
    return rows.filter(**{f"{month}__lte": totals.month(until)}) if until else rows


def _moving(scope: Scope) -> QuerySet[Any]:
    """The rows that may stand otherwise than in the end. `begun`: is it opened by the day asked?"""
    # Fewest are left by their last day: the others are compared so that no index of theirs is taken instead.
    rows = of_any_reader(scope).filter(final_on__gt=scope.as_of)
    if not scope.actor.reads_all:
        rows = rows.annotate(readers=Coalesce("audience", Value(""))).filter(readers__in=audiences(scope))
    if scope.period != ALL:
        since, until = scope.period.since or date(FIRST_YEAR, 1, 1), scope.period.until or date.max
        due = Coalesce("due_on", Value(date.min), output_field=DateField())
        rows = rows.annotate(due=due).filter(due__gte=since, due__lte=until)
    begun = ExpressionWrapper(Q(opened_at__lt=end_of(scope, scope.as_of)), output_field=BooleanField())
    return rows.annotate(begun=begun).order_by()


def _moved(scope: Scope) -> QuerySet[Any]:
    """Those that do. `ends` is how they stand in the end, `stands` how on the day asked: '' is not opened yet."""
    standing = implementation.standing(scope.as_of)
    stands = Case(When(begun=False, then=Value("")), default=standing)
    rows = _moving(scope).annotate(ends=implementation.standing(date.max), stands=stands)
    moved: QuerySet[Any] = rows.exclude(ends=F("stands"))
    return moved


def _value(of: str, said: list[Any]) -> str:
    if of == "pair":
        return totals.pair(*said)
    if of == "month":
        return totals.month(said[0]) if said[0] else ""
    return str(said[0])

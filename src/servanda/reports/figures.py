"""The state of implementation: how many commitments stand how, by article and side, by pair of units, by month."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from servanda.kernel.models import Commitment
from servanda.processes import implementation
from servanda.processes.implementation import COUNTED, article_of
from servanda.reports import kept, periods
from servanda.reports.periods import Period
from servanda.reports.scope import Scope, commitments
from servanda.reports.tallies import LISTS, STATES, Tally

J = TypeVar("J", bound=Hashable)
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Counted:
    """Numbers by (clause, side), and by (unit carrying out, unit receiving)."""

    clauses: Mapping[tuple[str, str], Tally]
    pairs: Mapping[tuple[str, str], Tally]


def counted(scope: Scope) -> Counted:
    """From the kept totals where they say it, else in one query, however many commitments."""
    if kept.covers(scope):
        whole = kept.load(scope)
        return Counted(whole.clauses, whole.pairs)
    found = _counted(scope, "clause", "debtor", "debtor_unit", "creditor_unit")
    keys = {(str(a), str(b), str(c), str(d)): tally for (a, b, c, d), tally in found.items()}
    return Counted(_summed(keys, lambda key: key[:2]), _summed(keys, lambda key: key[2:]))


def by_article(clauses: Mapping[tuple[str, str], Tally]) -> dict[tuple[str, str], Tally]:
    """(article, side) -> numbers, out of those by clause."""
    return _summed(clauses, lambda key: (article_of(key[0]), key[1]))


def by_side(clauses: Mapping[tuple[str, str], Tally]) -> dict[str, Tally]:
    return _summed(clauses, lambda key: key[1])


def total(clauses: Mapping[tuple[str, str], Tally]) -> Tally:
    return _summed(clauses, lambda key: "").get("", Tally())


def by_month(scope: Scope) -> list[tuple[Period, Tally]]:
    """The months of the period in which anything falls due, in one query grouped by the day at most."""
    if kept.covers(scope):
        found: Mapping[date, Tally] = kept.load(scope).months
    else:
        by_day = {day: tally for (day,), tally in _counted(scope, "due_on").items() if isinstance(day, date)}
        found = _summed(by_day, lambda day: day.replace(day=1))
    if not found:
        return []
    months = periods.months_of(scope.period, min(found), periods.month_end(max(found)))
    return [(month, found[key]) for month in months if month.since and (key := month.since.replace(day=1)) in found]


def listed(scope: Scope, *, states: Collection[str] = COUNTED) -> QuerySet[Commitment]:
    """The commitments behind a figure, soonest first: of the state or list that the scope names, or of these."""
    rows = implementation.with_state(commitments(scope), as_of=scope.as_of)
    rows = rows.filter(stands__in=LISTS.get(scope.state, (scope.state,)) if scope.state else states)
    return rows.order_by("due_on", "opened_at", "id")


def never_due(scope: Scope) -> list[str]:
    """The clauses, whatever the period, of which nothing has fallen due or was handed over by the day asked."""
    known = kept.load(scope).come if kept.covers(scope) and not scope.side else _come(scope)
    clauses = [duty.clause for found in scope.agreements for duty in found.duties]
    return [
        clause for clause in clauses
        if clause not in known and (not scope.article or article_of(clause) == scope.article)
    ]  # fmt: skip


def _come(scope: Scope) -> set[str]:
    wide = scope.narrowed(period=periods.ALL, state="", side="", pair=None)
    come = Q(due_on__lte=scope.as_of) | Q(done_on__lte=scope.as_of)
    return set(commitments(wide).filter(come).order_by().values_list("clause", flat=True).distinct())


def plain(tally: Tally) -> dict[str, int]:
    """Numbers as data: every state that any commitment has, in the order of STATES."""
    return {state: tally[state] for state in STATES if tally[state]}


def _counted(scope: Scope, *names: str) -> dict[tuple[object, ...], Tally]:
    rows = implementation.with_state(commitments(scope), as_of=scope.as_of).order_by()
    found: dict[tuple[object, ...], Tally] = {}
    for *key, state, n in rows.values_list(*names, "stands").annotate(n=Count("*")):
        found.setdefault(tuple(key), Tally()).add(state, n)
    return found


def _summed(found: Mapping[J, Tally], key: Callable[[J], K]) -> dict[K, Tally]:
    sums: dict[K, Tally] = {}
    for told, tally in found.items():
        for state, n in tally.states.items():
            sums.setdefault(key(told), Tally()).add(state, n)
    return sums

"""The state of implementation: how many commitments stand how, by article and side, by pair of units, by month."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import QuerySet

from servanda.kernel.models import Commitment
from servanda.processes.agreements import implementation
from servanda.processes.agreements.implementation import COUNTED, article_of
from servanda.reports import kept, periods
from servanda.reports.periods import Period
from servanda.reports.scope import Scope, commitments, has_undated
from servanda.reports.tallies import LISTS, STATES, Tally

AHEAD = {"open", "due"}
J = TypeVar("J", bound=Hashable)
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Counted:
    """Numbers of a scope, counted when they are asked for."""

    scope: Scope

    @cached_property
    def clauses(self) -> Mapping[tuple[str, str], Tally]:
        """By (clause, side)."""
        return kept.numbers(self.scope, "clause")

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], Tally]:
        """By (unit carrying out, unit receiving)."""
        by_name = _summed(kept.numbers(self.scope, "pair"), lambda key: key[0])
        return {_units(name): tally for name, tally in by_name.items()}


def counted(scope: Scope) -> Counted:
    """From the kept totals as far as they say it, in as many queries for many commitments as for few."""
    return Counted(scope)


def by_article(clauses: Mapping[tuple[str, str], Tally]) -> dict[tuple[str, str], Tally]:
    """(article, side) -> numbers, out of those by clause."""
    return _summed(clauses, lambda key: (article_of(key[0]), key[1]))


def by_side(clauses: Mapping[tuple[str, str], Tally]) -> dict[str, Tally]:
    return _summed(clauses, lambda key: key[1])


def total(clauses: Mapping[tuple[str, str], Tally]) -> Tally:
    return _summed(clauses, lambda key: "").get("", Tally())


def by_month(scope: Scope) -> list[tuple[Period, Tally]]:
    """The months of the period in which anything falls due; those at its ends are cut where it is."""
    by_name = _summed(kept.numbers(scope, "month"), lambda key: key[0])
    found = {date.fromisoformat(f"{name}-01"): tally for name, tally in by_name.items() if name}
    if not found:
        return []
    months = periods.months_of(scope.period, min(found), periods.month_end(max(found)))
    return [(month, found[key]) for month in months if month.since and (key := month.since.replace(day=1)) in found]


def listed(scope: Scope, *, states: Collection[str] = COUNTED) -> QuerySet[Commitment]:
    """The commitments behind a figure, soonest first: of the state or list that the scope names, or of these."""
    rows = commitments(scope).annotate(stands=implementation.standing(scope.as_of))
    asked = _asked(scope, states)
    if asked <= AHEAD and not has_undated(scope):
        # What is still ahead is the last of a long index.
        rows = rows.filter(due_on__gte=scope.as_of)
    return rows.filter(stands__in=asked).order_by("due_on", "opened_at", "id")


def number(scope: Scope) -> int:
    """How many stand on the list of a scope, as the figure that leads to it says."""
    if scope.is_of_notices:
        return listed(scope).count()
    tally = total(counted(scope).clauses)
    return sum(tally[state] for state in _asked(scope, COUNTED))


def _asked(scope: Scope, states: Collection[str]) -> set[str]:
    return set(LISTS.get(scope.state, (scope.state,)) if scope.state else states)


def never_due(scope: Scope) -> list[str]:
    """The clauses, whatever the period, of which nothing has fallen due or was handed over by the day asked."""
    known = kept.come(scope)
    clauses = [duty.clause for found in scope.agreements for duty in found.duties]
    return [
        clause for clause in clauses
        if clause not in known and (not scope.article or article_of(clause) == scope.article)
    ]  # fmt: skip


def plain(tally: Tally) -> dict[str, int]:
    """Numbers as data: every state that any commitment has, in the order of STATES."""
    return {state: tally[state] for state in STATES if tally[state]}


def _units(name: str) -> tuple[str, str]:
    carrying_out, _, receiving = name.partition(">")
    return carrying_out, receiving


def _summed(found: Mapping[J, Tally], key: Callable[[J], K]) -> dict[K, Tally]:
    sums: dict[K, Tally] = {}
    for told, tally in found.items():
        for state, n in tally.states.items():
            sums.setdefault(key(told), Tally()).add(state, n)
    return sums

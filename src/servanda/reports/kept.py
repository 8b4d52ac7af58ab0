"""Figures from kept totals: what stands as in the end is added up; only what may still move is read row by row."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from servanda.kernel import node
from servanda.kernel.audiences import sees
from servanda.kernel.date_states import date_state
from servanda.kernel.models import Commitment
from servanda.processes import reads, totals
from servanda.processes.models import Total
from servanda.processes.totals import COLUMNS, Key
from servanda.reports.periods import ALL
from servanda.reports.scope import Scope, end_of
from servanda.reports.tallies import Tally

COUNTED_BY = ("clause", "pair", "month", "lead", "come")
Numbers = dict[tuple[str, str], Tally]


@dataclass
class Whole:
    """All numbers of a scope: by (clause, side), by (unit, unit), by the first day of the month in which it falls due.

    `leads` are the working days before of notices with how often, by (clause, side); `come` the clauses of which
    anything fell due or was handed over.
    """

    clauses: Numbers = field(default_factory=dict)
    pairs: Numbers = field(default_factory=dict)
    months: dict[date, Tally] = field(default_factory=dict)
    leads: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    come: set[str] = field(default_factory=set)


def covers(scope: Scope) -> bool:
    """Totals are kept of all that was ever owed, not of a part of it by article, pair or period."""
    return scope.period == ALL and not (scope.article or scope.pair or scope.is_of_notices)


def load(scope: Scope) -> Whole:
    """Read once for a scope, in three queries at most; exact for every day, quick where little has moved since."""
    if "whole" not in scope.read:
        scope.read["whole"] = _whole(_counted(scope))
    found: Whole = scope.read["whole"]
    return found


def by_agreement(scope: Scope) -> dict[str, Tally]:
    """The numbers of each agreement of a scope, in three queries at most, however many agreements."""
    names = [found.row.id for found in scope.agreements]
    rows = Total.objects.filter(agreement__in=names, by="clause", audience__in=_audiences(scope, names))
    rows = rows.filter(side=scope.side) if scope.side else rows
    grouped = rows.order_by().values_list("agreement", "side", "ending").annotate(count=Sum("n"))
    found = {name: Tally() for name in names}
    for agreement, side, ending, n in grouped:
        if _is_shown(scope, agreement, side):
            found[agreement].add(ending, n)
    for row, stands in _moving(scope, names):
        found[row["agreement"]].add(totals.ending(row), -1)
        if stands:
            found[row["agreement"]].add(stands, 1)
    return found


def _counted(scope: Scope) -> Counter[Key]:
    names = [found.row.id for found in scope.agreements]
    rows = Total.objects.filter(agreement__in=names, by__in=COUNTED_BY, audience__in=_audiences(scope, names))
    rows = rows.filter(side=scope.side) if scope.side else rows
    grouped = rows.order_by().values_list("agreement", "by", "side", "one", "two", "ending").annotate(count=Sum("n"))
    found: Counter[Key] = Counter()
    for agreement, by, side, one, two, ending, n in grouped:
        if _is_shown(scope, agreement, side):
            found["", by, side, one, two, ending] += n
    for key, n in _corrections(scope, names):
        found[key] += n
    return found


def _audiences(scope: Scope, names: list[str]) -> list[str]:
    """The sets of units among whose files are those that the actor may see."""
    if scope.actor.reads_all:
        return [""]
    rows = Total.objects.filter(agreement__in=names, by="audience").values_list("audience", "one")
    return [audience for audience, units in set(rows) if sees(scope.actor, json.loads(units))]


def _corrections(scope: Scope, names: list[str]) -> Iterator[tuple[Key, int]]:
    """What stands otherwise on the day asked than in the end: taken off there and counted as it stands."""
    for row, stands in _moving(scope, names):
        for key in totals.parts(row, audience="", stands=totals.ending(row)):
            yield key, -1
        if stands:
            for key in totals.parts(row, audience="", stands=stands, as_of=scope.as_of):
                yield key, 1


def _moving(scope: Scope, names: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """The rows that may stand otherwise than in the end, and how each stands; '' for one that is not opened yet."""
    moving = Commitment.objects.filter(agreement__in=names, final_on__gt=scope.as_of)
    moving = moving.filter(debtor=scope.side) if scope.side else moving
    # Compared by the database: to read a time costs more than the rest of the row.
    begun = ExpressionWrapper(Q(opened_at__lt=end_of(scope, scope.as_of)), output_field=BooleanField())
    for row in reads.asked_of_each(moving, scope.actor).annotate(begun=begun).values(*COLUMNS, "begun"):
        if not _is_shown(scope, row["agreement"], row["debtor"]):
            continue
        yield (
            row,
            date_state(
                row["state"], row["due_on"], done_on=row["done_on"], as_of=scope.as_of, explained=row["is_explained"]
            )
            if row["begun"]
            else "",
        )


def _is_shown(scope: Scope, agreement: str, side: str) -> bool:
    """Where an agreement shows numbers about the other side to neither, only what this agency carries out."""
    own = scope.hidden_of_others
    return agreement not in own or side == node.current().agency


def _whole(counted: Counter[Key]) -> Whole:
    whole = Whole()
    for (_, by, side, one, two, ending), n in counted.items():
        if not n:
            continue
        if by == "clause":
            whole.clauses.setdefault((one, side), Tally()).add(ending, n)
        elif by == "pair":
            whole.pairs.setdefault((one, two), Tally()).add(ending, n)
        elif by == "month" and one:
            whole.months.setdefault(date.fromisoformat(f"{one}-01"), Tally()).add(ending, n)
        elif by == "lead":
            whole.leads.setdefault((one, side), {})[int(two)] = n
        elif by == "come":
            whole.come.add(one)
    return whole

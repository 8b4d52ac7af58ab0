"""Figures counted in the plainest way, one commitment after the other, to hold kept totals against."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from servanda.kernel import node
from servanda.kernel.date_states import date_state
from servanda.kernel.models import Commitment
from servanda.processes import reads
from servanda.processes.agreements.implementation import article_of
from servanda.reports import figures, lead_times
from servanda.reports.periods import Period
from servanda.reports.scope import Scope
from servanda.reports.tallies import Tally

Told = dict[str, Any]


def told(scope: Scope) -> Told:
    """Every figure of a page, as the page asks for it."""
    found = figures.counted(scope)
    return {
        "clauses": {key: states(tally) for key, tally in found.clauses.items()},
        "pairs": {key: states(tally) for key, tally in found.pairs.items()},
        "months": {month.since: states(tally) for month, tally in figures.by_month(scope)},
        "leads": {key: dict(spread.days) for key, spread in lead_times.spreads(scope).items()},
        "never": figures.never_due(scope),
    }


def states(tally: Tally) -> dict[str, int]:
    return {state: n for state, n in tally.states.items() if n}


def counted(scope: Scope) -> Told:
    """The same from the rows that the actor may read, one after the other."""
    every = [row for row in _readable(scope) if not scope.article or article_of(row.clause) == scope.article]
    here = [row for row in every if _is_of(row, scope)]
    due = [row for row in here if _is_in(row.due_on or _opened(row, scope), scope.period)]
    clauses, pairs, months = defaultdict(Counter), defaultdict(Counter), defaultdict(Counter)  # type: ignore[var-annotated]
    for row in due:
        stands = stood(row, scope.as_of)
        clauses[row.clause, row.debtor][stands] += 1
        pairs[row.debtor_unit, row.creditor_unit][stands] += 1
        if row.due_on:
            first = row.due_on.replace(day=1)
            months[max(first, scope.period.since or first)][stands] += 1
    leads: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for row in here:
        given = row.done_on if row.deliver == "notice" and row.lead_days is not None else None
        if given and given <= scope.as_of and _is_in(given, scope.period):
            leads[row.clause, row.debtor][row.lead_days] += 1
    come = {row.clause for row in every for day in (row.due_on, row.done_on) if day and day <= scope.as_of}
    duties = [duty.clause for found in scope.agreements for duty in found.duties]
    return {
        "clauses": dict(clauses), "pairs": dict(pairs), "months": dict(months),
        "leads": dict(leads),
        "never": [clause for clause in duties if clause not in come
                  and (not scope.article or article_of(clause) == scope.article)],
    }  # fmt: skip


def stood(row: Commitment, as_of: date) -> str:
    return date_state(row.state, row.due_on, done_on=row.done_on, as_of=as_of, explained=row.is_explained)


def _readable(scope: Scope) -> list[Commitment]:
    """Under these agreements, opened by the day asked, in files of the actor, and of a side that is shown."""
    own = {found.row.id for found in scope.agreements if not found.shows_both}
    rows = Commitment.objects.filter(agreement__in=[found.row.id for found in scope.agreements])
    return [
        row for row in reads.asked_of_each(rows, scope.actor)
        if _opened(row, scope) <= scope.as_of
        and (row.agreement not in own or row.debtor == node.current().agency)
    ]  # fmt: skip


def _opened(row: Commitment, scope: Scope) -> date:
    return row.opened_at.astimezone(ZoneInfo(scope.zone)).date()


def _is_of(row: Commitment, scope: Scope) -> bool:
    is_pair = scope.pair is None or (row.debtor_unit, row.creditor_unit) == scope.pair
    return is_pair and scope.side in ("", row.debtor)


def _is_in(day: date, period: Period) -> bool:
    return (period.since or date.min) <= day <= (period.until or date.max)

"""How early notice was given: working days to the earliest day of what it announces, as distributions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count

from servanda.processes.figures import baseline
from servanda.reports import kept
from servanda.reports.scope import EVERY_LEAD, Limits, Scope, commitments

WEEK = 5
# Weeks of working days; who told it after the beginning comes first, who told it six weeks ahead or earlier last.
BINS: tuple[Limits, ...] = (
    (None, -1), *((n, n + WEEK - 1) for n in range(0, 6 * WEEK, WEEK)), (6 * WEEK, None),
)  # fmt: skip


@dataclass(frozen=True)
class Spread:
    """Lead times by how often each was given; less than 0 was told after it began."""

    days: Mapping[int, int]

    @cached_property
    def n(self) -> int:
        return sum(self.days.values())

    @property
    def median(self) -> int | None:
        """The middle one, the lower of two; None where there is none."""
        left = (self.n + 1) // 2
        for day in sorted(self.days):
            left -= self.days[day]
            if left <= 0:
                return day
        return None

    @property
    def ends(self) -> tuple[int, int] | None:
        """The shortest and the longest."""
        return (min(self.days), max(self.days)) if self.days else None

    def at_least(self, days: int) -> int:
        return sum(n for day, n in self.days.items() if day >= days)

    def bins(self) -> list[int]:
        """How many fall into each of BINS."""
        return [sum(n for day, n in self.days.items() if _is_in(day, limits)) for limits in BINS]


def spreads(scope: Scope) -> dict[tuple[str, str], Spread]:
    """(clause, side) -> the lead times of notices given in the period, in one query grouped by how long they are."""
    if (known := kept.leads(scope)) is not None:
        return {key: Spread(days) for key, days in sorted(known.items())}
    found: dict[tuple[str, str], dict[int, int]] = {}
    rows = (
        commitments(scope.narrowed(lead=EVERY_LEAD))
        .order_by()
        .values_list("clause", "debtor", "lead_days")
        .annotate(n=Count("*"))
    )
    for clause, side, days, n in rows:
        found.setdefault((clause, side), {})[days] = n
    return {key: Spread(days) for key, days in sorted(found.items())}


def by_side(found: Mapping[tuple[str, str], Spread]) -> dict[str, Spread]:
    sides: dict[str, dict[int, int]] = {}
    for (_clause, side), spread in found.items():
        days = sides.setdefault(side, {})
        for day, n in spread.days.items():
            days[day] = days.get(day, 0) + n
    return {side: Spread(days) for side, days in sides.items()}


def agreed_days(scope: Scope) -> dict[str, int]:
    """Clause -> the working days before that it asks for."""
    return {clause: days for found in scope.agreements for clause, days in found.notice_days.items()}


def early(scope: Scope, found: Mapping[tuple[str, str], Spread]) -> dict[str, int]:
    """Side -> how many of its notices were as early as their article asks."""
    asked, sides = agreed_days(scope), dict.fromkeys((side for _clause, side in found), 0)
    for (clause, side), spread in found.items():
        sides[side] += spread.at_least(asked[clause]) if clause in asked else 0
    return sides


def declared(scope: Scope, *, before: date | None) -> Spread:
    """The lead times of notices given before that day, by this agency's own list: declared, not measured here."""
    days: dict[int, int] = {}
    for day in baseline.baseline(scope.actor, kinds=("visit",), told_before=before).days:
        days[day] = days.get(day, 0) + 1
    return Spread(days)


def _is_in(day: int, limits: Limits) -> bool:
    least, most = limits
    return (least is None or day >= least) and (most is None or day <= most)

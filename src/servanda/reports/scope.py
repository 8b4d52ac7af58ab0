"""What a figure is asked of: whose eyes, which agreement, period, side and pair of units, as of which day."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from servanda.kernel import node
from servanda.kernel.audiences import Actor, sees
from servanda.kernel.models import Commitment
from servanda.processes.models import Total
from servanda.reports.agreed import Agreed
from servanda.reports.periods import ALL, Period

NOTICE = "notice"
EVERY_LEAD = (None, None)
EARLY = "agreed"
Limits = tuple[int | None, int | None]


@dataclass(frozen=True)
class Scope:
    """`side` is the agency that carries out, `pair` (unit carrying out, unit receiving); '' and None are all.

    `lead` bounds the lead times of notices, in working days; `is_early` is for those as early as their article asks.
    """

    actor: Actor
    agreements: tuple[Agreed, ...]
    as_of: date
    period: Period = ALL
    article: str = ""
    side: str = ""
    pair: tuple[str, str] | None = None
    state: str = ""
    lead: Limits | None = None
    is_early: bool = False
    # What was read, by all that it depends on: a narrowed scope goes on with it.
    read: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def zone(self) -> str:
        return self.agreements[0].calendar.zone if self.agreements else "UTC"

    @property
    def shows_both(self) -> bool:
        return all(found.shows_both for found in self.agreements)

    @property
    def is_of_notices(self) -> bool:
        """Is it about notices and how early they were given, and not about what falls due?"""
        return self.is_early or self.lead is not None

    @property
    def query(self) -> dict[str, str]:
        """As an address says it, but for the agreement."""
        lead = EARLY if self.is_early else "..".join("" if n is None else str(n) for n in self.lead or ())
        named = {
            "lead": lead,
            "article": self.article, "side": self.side, "pair": ">".join(self.pair or ()), "state": self.state,
        }  # fmt: skip
        return {**self.period.query, "as_of": self.as_of.isoformat(), **{k: v for k, v in named.items() if v}}

    def narrowed(self, **more: Any) -> "Scope":
        return replace(self, **more)

    def address(self, **more: Any) -> str:
        """The query of an address for this scope, narrowed."""
        return urlencode(self.narrowed(**more).query)


def commitments(scope: Scope) -> QuerySet[Commitment]:
    """The commitments behind every figure of this scope, in files that the actor may see.

    One belongs to the period in which it falls due, without a due day to that in which it was opened; a notice that is
    looked at for how early it came, to that in which it was given. Where an agreement shows numbers about the other
    side to neither, only what this agency carries out.
    """
    rows, given = of_any_period(scope), "done_on"
    if scope.is_of_notices and scope.pair:
        # Two units leave fewer rows than the day: it is compared so that no index of days is taken.
        rows, given = rows.annotate(given_on=Coalesce("done_on", Value(date.max))), "given_on"
    if scope.is_of_notices:
        rows = rows.filter(_given(scope, given))
    elif scope.period != ALL:
        # Most have a due day, and an index leads to it only where nothing else is asked.
        rows = rows.filter(_due(scope) | _undated(scope) if has_undated(scope) else _due(scope))
    if scope.is_early:
        rows = rows.filter(_early(scope, given))
    return rows.filter(_told(scope.lead, scope.as_of, given)) if scope.lead else rows


def in_parts(scope: Scope, days: Iterable[Period]) -> list[QuerySet[Commitment]]:
    """Those that fall due on these days, and those without a due day that belong to the period of the scope."""
    rows = of_any_period(scope)
    parts = [rows.filter(_due(scope.narrowed(period=period))) for period in days]
    return [*parts, rows.filter(_undated(scope))] if has_undated(scope) else parts


def has_undated(scope: Scope) -> bool:
    """Does anything without a due day belong to the period?"""
    asked = ("undated", scope.actor, scope.as_of, scope.period, scope.article, scope.side, scope.pair)
    if asked not in scope.read:
        scope.read[asked] = of_any_period(scope).filter(_undated(scope)).exists()
    return bool(scope.read[asked])


def of_any_period(scope: Scope) -> QuerySet[Commitment]:
    """Those opened by the day asked, in files that the actor may see."""
    rows = of_any_reader(scope).filter(opened_at__lt=end_of(scope, scope.as_of))
    return rows if scope.actor.reads_all else rows.filter(audience__in=audiences(scope))


def of_any_reader(scope: Scope) -> QuerySet[Commitment]:
    """Those of any period and whoever may see them, opened by the day asked or not."""
    rows = Commitment.objects.filter(shown(scope, "debtor"))
    if scope.article:
        # An article's name may begin another's: 5 and 5.1 are told apart by the stroke.
        rows = rows.filter(clause__startswith=f"{scope.article}/")
    if scope.side:
        rows = rows.filter(debtor=scope.side)
    return rows.filter(debtor_unit=scope.pair[0], creditor_unit=scope.pair[1]) if scope.pair else rows


def audiences(scope: Scope) -> list[str]:
    """The sets of units, by name, among whose files are those that the actor may see; '' for all files."""
    if scope.actor.reads_all:
        return [""]
    agreements = tuple(found.row.id for found in scope.agreements)
    asked = ("audiences", scope.actor, agreements)
    if asked not in scope.read:
        named = Total.objects.filter(agreement__in=agreements, by="audience").values_list("audience", "units")
        scope.read[asked] = [name for name, units in set(named) if sees(scope.actor, json.loads(units))]
    found: list[str] = scope.read[asked]
    return found


def shown(scope: Scope, side: str) -> Q:
    """The agreements asked, and of those that show numbers about the other side to neither, what this agency carries
    out; `side` is the column that says who does."""
    both = [found.row.id for found in scope.agreements if found.shows_both]
    own = [found.row.id for found in scope.agreements if not found.shows_both]
    found = Q(agreement__in=both) if len(both) != 1 else Q(agreement=both[0])
    return found | Q(**{"agreement__in": own, side: node.current().agency}) if own else found


def moments(scope: Scope, column: str) -> Q:
    """Those whose time in `column` falls into the period, and not after the day as of which is asked."""
    found = Q(**{f"{column}__lt": end_of(scope, min(scope.period.until or scope.as_of, scope.as_of))})
    return found & Q(**{f"{column}__gte": _begin(scope, scope.period.since)}) if scope.period.since else found


def _due(scope: Scope) -> Q:
    since, until = scope.period.since, scope.period.until
    found = Q(due_on__gte=since) if since else Q(due_on__isnull=False)
    return found & Q(due_on__lte=until) if until else found


def _undated(scope: Scope) -> Q:
    since, until = scope.period.since, scope.period.until
    found = Q(due_on__isnull=True)
    found &= Q(opened_at__gte=_begin(scope, since)) if since else Q()
    return found & Q(opened_at__lt=end_of(scope, until)) if until else found


def _given(scope: Scope, given: str) -> Q:
    since, until = scope.period.since, scope.period.until
    found = Q(**{f"{given}__gte": since}) if since else Q()
    return found & Q(**{f"{given}__lte": until}) if until else found


def _told(lead: Limits, as_of: date, given: str) -> Q:
    """Notices that were given by then, so early."""
    least, most = lead
    found = Q(deliver=NOTICE, lead_days__isnull=False) & Q(**{f"{given}__lte": as_of})
    found &= Q() if least is None else Q(lead_days__gte=least)
    return found if most is None else found & Q(lead_days__lte=most)


def _early(scope: Scope, given: str) -> Q:
    found = Q(pk__in=[])
    for agreement in scope.agreements:
        for clause, days in agreement.notice_days.items():
            found |= Q(agreement=agreement.row.id, clause=clause) & _told((days, None), scope.as_of, given)
    return found


def _begin(scope: Scope, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(scope.zone))


def end_of(scope: Scope, day: date) -> datetime:
    """The first instant after this day."""
    return _begin(scope, day + timedelta(days=1))

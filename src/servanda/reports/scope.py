"""What a figure is asked of: whose eyes, which agreement, period, side and pair of units, as of which day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment
from servanda.processes import reads
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
    read: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def zone(self) -> str:
        return self.agreements[0].calendar.zone if self.agreements else "UTC"

    @property
    def shows_both(self) -> bool:
        return all(found.shows_both for found in self.agreements)

    @cached_property
    def hidden_of_others(self) -> frozenset[str]:
        """The agreements whose numbers about the other side are not shown."""
        return frozenset(found.row.id for found in self.agreements if not found.shows_both)

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
    rows = Commitment.objects.filter(_agreements(scope), opened_at__lt=end_of(scope, scope.as_of))
    rows = reads.in_visible(rows, scope.actor).filter(_given(scope) if scope.is_of_notices else _due(scope))
    if scope.article:
        # An article's name may begin another's: 5 and 5.1 are told apart by the stroke.
        rows = rows.filter(clause__startswith=f"{scope.article}/")
    if scope.side:
        rows = rows.filter(debtor=scope.side)
    if scope.pair:
        rows = rows.filter(debtor_unit=scope.pair[0], creditor_unit=scope.pair[1])
    if scope.is_early:
        rows = rows.filter(_early(scope))
    return rows.filter(_told(scope.lead, scope.as_of)) if scope.lead else rows


def moments(scope: Scope, column: str) -> Q:
    """Those whose time in `column` falls into the period, and not after the day as of which is asked."""
    found = Q(**{f"{column}__lt": end_of(scope, min(scope.period.until or scope.as_of, scope.as_of))})
    return found & Q(**{f"{column}__gte": _begin(scope, scope.period.since)}) if scope.period.since else found


def _agreements(scope: Scope) -> Q:
    both = [found.row.id for found in scope.agreements if found.shows_both]
    own = [found.row.id for found in scope.agreements if not found.shows_both]
    found = Q(agreement__in=both) if len(both) != 1 else Q(agreement=both[0])
    return found | Q(agreement__in=own, debtor=node.current().agency) if own else found


def _due(scope: Scope) -> Q:
    since, until = scope.period.since, scope.period.until
    dated, undated = Q(), Q(due_on__isnull=True)
    if since:
        dated, undated = dated & Q(due_on__gte=since), undated & Q(opened_at__gte=_begin(scope, since))
    if until:
        dated, undated = dated & Q(due_on__lte=until), undated & Q(opened_at__lt=end_of(scope, until))
    return dated | undated if since or until else Q()


def _given(scope: Scope) -> Q:
    since, until = scope.period.since, scope.period.until
    found = Q(done_on__gte=since) if since else Q()
    return found & Q(done_on__lte=until) if until else found


def _told(lead: Limits, as_of: date) -> Q:
    """Notices that were given by then, so early."""
    least, most = lead
    found = Q(deliver=NOTICE, lead_days__isnull=False, done_on__lte=as_of)
    found &= Q() if least is None else Q(lead_days__gte=least)
    return found if most is None else found & Q(lead_days__lte=most)


def _early(scope: Scope) -> Q:
    found = Q(pk__in=[])
    for agreement in scope.agreements:
        for clause, days in agreement.notice_days.items():
            found |= Q(agreement=agreement.row.id, clause=clause) & _told((days, None), scope.as_of)
    return found


def _begin(scope: Scope, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(scope.zone))


def end_of(scope: Scope, day: date) -> datetime:
    """The first instant after this day."""
    return _begin(scope, day + timedelta(days=1))

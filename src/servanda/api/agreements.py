"""How the articles of an agreement are kept, counted from the commitments that the caller may see."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Query, Router, Schema

from servanda.api.asked import only_what_is_declared
from servanda.api.caller import Caller, Request
from servanda.api.paths import NO_NUL, DossierId
from servanda.api.refusals import errors
from servanda.kernel.node import one_view
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes import reads
from servanda.reports import figures, initiative, lead_times, periods, silence, tallies
from servanda.reports.agreed import Agreed, agreed
from servanda.reports.scope import Scope
from servanda.reports.tallies import Tally

router = Router(tags=["agreements"])


class Evidence(Schema):
    commitment: str
    dossier: str
    debtor: str
    due_on: date | None
    on_day: str


class Clause(Schema):
    """`counts`: debtor agency -> state on the day -> how many."""

    clause: str
    deliver: str
    never_due: bool
    counts: dict[str, dict[str, int]]
    evidence: list[Evidence]


class Article(Schema):
    id: str
    head: str
    clauses: list[Clause]


class Pair(Schema):
    debtor_unit: str
    creditor_unit: str
    counts: dict[str, int]


class LeadTimes(Schema):
    """Notices of one clause and side; `days`: working days before -> how many notices."""

    clause: str
    side: str
    agreed: int | None
    n: int
    median: int | None
    as_early_as_agreed: int | None
    days: dict[str, int]


class Implementation(Schema):
    """`since` and `until` bound the day on which a commitment falls due; null where that side is open."""

    agreement: str
    title: str
    as_of: date
    since: date | None
    until: date | None
    in_force_on: date | None
    is_both_sides: bool
    is_all_files: bool
    totals: dict[str, dict[str, int]]
    articles: list[Article]
    pairs: list[Pair]
    lead_times: list[LeadTimes]


class Given(Schema):
    side: str
    kind: str
    n: int


class SilentPair(Schema):
    """Two counterpart units; `last_at` of each, and the days since either shared anything."""

    units: list[str]
    last_at: list[datetime | None]
    days: int | None
    every: str
    is_silent: bool


class Initiative(Schema):
    agreement: str
    as_of: date
    offered: list[Given]
    reminders: list[Given]
    pairs: list[SilentPair]


@router.get("/agreements/{dossier:dossier}/implementation", response={200: Implementation, **errors(404, 422)})
@only_what_is_declared
@one_view()
def read_implementation(
    request: Request,
    dossier: DossierId,
    as_of: date | None = None,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
    side: Annotated[str, Query(max_length=200, pattern=NO_NUL)] = "",
    evidence: bool = False,
) -> Implementation:
    """Numbers per clause, side and pair of units on a day; with `evidence=true`, the commitments behind each number.

    `from` and `to` bound the day on which a commitment falls due; `side` is the agency that carries out. Where the
    agreement says that numbers about the other side are shown to neither, only this agency's own are here.
    """
    caller = request.auth
    found = _binding(dossier, caller)
    scope = Scope(
        caller.actor, (found,), as_of or found.today(caller.at), periods.between(since, until), side=side
    )  # fmt: skip
    numbers = figures.counted(scope)
    clauses = numbers.clauses
    return Implementation(
        agreement=found.row.id, title=found.row.title, as_of=scope.as_of, since=since, until=until,
        in_force_on=found.in_force_on, is_both_sides=found.shows_both, is_all_files=caller.actor.reads_all,
        totals={side: figures.plain(tally) for side, tally in sorted(figures.by_side(clauses).items())},
        articles=_articles(scope, found, caller, clauses, _evidence(scope) if evidence else {}),
        pairs=[
            Pair(debtor_unit=debtor, creditor_unit=creditor, counts=figures.plain(tally))
            for (debtor, creditor), tally in sorted(numbers.pairs.items())
        ],
        lead_times=_leads(scope),
    )  # fmt: skip


@router.get("/agreements/{dossier:dossier}/initiative", response={200: Initiative, **errors(404, 422)})
@only_what_is_declared
@one_view()
def read_initiative(
    request: Request,
    dossier: DossierId,
    as_of: date | None = None,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
) -> Initiative:
    """What each side gave unasked in the period, its reminders, and since when each pair of units is silent."""
    caller = request.auth
    found = _binding(dossier, caller)
    scope = Scope(caller.actor, (found,), as_of or found.today(caller.at), periods.between(since, until))
    return Initiative(
        agreement=found.row.id, as_of=scope.as_of,
        offered=_given(initiative.counted(initiative.offered(scope))),
        reminders=_given(initiative.counted(initiative.reminders(scope))),
        pairs=[
            SilentPair(units=list(pair.units), last_at=list(pair.last), days=pair.days, every=pair.every,
                       is_silent=pair.is_silent)
            for pair in silence.pairs(scope)
        ],
    )  # fmt: skip


def _given(counted: dict[tuple[str, str], int]) -> list[Given]:
    return [Given(side=side, kind=kind, n=n) for (side, kind), n in sorted(counted.items())]


def _binding(dossier: str, caller: Caller) -> Agreed:
    """The agreement with the version that is in force. Raises Refused("no_file") and Refused("no_agreement")."""
    row = reads.find(dossier, caller.actor)
    found = agreed([row])[0] if row.process == "agreement" else None
    if found is None or found.version is None:
        raise Refused("no_agreement")
    return found


def _articles(
    scope: Scope, found: Agreed, caller: Caller, clauses: Mapping[tuple[str, str], Tally],
    proofs: dict[str, list[Evidence]],
) -> list[Article]:  # fmt: skip
    never = set(figures.never_due(scope))
    counts: dict[str, dict[str, Any]] = defaultdict(dict)
    for (clause, side), tally in sorted(clauses.items()):
        counts[clause][side] = figures.plain(tally)
    return [
        Article(id=article.id, head=pick(article.head, caller.language), clauses=[
            Clause(clause=duty.clause, deliver=duty.deliver, never_due=duty.clause in never,
                   counts=counts.get(duty.clause, {}), evidence=proofs.get(duty.clause, []))
            for duty in found.duties if duty.article == article.id
        ])
        for article in found.articles
    ]  # fmt: skip


def _leads(scope: Scope) -> list[LeadTimes]:
    asked = lead_times.agreed_days(scope)
    return [
        LeadTimes(clause=clause, side=side, agreed=asked.get(clause), n=spread.n, median=spread.median,
                  as_early_as_agreed=spread.at_least(asked[clause]) if clause in asked else None,
                  days={str(day): n for day, n in sorted(spread.days.items())})
        for (clause, side), spread in lead_times.spreads(scope).items()
    ]  # fmt: skip


def _evidence(scope: Scope) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in figures.listed(scope, states=tallies.STATES):
        found[row.clause].append(
            Evidence(
                commitment=row.id, dossier=row.dossier_id, debtor=row.debtor, due_on=row.due_on,
                on_day=reads.state_on(row, scope.as_of),
            )
        )  # fmt: skip
    return found

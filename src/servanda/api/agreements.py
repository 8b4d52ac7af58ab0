"""How the articles of an agreement are kept, counted from the commitments that the caller may see."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ninja import Router, Schema

from servanda.api.asked import only_what_is_declared
from servanda.api.caller import Caller, Request
from servanda.api.paths import DossierId
from servanda.api.refusals import errors
from servanda.kernel import node
from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes import agreement_reading, reads

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
    counts: dict[str, dict[str, int]]
    evidence: list[Evidence]


class Article(Schema):
    id: str
    head: str
    clauses: list[Clause]


class Implementation(Schema):
    agreement: str
    title: str
    as_of: date
    in_force_on: date | None
    is_both_sides: bool
    articles: list[Article]


@router.get("/agreements/{dossier:dossier}/implementation", response={200: Implementation, **errors(404, 422)})
@only_what_is_declared
def read_implementation(
    request: Request, dossier: DossierId, as_of: date | None = None, evidence: bool = False
) -> Implementation:
    """Numbers per clause and side on a day; with `evidence=true`, the commitments behind each number.

    Where the agreement says that numbers about the other side are shown to neither, only this agency's own are here.
    """
    caller = request.auth
    row = reads.find(dossier, caller.actor)
    version = _version(row)
    day = as_of or _today(version, caller)
    agreed = agreement_reading.terms_of(version)
    both = agreed.get("shown", "both") == "both"
    kept = _by_clause(row, caller, day, both=both)
    return Implementation(
        agreement=row.id, title=row.title, as_of=day, is_both_sides=both,
        in_force_on=agreement_reading.exact_day(agreed.get("in_force_on")),
        articles=[
            Article(id=article.id, head=pick(article.head, caller.language), clauses=[
                _clause(f"{article.id}/{duty['id']}", str(duty.get("deliver", "")), kept, evidence=evidence)
                for duty in article.duties
                if isinstance(duty.get("id"), str)
            ])
            for article in agreement_reading.articles_of(version)
        ],
    )  # fmt: skip


def _version(row: Dossier) -> Act:
    """The version that is in force. Raises Refused("no_agreement")."""
    version = agreement_reading.bound_version(row.facts) if row.process == "agreement" else None
    if version is None:
        raise Refused("no_agreement")
    return version


def _today(version: Act, caller: Caller) -> date:
    """The day that it is where the agreement's calendar holds; where it cannot be read, at the caller's unit."""
    try:
        return Calendar.from_facts(agreement_reading.terms_of(version).get("calendar")).local_day(caller.at)
    except Refused:
        return caller.today


def _by_clause(row: Dossier, caller: Any, day: date, *, both: bool) -> dict[str, list[Evidence]]:
    until = datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
    rows = Commitment.objects.filter(
        agreement=row.id, opened_at__lt=until, dossier__in=reads.visible(caller.actor)
    ).order_by("due_on", "id")  # fmt: skip
    if not both:
        rows = rows.filter(debtor=node.current().agency)
    found: dict[str, list[Evidence]] = defaultdict(list)
    for item in rows:
        found[item.clause].append(
            Evidence(
                commitment=item.id, dossier=item.dossier_id, debtor=item.debtor, due_on=item.due_on,
                on_day=reads.state_on(item, day),
            )
        )  # fmt: skip
    return found


def _clause(clause: str, deliver: str, kept: dict[str, list[Evidence]], *, evidence: bool) -> Clause:
    rows = kept.get(clause, [])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.debtor][row.on_day] += 1
    return Clause(
        clause=clause, deliver=deliver, counts={agency: dict(found) for agency, found in counts.items()},
        evidence=rows if evidence else [],
    )  # fmt: skip

"""The state of implementation of an agreement: how many commitments of each article stand how on a given day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.date_states import OVER, DateState
from servanda.kernel.models import Commitment, Dossier
from servanda.processes import reads

# In the order in which pages count them; what is no longer owed is not counted.
COUNTED: tuple[DateState, ...] = ("done", "done_late", "open", "due", "late", "not_carried_out", "explained")


@dataclass(frozen=True)
class Numbers:
    """Counts by article and state, and over the whole agreement."""

    articles: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, int]


def commitments(agreement: Dossier, actor: Actor, *, shown: str) -> QuerySet[Commitment]:
    """The commitments under an agreement in files that the actor may see.

    Where the agreement shows numbers about the other side to neither, only what this agency carries out.
    """
    rows = reads.in_visible(Commitment.objects.filter(agreement=agreement.id), actor)
    return rows if shown == "both" else rows.filter(debtor=node.current().agency)


def count(rows: QuerySet[Commitment], *, as_of: date) -> Numbers:
    """One query, whatever the number of commitments."""
    articles: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    counted = with_state(rows, as_of=as_of).filter(stands__in=COUNTED).order_by()
    for clause, state, n in counted.values_list("clause", "stands").annotate(n=Count("*")):
        article = articles.setdefault(article_of(clause), {})
        article[state] = article.get(state, 0) + n
        totals[state] = totals.get(state, 0) + n
    return Numbers(articles, totals)


def with_state(rows: QuerySet[Commitment], *, as_of: date) -> QuerySet[Any]:
    """Adds `stands`, and leaves out what opens later."""
    # Turns of a calendar duty that begin later are not counted yet.
    begun = datetime.combine(as_of, time.max, tzinfo=UTC)
    return rows.filter(opened_at__lte=begun).annotate(stands=standing(as_of))


def standing(as_of: date) -> Case:
    """The table of kernel.date_states, as the database works it out."""
    done = Q(done_on__lte=as_of)
    return Case(
        When(done & (Q(due_on=None) | Q(done_on__lte=F("due_on"))), then=Value("done")),
        When(done, then=Value("done_late")),
        When(state="withdrawn", then=Value("withdrawn")),
        When(due_on=as_of, then=Value("due")),
        When(due_on__gt=as_of, then=Value("open")),
        When(Q(due_on=None) & ~Q(state__in=OVER), then=Value("open")),
        When(is_explained=True, then=Value("explained")),
        When(state__in=OVER, then=Value("not_carried_out")),
        default=Value("late"),
        output_field=CharField(),
    )


def article_of(clause: str) -> str:
    return clause.rpartition("/")[0]

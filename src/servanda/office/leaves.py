"""Leave: who is away from day to day, and who stands in for them in just the posts that they held when it began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from servanda.kernel import node, plain
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.office.models import Leave, Officer, Post
from servanda.processes.models import Unit

LONGEST = timedelta(days=366)
# "By authorisation": the capacity in which a substitute speaks, before the name of who is away.
CAPACITY = "TUQ."
OVERSEES = frozenset({"head", "leadership"})


@dataclass(frozen=True)
class Term:
    """What is entered: who stands in, from the first to the last day."""

    substitute: Officer
    first: date
    last: date


def covering(day: date) -> QuerySet[Leave]:
    """The leaves of a day; an account that is closed lends nothing and borrows nothing."""
    return Leave.objects.filter(
        from_on__lte=day, until_on__gte=day, officer__is_active=True, substitute__is_active=True
    )


def stood_in_by(officer: str, day: date) -> list[Post]:
    """The posts of others that an officer fills on a day; never an administrator's."""
    if not plain.has(Leave, substitute_id=officer):
        return []
    away = covering(day).filter(substitute=officer).values("officer")
    return [post for post, _substitute in lent(_held(day).filter(officer__in=away), day)]


def lent(posts: Iterable[Post], day: date) -> list[tuple[Post, Officer]]:
    """Of these, held on that day, the ones that somebody else fills, each with who does. One query.

    A post that was given during the leave is not lent: nobody has yet decided that the substitute should have it.
    """
    given = [post for post in posts if post.role != "admin"]
    if not given:
        return []
    away = {
        row.officer_id: row
        for row in covering(day).filter(officer__in={post.officer_id for post in given}).select_related("substitute")
    }
    return [
        (post, leave.substitute)
        for post in given
        if (leave := away.get(post.officer_id)) and (post.since_on or post.from_on or date.min) <= leave.from_on
    ]


def enter(officer: Officer, term: Term, actor: Actor, *, at: datetime) -> Leave:
    """Raises Refused: not_your_leave, leave_days, leave_self, leave_twice, substitute_away, substitute_unfit."""
    with node.current().writing():
        if not may_enter(actor, officer, day=at.date()):
            raise Refused("not_your_leave")
        if term.last < term.first or term.last < at.date() or term.last - term.first > LONGEST:
            raise Refused("leave_days")
        if term.substitute.id == officer.id:
            raise Refused("leave_self")
        if term.substitute.id not in fitting(officer, actor, day=max(term.first, at.date())):
            raise Refused("substitute_unfit")
        _check_overlaps(officer, term)
        return Leave.objects.create(
            officer=officer, substitute=term.substitute, from_on=term.first, until_on=term.last,
            entered_by=actor.officer, entered_at=at,
        )  # fmt: skip


def end(leave: Leave, actor: Actor, *, at: datetime) -> None:
    """Back sooner: the leave ends with yesterday; one that has not begun is taken out. Raises Refused."""
    if not may_enter(actor, leave.officer, day=at.date()):
        raise Refused("not_your_leave")
    yesterday = at.date() - timedelta(days=1)
    with node.current().writing():
        if leave.from_on > yesterday:
            Leave.objects.filter(id=leave.id).delete()
        else:
            Leave.objects.filter(id=leave.id, until_on__gt=yesterday).update(until_on=yesterday)


def may_enter(actor: Actor, officer: Officer, *, day: date) -> bool:
    """The officer, an administrator, or who is over all that the officer would lend; nobody who only stands in."""
    posts = Post.objects.filter(Q(until_on=None) | Q(until_on__gte=day), officer=officer)
    return may_enter_for(actor, officer.id, posts)


def may_enter_for(actor: Actor, officer: str, posts: Iterable[Post]) -> bool:
    """The same, with the officer's posts at hand, those among them that have not begun.

    The substitute is given every post of who is away: a head can hand on none of another unit, nor of the leadership.
    """
    if actor.stands_for:
        return False
    if actor.role == "admin" or actor.officer == officer:
        return True
    lent = [post for post in posts if post.role != "admin"]
    return actor.role in OVERSEES and bool(lent) and all(_is_over(actor, post) for post in lent)


def fitting(officer: Officer, actor: Actor, *, day: date) -> dict[str, Post]:
    """Who may stand in, with the post: of the same unit, of one above or below it; for an administrator, anyone."""
    posts = [post for post in _held(day).exclude(role="admin").select_related("officer") if post.officer.is_active]
    units = {post.unit for post in posts if post.officer_id == officer.id}
    parents = dict(Unit.objects.filter(agency=node.current().agency).values_list("id", "parent"))
    near = units | {above for unit in units for above in _above(unit, parents)}
    found: dict[str, Post] = {}
    for post in posts:
        is_near = post.unit in near or bool(units & _above(post.unit, parents))
        if post.officer_id != officer.id and (is_near or actor.role == "admin"):
            found.setdefault(post.officer_id, post)
    return found


def absent(capacity: str) -> str:
    """For whom a substitute spoke, from the capacity of an entry; '' for one who spoke in their own post."""
    word, _, officer = capacity.partition(" ")
    return officer if word == CAPACITY else ""


def _is_over(actor: Actor, post: Post) -> bool:
    is_below = post.role != "leadership" or actor.role == "leadership"
    return is_below and post.unit in actor.units | {actor.unit}


def _check_overlaps(officer: Officer, term: Term) -> None:
    meeting = Leave.objects.filter(from_on__lte=term.last, until_on__gte=term.first)
    if meeting.filter(officer=officer).exists():
        raise Refused("leave_twice")
    if meeting.filter(Q(officer=term.substitute) | Q(substitute=officer)).exists():
        raise Refused("substitute_away")


def _held(day: date) -> QuerySet[Post]:
    return Post.objects.filter(
        Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day)
    )  # fmt: skip


def _above(unit: str, parents: dict[str, str]) -> set[str]:
    found: set[str] = set()
    unit = parents.get(unit, "")
    while unit and unit not in found:
        found.add(unit)
        unit = parents.get(unit, "")
    return found

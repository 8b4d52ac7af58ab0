"""Officers and the posts they hold: who may act for which unit on a given day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from servanda.kernel import jws, node
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.office import leaves
from servanda.office.models import Entrance, Officer, Post
from servanda.processes.models import Unit


def posts_on(officer: Officer, day: date) -> list[Post]:
    """The officer's own posts, then those of others for whom the officer stands in that day.

    Who holds no post of their own any more stands in for nobody.
    """
    held = list(officer.posts.filter(Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day)))
    return [*held, *leaves.stood_in_by(officer.id, day)] if held else []


def actor(officer: Officer, *, day: date, post: Post | None = None, posts: Sequence[Post] | None = None) -> Actor:
    """The officer as actor in one post (the first one held, if none is named). Raises Refused without a post.

    `posts` are those of `posts_on` that day, where they were read already.
    """
    held = posts_on(officer, day) if posts is None else posts
    chosen = next((p for p in held if post is None or p.id == post.id), None)
    if chosen is None:
        raise Refused("no_post", officer=officer.id)
    units = {chosen.unit}
    if chosen.role in ("head", "leadership"):
        units |= below(units)
    absent = chosen.officer_id if chosen.officer_id != officer.id else ""
    return Actor(
        agency=node.current().agency, officer=officer.id, unit=chosen.unit, role=chosen.role,
        capacity=f"{leaves.CAPACITY} {absent}" if absent else chosen.capacity,
        post=held[0].role if absent else chosen.role, units=frozenset(units), stands_for=absent,
    )  # fmt: skip


def below(units: Iterable[str]) -> set[str]:
    """All units under these in this agency's own directory."""
    children: dict[str, list[str]] = {}
    for row in Unit.objects.filter(agency=node.current().agency).values("id", "parent"):
        children.setdefault(row["parent"], []).append(row["id"])
    found: set[str] = set()
    todo = list(units)
    while todo:
        for child in children.get(todo.pop(), []):
            if child not in found:
                found.add(child)
                todo.append(child)
    return found


def heads_of(unit: str, *, day: date) -> list[Officer]:
    """Those who head a unit; else those of the nearest unit above it that has a head."""
    seen: set[str] = set()
    while unit and unit not in seen:
        seen.add(unit)
        held = holders(unit, ("head", "leadership"), day=day)
        if held:
            return held
        row = Unit.objects.filter(id=unit).first()
        unit = row.parent if row else ""
    return holders(None, ("leadership",), day=day)


def holders(unit: str | None, roles: Sequence[str], *, day: date) -> list[Officer]:
    posts = Post.objects.filter(
        Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day), role__in=roles,
        officer__is_active=True,
    ).select_related("officer")  # fmt: skip
    if unit is not None:
        posts = posts.filter(unit=unit)
    return list({post.officer.id: post.officer for post in posts}.values())


def move_post(post: Post, unit: str, *, on: date) -> None:
    """The officer holds the same post in another unit from that day on; who held one there already only loses this."""
    Post.objects.filter(id=post.id).update(until_on=on - timedelta(days=1))
    same = Post.objects.filter(Q(until_on=None) | Q(until_on__gte=on), officer=post.officer, unit=unit, role=post.role)
    if not same.exists():
        Post.objects.create(
            officer=post.officer, unit=unit, role=post.role, title=post.title, capacity=post.capacity, from_on=on,
            until_on=post.until_on, since_on=post.since_on or post.from_on or date.min,
        )  # fmt: skip


def entrance(officer: Officer, secret: str, *, at: datetime, lasts: timedelta, reusable: bool = False) -> None:
    """Let whoever has `secret` in as this officer, once (or, in a demo, again and again), until it runs out."""
    Entrance.objects.create(
        hash=jws.sha256(secret.encode()), officer=officer, until_at=at + lasts, is_reusable=reusable
    )


def enter(secret: str, *, at: datetime) -> Officer | None:
    """The officer whom a one-time link lets in; it is spent by this."""
    row = Entrance.objects.select_related("officer").filter(hash=jws.sha256(secret.encode())).first()
    if row is None or row.until_at < at or (row.used_at and not row.is_reusable) or not row.officer.is_active:
        return None
    # Claimed by a conditional update: of two who come at once only one enters.
    claimed = Entrance.objects.filter(hash=row.hash, used_at=row.used_at).update(used_at=at)
    return row.officer if claimed else None

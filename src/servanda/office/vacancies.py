"""Units in which nobody sits, posts that nobody holds any more, and posts in units that are closed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servanda.office.models import Post

LEADING = ("head", "leadership")


@dataclass(frozen=True)
class Vacancy:
    """A unit without officers (`role` is empty), or without one in a role that was held there before."""

    unit: str
    role: str = ""
    since: date | None = None


def vacancies(units: Iterable[str], *, on: date) -> list[Vacancy]:
    """Of these units, in one query."""
    named = sorted(set(units))
    posts: dict[str, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(unit__in=named).select_related("officer"):
        posts[post.unit].append(post)
    return [found for unit in named for found in _of(unit, posts[unit], on)]


def seats_in(units: Iterable[str], *, on: date) -> list[Post]:
    """The posts held on a day in these units."""
    posts = Post.objects.filter(unit__in=list(units)).select_related("officer").order_by("unit", "id")
    return [post for post in posts if is_held(post, on)]


def is_held(post: Post, on: date) -> bool:
    begun = post.from_on is None or post.from_on <= on
    return begun and (post.until_on is None or on <= post.until_on) and post.officer.is_active


def _of(unit: str, posts: list[Post], on: date) -> list[Vacancy]:
    held = {post.role for post in posts if is_held(post, on)}
    if not held - {"admin"}:
        return [Vacancy(unit, since=_last(posts, on))]
    # A head or leader who left and whom nobody follows; a desk is one of several and leaves no gap by itself.
    gone = {post.role for post in posts if post.role in LEADING} - held
    return [Vacancy(unit, role, _last([p for p in posts if p.role == role], on)) for role in sorted(gone)]


def _last(posts: list[Post], on: date) -> date | None:
    """The last day on which one of these was held."""
    return max((post.until_on for post in posts if post.until_on and post.until_on < on), default=None)

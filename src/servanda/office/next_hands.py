"""In whose hands a prepared step is now: the post nearest above its unit that may give the next approval."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Q

from servanda.kernel import node
from servanda.office.models import Post
from servanda.office.outgoing import LEVEL_ROLES
from servanda.processes.models import Outgoing, Unit


def load(rows: Iterable[Outgoing], *, day: date) -> dict[str, list[Post]]:
    """Step -> the posts in the nearest unit, else leadership anywhere; two queries, however many steps there are.

    Nobody clears what they prepared, nor twice. Empty where nobody holds such a post.
    """
    found = list(rows)
    if not found:
        return {}
    held = Post.objects.filter(
        Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day),
        role__in=("head", "leadership"), officer__is_active=True,
    )  # fmt: skip
    posts = list(held)
    parents = dict(Unit.objects.filter(agency=node.current().agency).values_list("id", "parent"))
    return {row.name: _of(row, posts, parents) for row in found}


def _of(row: Outgoing, posts: list[Post], parents: Mapping[str, str]) -> list[Post]:
    roles = LEVEL_ROLES.get(len(row.cleared) + 1, ("leadership",))
    done = {row.officer, *(each["officer"] for each in row.cleared)}
    may = [post for post in posts if post.role in roles and post.officer_id not in done]
    for unit in _upwards(row.unit, parents):
        if here := [post for post in may if post.unit == unit]:
            return here
    return [post for post in may if post.role == "leadership"]


def _upwards(unit: str, parents: Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    while unit and unit not in seen:
        seen.add(unit)
        yield unit
        unit = parents.get(unit, "")

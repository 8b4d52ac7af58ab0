"""Who sits before the page: the officer, the post acted in, and the zone and language in which the page is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.texts import pick
from servanda.office import people
from servanda.office.models import Officer, Post
from servanda.processes.models import Unit

POST = "post"


@dataclass(frozen=True)
class Seat:
    """An officer who is signed in. Without a post today there is no actor, and nothing can be seen."""

    officer: Officer
    posts: tuple[Post, ...]
    post: Post | None
    actor: Actor | None
    unit: Unit | None
    at: datetime

    def title(self, language: str) -> str:
        title = (pick(self.post.title, language) if self.post else "") or str(self.officer)
        return standing_in(title) if self.actor and self.actor.stands_for else title

    def unit_name(self, language: str) -> str:
        return pick(self.unit.name, language) if self.unit else (self.post.unit if self.post else "")

    @property
    def role(self) -> str:
        return self.actor.role if self.actor else ""


class Request(HttpRequest):
    """A request of the pages: `at` is the one reading of the clock, `seat` who is signed in."""

    at: datetime
    seat: Seat | None
    htmx: Any


def standing_in(title: str) -> str:
    """The title of a post that somebody else fills for a time."""
    return _("Standing in: %(title)s") % {"title": title}


def seat_of(request: HttpRequest, at: datetime) -> Seat | None:
    """The officer of the session, in the post that was chosen or the first one held."""
    officer = get_user(request)
    if not isinstance(officer, Officer) or not officer.is_active:
        return None
    posts = people.posts_on(officer, at.date())
    chosen = request.session.get(POST)
    post = next((held for held in posts if held.id == chosen), posts[0] if posts else None)
    if post is None:
        return Seat(officer, (), None, None, None, at)
    actor = people.actor(officer, day=at.date(), post=post, posts=posts)
    return Seat(officer, tuple(posts), post, actor, Unit.objects.filter(id=post.unit).first(), at)


def zone_of(seat: Seat | None) -> ZoneInfo:
    """The zone of the officer's unit; for others that of this agency's office, else UTC."""
    unit = seat.unit if seat else Unit.objects.filter(id=f"{node.current().agency}/office").first()
    try:
        return ZoneInfo(unit.zone if unit else "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")

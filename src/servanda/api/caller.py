"""Who calls: the officer behind a bearer token, in one post, with the one reading of the clock of this request."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja.security import HttpBearer

from servanda.api.refusals import language_of
from servanda.exchange.cards import card_of
from servanda.exchange.models import Peer
from servanda.kernel import clock, node
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import people, tokens
from servanda.office.models import Officer, Post
from servanda.processes.models import Unit
from servanda.processes.organisation import correspondents
from servanda.processes.telling.timeline import Names

JSON_LIMIT = 2 * 1024 * 1024
FORM_ROOM = 64 * 1024


@dataclass(frozen=True)
class Caller:
    """`at` is when the request came; everything it does is dated with it."""

    officer: str
    actor: Actor
    at: datetime
    language: str

    @property
    def today(self) -> date:
        """The day that it is at the caller's unit."""
        unit = Unit.objects.filter(id=self.actor.unit).first()
        try:
            return self.at.astimezone(ZoneInfo(unit.zone if unit else "UTC")).date()
        except (KeyError, ValueError, OSError):
            return self.at.date()

    def names(self) -> Names:
        """Names of units, agencies and partners in the caller's language, in six queries."""
        here = node.current()
        cards = {row.agency: pick(card_of(row.card).name, self.language) for row in Peer.objects.all()}
        known = correspondents.agencies(self.language) | cards
        return Names(self.language, known | {here.agency: pick(here.name, self.language)}).load()


class Request(HttpRequest):
    """A request that was let in."""

    auth: Caller


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`; another post than the officer's first by `Servanda-Post: <unit>`.

    Where that names several, the role goes behind it, and the officer in whose place: `<unit> <role> <officer>`.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        at = clock.now()
        officer = tokens.find(token, at=at)
        if officer is None:
            return None
        _check_size(request)
        language = language_of(request, officer.language)
        translation.activate(language)
        return Caller(officer.id, _actor(officer, request.headers.get("Servanda-Post", ""), at), at, language)


def _actor(officer: Officer, named: str, at: datetime) -> Actor:
    """The actor of the post that is named; of the first one held, where none is. Raises Refused."""
    if not named.strip():
        return people.actor(officer, day=at.date())
    posts = people.posts_on(officer, at.date())
    wanted = named.split()
    found = [post for post in posts if _words(post)[: len(wanted)] == wanted]
    if not found:
        raise Refused("no_such_post", officer=officer.id, unit=named.strip()[:261])
    if len(found) > 1:
        raise Refused("post_ambiguous", unit=named.strip()[:261], known="; ".join(" ".join(_words(p)) for p in found))
    return people.actor(officer, day=at.date(), post=found[0])


def _words(post: Post) -> list[str]:
    return [post.unit, post.role, post.officer_id]


def _check_size(request: HttpRequest) -> None:
    """Before a byte of the body is read."""
    is_form = request.content_type == "multipart/form-data"
    limit = settings.FILE_LIMIT + FORM_ROOM if is_form else JSON_LIMIT
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        size = 0
    if size > limit:
        raise Refused("too_large", size=size, limit=limit)

"""One officer, several capacities: the form of a step asks in which of the posts held today it is taken."""

from dataclasses import replace
from typing import Any

from django.utils.translation import get_language

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import people
from servanda.processes import dossiers
from servanda.processes.kinds.agreement import CAPACITIES
from servanda.processes.models import Unit
from servanda.web.seats import Request, Seat, standing_in

FIELD = "act-as"


def chosen(request: Request, seat: Seat) -> Seat:
    """The seat in the post that the form names; as it is where it names none. Raises Refused("no_post")."""
    named = request.POST.get(FIELD, "") if request.method == "POST" else request.GET.get(FIELD, "")
    if not named or (seat.post and str(seat.post.id) == named):
        return seat
    post = next((held for held in seat.posts if str(held.id) == named), None)
    if post is None:
        raise Refused("no_post", officer=seat.officer.id)
    actor = people.actor(seat.officer, day=seat.at.date(), post=post)
    return replace(seat, post=post, actor=actor, unit=Unit.objects.filter(id=post.unit).first())


def offered(seat: Seat, row: Dossier | None, roles: frozenset[str]) -> list[dict[str, Any]]:
    """The posts in which the step can be taken, where there are several: [{id, label, is_current}]."""
    if len(seat.posts) < 2:
        return []
    language = get_language() or "en"
    units = {unit.id: pick(unit.name, language) for unit in Unit.objects.filter(id__in=[p.unit for p in seat.posts])}
    actors = [(post, people.actor(seat.officer, day=seat.at.date(), post=post)) for post in seat.posts]
    found = [
        {"id": post.id, "label": _label(post, actor, units, language), "is_current": post == seat.post}
        for post, actor in actors if actor.role in roles and (row is None or dossiers.may_see(actor, row))
    ]  # fmt: skip
    return found if len(found) > 1 else []


def word(capacity: str) -> str:
    """How a capacity is read: `by order (TL.)`; one that nobody here knows as it is stated."""
    return str(CAPACITIES.get(capacity, capacity))


def _label(post: Any, actor: Actor, units: dict[str, str], language: str) -> str:
    title = pick(post.title, language) or post.role
    title = standing_in(title) if actor.stands_for else title
    capacity = word(post.capacity) if post.capacity else ""
    return " · ".join(filter(None, [title, units.get(post.unit, post.unit), capacity]))

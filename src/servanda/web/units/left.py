"""What is still in closed units: officers who sit there, and files for which somebody must choose a successor."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.texts import pick
from servanda.office import people, vacancies
from servanda.office.models import Post
from servanda.processes.models import Unit
from servanda.processes.organisation import moving, routing
from servanda.processes.organisation.moving import Standing
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.set_up import as_clerk
from servanda.web.desk import items
from servanda.web.labels import ROLES
from servanda.web.names import names_in
from servanda.web.once import new_token, once
from servanda.web.paging import paged
from servanda.web.roles import KEEPS_UNITS
from servanda.web.seats import Request, Seat

DECIDES = frozenset({"head", "leadership", "clerk", "admin"})


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, seat: Seat) -> HttpResponse:
    actor = actor_of(seat)
    if actor.role not in DECIDES:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "posts":
        return redirect(once(request.POST.get("once", ""), seat, lambda: _move_posts(request, seat)))
    if request.method == "POST":
        chosen = request.POST.getlist("files")
        heirs = {name: request.POST.get(f"to-{name}", "") for name in chosen}
        where = once(request.POST.get("once", ""), seat, lambda: _hand_over(request, seat, actor, heirs))
        return redirect(where)
    return _page(request, seat, actor)


def is_anything(seat: Seat, actor: Actor | None) -> bool:
    """Is there anything in a closed unit that this actor is to see to?"""
    if actor is None or actor.role not in DECIDES:
        return False
    closed, on = _closed(seat, actor), seat.at.date()
    return bool(closed) and bool(vacancies.seats_in(closed, on=on) or moving.standings(on=on, closed=closed))


def _closed(seat: Seat, actor: Actor) -> set[str]:
    """The closed units over which the actor decides: all of them, or for a head those below."""
    closed = moving.closed_units(seat.at.date())
    return closed & (actor.units | {actor.unit}) if actor.role == "head" else closed


def _hand_over(request: Request, seat: Seat, actor: Actor, heirs: dict[str, str]) -> str:
    """Each chosen file to the unit chosen for it; what went meanwhile is passed over."""
    speaker = as_clerk(seat) if actor.role == "admin" else actor
    open_ = _open_units(seat)
    count = 0
    with node.current().writing():
        for found in moving.standings(on=seat.at.date(), closed=_closed(seat, actor)):
            to = heirs.get(_key(found), "")
            if to in open_ and _may_decide(actor, found):
                count += moving.move(found.file, found.closed, to, speaker, at=seat.at)
    said = ngettext("%(n)s file was handed over.", "%(n)s files were handed over.", count) % {"n": count}
    messages.success(request, said, extra_tags="good" if count else "")
    return reverse("web:units_left")


def _move_posts(request: Request, seat: Seat) -> str:
    """The chosen posts go on in the units chosen for them; posts are an administrator's to change."""
    if seat.role != "admin":
        raise PermissionDenied
    open_, on, count = _open_units(seat), seat.at.date(), 0
    chosen = request.POST.getlist("posts")
    with node.current().writing():
        for post in vacancies.seats_in(moving.closed_units(on), on=on):
            to = request.POST.get(f"unit-{post.id}", "")
            if str(post.id) in chosen and to in open_:
                people.move_post(post, to, on=on)
                count += 1
    said = ngettext("%(n)s post was moved.", "%(n)s posts were moved.", count) % {"n": count}
    messages.success(request, said, extra_tags="good" if count else "")
    return reverse("web:units_left")


def _page(request: Request, seat: Seat, actor: Actor) -> HttpResponse:
    names, on = names_in(get_language() or "en"), seat.at.date()
    closed = _closed(seat, actor)
    found = [item for item in moving.standings(on=on, closed=closed) if _may_decide(actor, item)]
    page, paging = paged(request, len(found))
    open_ = [(unit, names.unit(unit)) for unit in _open_units(seat)]
    seats, routes = vacancies.seats_in(closed, on=on), routing.load(on)
    context = {
        "section": "people", "once": new_token(),
        "files": [_file(item, actor, names, open_) for item in found[page]],
        "seats": [_seat(post, names, routes, open_) for post in seats],
        "can_move_posts": actor.role == "admin",
        "people_url": reverse("web:people"), "units_url": reverse("web:units") if actor.role in KEEPS_UNITS else "",
        **paging,
    }  # fmt: skip
    return render(request, "units_left.html", context)


def _may_decide(actor: Actor, found: Standing) -> bool:
    """An administrator decides for files that others read; who reads files, only for those."""
    return actor.role == "admin" or actor.reads_all or bool(actor.reader_of & {found.closed})


def _open_units(seat: Seat) -> list[str]:
    rows = Unit.open_on(seat.at.date()).filter(agency=node.current().agency)
    return list(rows.values_list("id", flat=True))


def _key(found: Standing) -> str:
    return f"{found.file.id}|{found.closed}"


def _file(found: Standing, actor: Actor, names: Names, open_: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Its title only for those who may read it."""
    process = processes().get(found.file.process)
    others = [names.agency(party) for party in found.file.parties if party != node.current().agency]
    reads = actor.role != "admin"
    return {
        "key": _key(found), "code": items.file_code(found.file.id), "kind": process.label if process else "",
        "title": items.file_title(found.file) if reads else "", "url": items.file_url(found.file) if reads else "",
        "others": others, "opened_at": found.file.opened_at, "closed": names.unit(found.closed),
        "proposed": found.proposed,
        "groups": _groups(found.successors, names, open_),
    }  # fmt: skip


def _groups(heirs: Iterable[str], names: Names, open_: Iterable[tuple[str, str]]) -> list[tuple[str, Any]]:
    first = [(unit, names.unit(unit)) for unit in heirs]
    rest = [pair for pair in open_ if pair not in first]
    return [(_("Successors"), first), (_("Other units"), rest)] if first else [("", rest)]


def _seat(post: Post, names: Names, routes: routing.Routes, open_: list[tuple[str, str]]) -> dict[str, Any]:
    heirs = moving.successors(routes, post.unit)
    return {
        "title": pick(post.title, names.language) or post.officer_id, "officer": post.officer_id,
        "role": str(ROLES.get(post.role, post.role)), "unit": names.unit(post.unit),
        "id": post.id, "heirs": [names.unit(unit) for unit in heirs], "groups": _groups(heirs, names, open_),
        "proposed": heirs[0] if heirs else "",
    }  # fmt: skip

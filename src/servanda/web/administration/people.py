"""Units with their posts; an administrator adds officers, makes one-time links and closes accounts."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import leaves, people, vacancies
from servanda.office.models import Entrance, Leave, Officer, Post
from servanda.processes.models import Unit
from servanda.processes.search.searching import fold_text
from servanda.processes.telling.wording import written
from servanda.web.access import officer_required
from servanda.web.administration.people_forms import OfficerForm
from servanda.web.files.history import titles
from servanda.web.labels import ROLES, State
from servanda.web.paging import paged
from servanda.web.roles import KEEPS_UNITS, changes_settings
from servanda.web.seats import Request, Seat

UNITS = 20
LINK_LASTS = timedelta(days=3)


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    return _page(request, seat)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@changes_settings
def add(request: Request, seat: Seat) -> HttpResponse:
    """A new officer with a first post, or one more post of an officer."""
    form = OfficerForm(_units(on=timezone.localdate(seat.at)), request.POST or None)
    if form.is_valid():
        form.save(on=seat.at.date())
        return redirect("web:people")
    context = {
        "section": "people",
        "page": {
            "title": gettext("Add an officer"), "submit": gettext("Add"),
            "lead": gettext("The officer chooses a password with a one-time link that you make afterwards."),
            "back": {"url": reverse("web:people"), "label": gettext("People")},
        },
        "form": form,
    }  # fmt: skip
    return render(request, "one_form.html", context, status=422 if form.errors else 200)


@officer_required
@require_POST
@changes_settings
@sensitive_variables("secret")
def link(request: Request, seat: Seat, officer: str) -> HttpResponse:
    """A one-time link, shown on this answer and never again. Earlier ones that were not used stop working."""
    found = _officer(officer)
    if not found.is_active:
        raise PermissionDenied
    secret = secrets.token_urlsafe(24)
    with node.current().writing():
        Entrance.objects.filter(officer=found, used_at=None).delete()
        people.entrance(found, secret, at=seat.at, lasts=LINK_LASTS)
    url = request.build_absolute_uri(reverse("web:enter", args=[secret]))
    return _page(request, seat, made={"officer": found.id, "url": url, "until_at": seat.at + LINK_LASTS})


@officer_required
@require_POST
@changes_settings
def close(request: Request, seat: Seat, officer: str) -> HttpResponse:
    """The officer can no longer enter; what they said stays. Nobody closes their own account."""
    found = _officer(officer)
    if found.id == seat.officer.id:
        raise PermissionDenied
    _set_active(found, False)
    return redirect("web:people")


@officer_required
@require_POST
@changes_settings
def reopen(request: Request, seat: Seat, officer: str) -> HttpResponse:
    _set_active(_officer(officer), True)
    return redirect("web:people")


def _set_active(officer: Officer, is_active: bool) -> None:
    with node.current().writing():
        Entrance.objects.filter(officer=officer, used_at=None).delete()
        Officer.objects.filter(id=officer.id).update(is_active=is_active)


def _officer(name: str) -> Officer:
    found = Officer.objects.filter(id=name).first()
    if found is None:
        raise Refused("no_file")
    return found


def _page(request: Request, seat: Seat, made: dict[str, Any] | None = None) -> HttpResponse:
    """Five queries, whatever the number of units and posts."""
    language, can_change = get_language() or "en", seat.role == "admin"
    held: dict[str, list[Post]] = defaultdict(list)
    posts_of: dict[str, list[Post]] = defaultdict(list)
    for post in Post.objects.select_related("officer").order_by("unit", "id"):
        if _is_held(post, seat.at):
            held[post.unit].append(post)
        if post.until_on is None or post.until_on >= seat.at.date():
            posts_of[post.officer_id].append(post)
    units = list(Unit.objects.filter(agency=node.current().agency))
    open_ = [unit for unit in units if unit.is_open(seat.at.date()) or unit.id in held]
    away = _away(leaves.covering(seat.at.date()), language)
    absences = {
        officer for officer, posts in posts_of.items()
        if seat.actor and posts[0].officer.is_active and leaves.may_enter_for(seat.actor, officer, posts)
    }  # fmt: skip
    shown = [_unit(unit.id, pick(unit.name, language), unit, held.pop(unit.id, []), away, absences, language,
                   seat) for unit in open_]  # fmt: skip
    # Posts in units that the directory does not have yet, such as that of the first administrator.
    shown += [_unit(code, code, None, posts, away, absences, language, seat) for code, posts in sorted(held.items())]
    words = fold_text(request.GET.get("q", "")[:200]).split()
    shown = [unit for unit in (_found(unit, words) for unit in shown) if unit]
    page, paging = paged(request, len(shown), size=UNITS, path=reverse("web:people"))
    for unit in shown[page]:
        unit["is_open"] = bool(words) or unit["id"] == (seat.post.unit if seat.post else "") or _holds(unit, made)
    _warn(shown[page], seat.at.date())
    context = {
        "section": "people", "units": shown[page], "q": request.GET.get("q", "")[:200], **paging,
        "people_text": _people_text(sum(len(unit["people"]) for unit in shown)), "can_change": can_change, "made": made,
        "add_url": reverse("web:officer_add") if can_change and units else None,
        "set_up_url": reverse("web:set_up") if can_change else None,
        "units_url": reverse("web:units") if seat.role in KEEPS_UNITS else None,
    }  # fmt: skip
    return render(request, "people.html", context)


def _found(unit: dict[str, Any], words: list[str]) -> dict[str, Any] | None:
    """A unit whose own name fits stands whole; else only the people in it who fit; None where nobody does."""
    if not words or all(word in fold_text(f"{unit['title']} {unit['code']}") for word in words):
        return unit
    people_ = [person for person in unit["people"] if all(word in person["search"] for word in words)]
    return unit | {"people": people_} if people_ else None


def _holds(unit: dict[str, Any], made: dict[str, Any] | None) -> bool:
    return made is not None and any(person["officer"] == made["officer"] for person in unit["people"])


def _people_text(n: int) -> str:
    return ngettext("%(n)s post", "%(n)s posts", n) % {"n": n}


def _warn(shown: list[dict[str, Any]], today: date) -> None:
    """Write beside its unit which post nobody holds any more; a unit without anybody says so anyway."""
    empty: dict[str, list[str]] = defaultdict(list)
    for found in vacancies.vacancies([unit["id"] for unit in shown], on=today):
        if found.role:
            sentence = gettext("Vacant since %(day)s: %(role)s.") if found.since else gettext("Vacant: %(role)s.")
            day = written(found.since) if found.since else ""
            empty[found.unit].append(sentence % {"role": str(ROLES.get(found.role, found.role)), "day": day})
    for unit in shown:
        unit["warnings"] = empty[unit["id"]]


def _unit(
    code: str, title: str, unit: Unit | None, posts: list[Post], away: Mapping[str, dict[str, Any]], absences: set[str],
    language: str, seat: Seat,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": code, "title": title or code, "count": len(posts), "code": code.partition("/")[2],
        "kind": unit_kind(unit.kind) if unit else "",
        "people": [_person(post, away.get(post.officer_id), absences, language, seat) for post in posts],
    }  # fmt: skip


def _away(found: Iterable[Leave], language: str) -> dict[str, dict[str, Any]]:
    """Officer -> until when, and who stands in by the title of the post."""
    rows = list(found)
    names = titles([row.substitute_id for row in rows], language)
    return {
        row.officer_id: {"until": row.until_on, "substitute": names.get(row.substitute_id, row.substitute_id)}
        for row in rows
    }


def _person(
    post: Post, away: dict[str, Any] | None, absences: set[str], language: str, seat: Seat
) -> dict[str, Any]:  # fmt: skip
    officer = post.officer
    can_change = seat.role == "admin"
    person: dict[str, Any] = {
        "title": pick(post.title, language) or str(officer), "officer": officer.id, "state": _state(officer),
        "search": fold_text(" ".join([*map(str, post.title.values()), officer.id])),
        "role": str(ROLES.get(post.role, post.role)),
        "language": settings.LANGUAGE_NAMES.get(officer.language, officer.language),
    }  # fmt: skip
    if away:
        person["away"] = away
    if officer.id in absences:
        person["leave_url"] = reverse("web:leave", args=[officer.id])
    if can_change and officer.is_active:
        person["link_url"] = reverse("web:officer_link", args=[officer.id])
        if officer.id != seat.officer.id:
            person["close_url"] = reverse("web:officer_close", args=[officer.id])
    elif can_change:
        person["reopen_url"] = reverse("web:officer_reopen", args=[officer.id])
    return person


def _state(officer: Officer) -> State:
    if not officer.is_active:
        return State(gettext("closed"), "outlined")
    if not officer.password or not officer.has_usable_password():
        return State(gettext("has not signed in yet"), "soon")
    return State(gettext("active"), "good")


def _is_held(post: Post, at: datetime) -> bool:
    day = at.date()
    return (post.from_on is None or post.from_on <= day) and (post.until_on is None or day <= post.until_on)


def unit_kind(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def _units(*, on: date) -> list[tuple[str, str]]:
    language = get_language() or "en"
    rows = Unit.open_on(on).filter(agency=node.current().agency)
    return [(row.id, pick(row.name, language) or row.id) for row in rows]


KINDS = {
    "department": _("department"), "section": _("section"), "association": _("member association"),
    "provincial": _("provincial union"), "mission": _("mission abroad"), "office": _("office"),
    "leadership": _("leadership"),
}  # fmt: skip

"""Who can be entered as in a sample: the roles of this node and of the others, door by door."""

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from servanda.kernel import node
from servanda.kernel.texts import pick
from servanda.office.models import Post
from servanda.processes.telling.timeline import Names
from servanda.web.sample.doors import other_doors
from servanda.web.seats import Seat

ROLES_FILE = "demo-roles.json"
# The roles with which a visitor understands the sample soonest come first.
LATER = 99
ORDER = ("desk", "head", "leadership", "clerk", "admin")


def doors_of(seat: Seat | None, names: Names) -> list[dict[str, Any]]:
    """This agency's door, then the others', each with its roles; the first of a kind are those that the tour needs."""
    return [_own_door(seat, names), *_other_doors(names)]


def _own_door(seat: Seat | None, names: Names) -> dict[str, Any]:
    here = node.current()
    current = seat.officer.id if seat else ""
    posts = Post.objects.select_related("officer").filter(officer__is_active=True)
    roles = [
        {"officer": post.officer.id, "title": post.title, "unit": post.unit, "role": post.role,
         "first": _place(here.config.get("demo_first"), post.officer.id)}
        for post in posts
    ]  # fmt: skip
    enter_url = reverse("web:demo_enter")
    shown = _shown(roles, names, enter_url, current=current)
    return {
        "name": names.agency(here.agency), "code": here.agency, "is_elsewhere": False,
        "text": gettext("You are at this agency now."), "roles": shown,
        "has_more": any(role["is_more"] for role in shown),
    }  # fmt: skip


def _other_doors(names: Names) -> list[dict[str, Any]]:
    """The roles of the other sides as the sample wrote them down beside this side's data."""
    path = node.current().home / ROLES_FILE
    roles = json.loads(path.read_text("utf-8")) if path.exists() else []
    found = []
    for agency, address in other_doors().items():
        theirs = [role for role in roles if role["unit"].partition("/")[0] == agency]
        shown = _shown(theirs, names, address + reverse("web:demo_enter"), current="")
        found.append({
            "name": names.agency(agency), "code": agency, "is_elsewhere": True,
            "text": gettext("Its own system at %(address)s, with its own copy.") % {"address": address},
            "roles": shown, "has_more": any(role["is_more"] for role in shown),
        })  # fmt: skip
    return found


def _place(first: Any, officer: str) -> int:
    """Where the sample puts this role among those that its tour needs; past them for every other."""
    return first.index(officer) if isinstance(first, list) and officer in first else LATER


def _shown(
    roles: list[dict[str, Any]], names: Names, enter_url: str, *, current: str
) -> list[dict[str, Any]]:  # fmt: skip
    """The roles that the tour needs, then, folded from `is_more` on, the others."""

    def rank(role: dict[str, Any]) -> tuple[int, int, str]:
        known = ORDER.index(role["role"]) if role.get("role") in ORDER else len(ORDER)
        return (role.get("first", LATER), known, role["unit"])

    ordered = sorted(roles, key=rank)
    fold = next((place for place, role in enumerate(ordered) if role.get("first", LATER) == LATER), len(ordered))
    return [
        {
            "title": title, "unit": "" if (unit := names.unit(role["unit"])) in title else unit,
            "officer": role["officer"], "role": role.get("role", ""),
            "enter_url": enter_url, "is_current": role["officer"] == current, "is_more": place == fold > 0,
        }
        for place, role in enumerate(ordered)
        if (title := pick(role["title"], names.language) or role["officer"])
    ]  # fmt: skip

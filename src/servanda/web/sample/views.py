"""The front page of a sample: a door for each side, the roles behind each, and a tour in four steps."""

import ipaddress
import json
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from servanda.kernel import node
from servanda.kernel.texts import pick
from servanda.office.models import Officer, Post
from servanda.processes.timeline import Names
from servanda.web.access import open_to_anyone
from servanda.web.names import names_in
from servanda.web.sample.doors import other_doors
from servanda.web.sample.tour import ROLES_FILE, tour
from servanda.web.seats import POST, Request

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# The roles with which a visitor understands the sample soonest come first.
LATER = 99
ORDER = ("desk", "head", "leadership", "clerk", "admin")


@open_to_anyone
@require_safe
def index(request: Request) -> HttpResponse:
    _check_is_demo()
    language = get_language() or settings.LANGUAGE_CODE
    names = names_in(language)
    context = {
        "doors": [_own_door(request, names), *_other_doors(names)],
        "tour": tour(request.seat),
    }
    response = render(request, "demo.html", context)
    # Else a browser would send its form to the other door without saying where it stood.
    response["Referrer-Policy"] = "strict-origin"
    return response


@csrf_exempt
@open_to_anyone
@require_POST
def enter(request: Request) -> HttpResponse:
    """Let a visitor in as any officer. Only in a sample, and only on the machine that serves it.

    No token is asked for, because the page of another door holds none of ours; there is nothing to protect here.
    """
    _check_is_demo()
    _check_is_local(request)
    _check_is_from_a_door(request)
    officer = Officer.objects.filter(id=request.POST.get("officer", ""), is_active=True).first()
    if officer is None:
        raise Http404
    with node.current().writing():
        # Whoever looks around in one language goes on in it, whatever the role's own may be.
        officer.language = get_language() or officer.language
        officer.save(update_fields=["language"])
        auth.login(request, officer, backend="django.contrib.auth.backends.ModelBackend")
        request.session.pop(POST, None)
    return redirect("web:desk")


def _check_is_demo() -> None:
    if not node.current().is_demo:
        raise Http404


def _check_is_local(request: HttpRequest) -> None:
    """Both count: the address of who asks, and the name under which this node was reached."""
    try:
        asks = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR") or ""))
    except ValueError:
        raise PermissionDenied from None
    host = request.get_host()
    name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
    if not asks.is_loopback or name not in LOCAL_NAMES:
        raise PermissionDenied


def _check_is_from_a_door(request: HttpRequest) -> None:
    """The form stands on this node's own page or on another door's; no other page may send it."""
    doors = {f"{request.scheme}://{request.get_host()}", *other_doors().values()}
    origin = request.headers.get("Origin")
    if origin is not None and (not origin or origin not in doors):
        raise PermissionDenied


def _own_door(request: Request, names: Names) -> dict[str, Any]:
    here = node.current()
    current = request.seat.officer.id if request.seat else ""
    posts = Post.objects.select_related("officer").filter(officer__is_active=True)
    roles = [
        {"officer": post.officer.id, "title": post.title, "unit": post.unit, "role": post.role,
         "language": post.officer.language, "first": _place(here.config.get("demo_first"), post.officer.id)}
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
            "title": pick(role["title"], names.language) or role["officer"], "unit": names.unit(role["unit"]),
            "language": settings.LANGUAGE_NAMES.get(role["language"], role["language"]), "officer": role["officer"],
            "enter_url": enter_url, "is_current": role["officer"] == current, "is_more": place == fold > 0,
        }
        for place, role in enumerate(ordered)
    ]  # fmt: skip

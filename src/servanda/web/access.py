"""Whom a page is for: every view says it, and nobody else comes in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.web.seats import Request, Seat

P = ParamSpec("P")
OfficersView = Callable[Concatenate[Request, Seat, P], HttpResponseBase]
View = Callable[Concatenate[Request, P], HttpResponseBase]


def officer_required(view: OfficersView[P]) -> View[P]:
    """Hand the view the seat of who is signed in; others are led to the sign-in page."""

    @wraps(view)
    def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        seat = getattr(request, "seat", None)
        return view(request, seat, *args, **kwargs) if seat else _to_sign_in(request)

    return _mark(guarded, "officers")


def open_to_anyone(view: View[P]) -> View[P]:
    """Says that this page is meant for people who are not signed in too."""
    return _mark(view, "anyone")


def actor_of(seat: Seat) -> Actor:
    """Raises Refused("no_post") for an officer who holds no post today."""
    if seat.actor is None:
        raise Refused("no_post", officer=str(seat.officer))
    return seat.actor


def _to_sign_in(request: Request) -> HttpResponse:
    where = reverse("web:sign_in")
    if request.method == "GET":
        where += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseClientRedirect(where) if getattr(request, "htmx", None) else redirect(where)


def _mark(view: Any, whom: str) -> Any:
    view.is_for = whom
    return view

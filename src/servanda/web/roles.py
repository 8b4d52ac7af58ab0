"""Pages that only some roles have: for others they are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase

from servanda.web.context import LEADS, SEES_CONNECTIONS
from servanda.web.seats import Request, Seat

# The registry keeps the directory; an administrator does so in its stead.
KEEPS_UNITS = frozenset({"admin", "clerk"})

P = ParamSpec("P")
SeatView = Callable[Concatenate[Request, Seat, P], HttpResponseBase]


def sees_connections(view: SeatView[P]) -> SeatView[P]:
    return _only(view, SEES_CONNECTIONS)


def keeps_units(view: SeatView[P]) -> SeatView[P]:
    return _only(view, KEEPS_UNITS)


def carries_files(view: SeatView[P]) -> SeatView[P]:
    """The registry sends and receives; an administrator does so in its stead."""
    return _only(view, frozenset({"admin", "clerk"}))


def administers(view: SeatView[P]) -> SeatView[P]:
    return _only(view, frozenset({"admin"}))


def leads(view: SeatView[P]) -> SeatView[P]:
    return _only(view, LEADS)


def changes_settings(view: SeatView[P]) -> SeatView[P]:
    """What others may look at, only an administrator changes."""

    @wraps(view)
    def guarded(request: Request, seat: Seat, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if seat.role != "admin":
            raise PermissionDenied
        return view(request, seat, *args, **kwargs)

    return guarded


def _only(view: SeatView[P], roles: frozenset[str]) -> SeatView[P]:
    @wraps(view)
    def guarded(request: Request, seat: Seat, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if seat.role not in roles:
            raise Http404
        return view(request, seat, *args, **kwargs)

    return guarded

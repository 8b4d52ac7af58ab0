"""The front page of a sample: a door for each side, the roles behind each, and a tour in four steps."""

import ipaddress

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from servanda.kernel import node
from servanda.office.models import Officer
from servanda.web.access import open_to_anyone
from servanda.web.languages import offered_languages
from servanda.web.names import names_in
from servanda.web.sample.doors import other_doors
from servanda.web.sample.roles import doors_of
from servanda.web.sample.tour import NEW_FILE, tour, toured
from servanda.web.seats import POST, Request

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@open_to_anyone
@require_safe
def index(request: Request) -> HttpResponse:
    _check_is_demo()
    doors = doors_of(request.seat, names_in(get_language() or settings.LANGUAGE_CODE))
    context = {"doors": doors, "tour": tour(doors)}
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
        chosen = request.POST.get("language", "")
        officer.language = chosen if chosen in offered_languages() else get_language() or officer.language
        officer.save(update_fields=["language"])
        auth.login(request, officer, backend="django.contrib.auth.backends.ModelBackend")
        request.session.pop(POST, None)
    if request.POST.get("page") == NEW_FILE and (process := toured()):
        return redirect("web:open", process=process.name)
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

"""Is this system well? For administrators as a page, for monitoring programs as JSON; both do the work each time."""

import ipaddress
import secrets
import threading
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from servanda.exchange.cards import card_of
from servanda.exchange.models import Peer
from servanda.health import checks, peers
from servanda.health.findings import ILL, WARNED, WELL, Check, together
from servanda.health.words import SENTENCES
from servanda.kernel import clock, node
from servanda.kernel.texts import pick
from servanda.web import door
from servanda.web.access import officer_required, open_to_anyone
from servanda.web.labels import State
from servanda.web.roles import administers
from servanda.web.seats import Request, Seat

NAMES: dict[str, Any] = {
    "database": _("Database"), "keys": _("Keys"), "certificate": _("Certificate of the connection"),
    "entry": _("Newest entry"), "disk": _("Disk"), "mail": _("Mail"),
    "exchange": _("Exchange"), "backup": _("Backup"), "restored": _("After a restore"),
}  # fmt: skip
STATES = {WELL: State(_("well"), "good"), WARNED: State(_("look at it"), "soon"), ILL: State(_("not well"), "late")}
# A check writes and calls others: one at a time is enough for any monitor.
_turn = threading.Lock()


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@administers
def page(request: Request, seat: Seat) -> HttpResponse:
    """Opening it checks nothing, since checking writes; its button does."""
    if request.method != "POST":
        return render(request, "health.html", {"section": "connections", "found": None})
    own, theirs = _examine(seat.at)
    context = {
        "section": "connections", "at": seat.at, "found": [_line(check, NAMES[check.name]) for check in own],
        "peers": _peers(theirs), "state": STATES[together([*own, *theirs])],
    }  # fmt: skip
    return render(request, "health.html", context)


@open_to_anyone
@require_GET
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """`/health`: 200 while this node can do its work, else 503; a peer that is away is told and does not count.

    For who sits at the machine, or shows the token of `[health]` in node.toml; for anyone else there is nothing.
    """
    if not _may_ask(request):
        raise Http404
    if not _turn.acquire(blocking=False):
        return JsonResponse({"state": "busy"}, status=429, headers={"Retry-After": "5"})
    try:
        own, theirs = _examine(clock.now())
    finally:
        _turn.release()
    found = [check.to_json() for check in (*own, *theirs)]
    state = together([*own, *theirs])
    return JsonResponse({"state": state, "checks": found}, status=503 if together(own) == ILL else 200)


def _examine(at: datetime) -> tuple[list[Check], list[Check]]:
    here = node.current()
    own = checks.examine(here, now=at)
    if own[0].state == ILL:
        return own, []  # without a database nobody knows the peers
    return own, peers.examine(here, now=at)


def _may_ask(request: HttpRequest) -> bool:
    token = str((node.current().config.get("health") or {}).get("token") or "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(token.encode(), given.encode()):
        return True
    try:
        asks = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR") or ""))
    except ValueError:
        return False
    # A proxy on this machine comes from it too, but under the public name.
    name, _port = split_domain_port(request.get_host())
    return asks.is_loopback and name in door.LOOPBACK


def _line(check: Check, name: Any) -> dict[str, Any]:
    told = gettext(SENTENCES[check.code]) % check.params
    return {"name": name, "state": STATES[check.state], "text": told}


def _peers(found: list[Check]) -> list[dict[str, Any]]:
    cards = dict(Peer.objects.values_list("agency", "card"))
    language = get_language() or "en"
    return [
        _line(check, pick(card_of(cards[check.about]).name, language)) | {"code": check.about}
        for check in found
        if check.about in cards
    ]

"""What every request of the pages passes: the node, its own cookies, language and zone, headers, refusals."""

import logging
import re
from collections.abc import Callable
from datetime import UTC

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from servanda.kernel import clock, folding, node
from servanda.web import cookies, door, messages_pages
from servanda.web.languages import language_of
from servanda.web.sample.doors import other_doors
from servanda.web.seats import seat_of, zone_of

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Other faces answer for themselves.
HEALTH = "/health"
PEERS = "/exchange/"
OTHER_FACES = (PEERS, "/api/")
NUL = "%00"
# U+202A to U+202E in UTF-8: embeddings and overrides. Isolates do no harm beyond their own text.
TURNING_LEAD = b"\xe2\x80"
TURNING = re.compile(rb"\xe2\x80[\xaa-\xae]")
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


def serving_node(get_response: GetResponse) -> GetResponse:
    """Answer for the node that is open, else for the one that this process serves."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with node.current().active():
            return get_response(request)

    return middleware


def plain_queries(get_response: GetResponse) -> GetResponse:
    """Leave out of a query the letter for which not every database can look."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(OTHER_FACES):
            while NUL in request.META.get("QUERY_STRING", ""):
                request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace(NUL, "")
        return get_response(request)

    return middleware


def own_names(get_response: GetResponse) -> GetResponse:
    """Answer under the node's own names alone, and under TLS keep browsers there."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Of no foreign name is anything made: no link, no redirect, no page of a cache.
        if not door.is_own(request):
            return HttpResponseBadRequest("This system does not answer under this name.\n", content_type="text/plain")
        response = get_response(request)
        if door.keeps_tls(request):
            response.headers.setdefault("Strict-Transport-Security", f"max-age={door.ONE_YEAR}")
        return response

    return middleware


class NodeSessionMiddleware(SessionMiddleware):
    """Sessions under this agency's own cookie, written under the node's lock."""

    def process_request(self, request: HttpRequest) -> None:
        cookies.take_in(request, settings.SESSION_COOKIE_NAME, purpose="session")
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.session.modified:
            with node.current().writing():
                response = super().process_response(request, response)
        else:
            response = super().process_response(request, response)
        cookies.give_out(response, settings.SESSION_COOKIE_NAME, purpose="session", secure=door.keeps_tls(request))
        return response


class NodeCsrfMiddleware(CsrfViewMiddleware):
    """Form tokens under this agency's own cookie; a form without one is told in the reader's language."""

    def process_request(self, request: HttpRequest) -> None:
        cookies.take_in(request, settings.CSRF_COOKIE_NAME, purpose="csrf")
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        cookies.give_out(response, settings.CSRF_COOKIE_NAME, purpose="csrf", secure=door.keeps_tls(request))
        return response

    def _origin_verified(self, request: HttpRequest) -> bool:
        """A form of this node's own address is its own, also where a proxy ends TLS before it."""
        verified: bool = super()._origin_verified(request)  # type: ignore[misc]
        return verified or request.headers.get("Origin") == door.origin()

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseBase:
        return messages_pages.form_expired(request)


def language(get_response: GetResponse) -> GetResponse:
    """Who is signed in, and the language and zone in which the page is written for them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OTHER_FACES):
            return get_response(request)
        at = clock.now()
        # A monitor is answered also while the database is away, and then above all.
        is_asked_how = request.path == HEALTH
        seat = None if is_asked_how else seat_of(request, at)
        request.at, request.seat = at, seat  # type: ignore[attr-defined]
        code = language_of(request, seat)
        with translation.override(code), timezone.override(UTC if is_asked_how else zone_of(seat)):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def headers(get_response: GetResponse) -> GetResponse:
    """What browsers may load and keep."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith(OTHER_FACES):
            return response
        response.headers.setdefault("Content-Security-Policy", _policy())
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "seat", None):
            response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["HX-Request", "Accept-Language", "Cookie"])
        return response

    return middleware


def unturned(get_response: GetResponse) -> GetResponse:
    """Leave out of pages the letters that turn what follows round: with them a name reads otherwise than it is."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
            raw = response.content
            if TURNING_LEAD in raw:
                response.content = TURNING.sub(b"", raw)
        return response

    return middleware


def folded(get_response: GetResponse) -> GetResponse:
    """Fold what waits for it before anybody reads; peers bring what is to be folded, and a monitor is answered also
    while the database is away: both read nothing of it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_reading = not request.path.startswith(PEERS) and request.path != HEALTH
        # Where it is not possible, pages show the files as they stood before.
        if is_reading and (error := folding.settle_if_possible()):
            log.error("what waits could not be folded", exc_info=error)
        return get_response(request)

    return middleware


def refusals(get_response: GetResponse) -> "Refusals":
    return Refusals(get_response)


class Refusals:
    """Turns what a view refused into a page that says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_plain = request.resolver_match is None and response.status_code == 404
        if is_plain and not request.path.startswith(OTHER_FACES):
            return messages_pages.not_found(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if request.path.startswith(OTHER_FACES):
            return None
        return messages_pages.of_error(request, error)


def _policy() -> str:
    """Own origin only, nothing inline; in a sample, forms may also go to the other doors."""
    form_action = " ".join(["'self'", *other_doors().values()])
    sources = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return f"{sources}; form-action {form_action}"

"""The language of a page: the officer's own, else the one chosen on this device, else the browser's, else the first."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from servanda.kernel import node
from servanda.web.cookies import cookie_name
from servanda.web.seats import Seat


def language_of(request: HttpRequest, seat: Seat | None) -> str:
    offered = offered_languages()
    wanted = [seat.officer.language] if seat else []
    wanted.append(request.COOKIES.get(cookie_name("language"), ""))
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted += [code.partition("-")[0] for code, _ in accepted]
    return next((code for code in wanted if code in offered), offered[0])


def offered_languages() -> list[str]:
    """Those of the node that the pages have; English where it names none of them."""
    known = [code for code, _ in settings.LANGUAGES]
    return [code for code in node.current().languages if code in known] or ["en"]

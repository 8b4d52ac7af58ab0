"""Cookies under names of this agency's own: browsers give the cookies of a host to all its ports."""

import hashlib
from http.cookies import Morsel

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from servanda.kernel import node


def cookie_name(purpose: str) -> str:
    """`servanda-1f3a9c04-session`."""
    short = hashlib.sha256(node.current().agency.encode()).hexdigest()[:8]
    return f"servanda-{short}-{purpose}"


def take_in(request: HttpRequest, plain: str, *, purpose: str) -> None:
    """Show Django our cookie under the plain name that it looks for; one that came under the plain name is dropped."""
    request.COOKIES.pop(plain, None)
    if (value := request.COOKIES.get(cookie_name(purpose))) is not None:
        request.COOKIES[plain] = value


def give_out(response: HttpResponseBase, plain: str, *, purpose: str, secure: bool) -> None:
    """Rename what Django set under its plain name; a secure one never leaves the browser but under TLS."""
    morsel: Morsel[str] | None = response.cookies.pop(plain, None)
    if morsel is not None:
        morsel.set(cookie_name(purpose), morsel.value, morsel.coded_value)
        morsel["secure"] = secure
        dict.__setitem__(response.cookies, cookie_name(purpose), morsel)

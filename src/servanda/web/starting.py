"""Whoever says something in the first seconds of a system waits until the other agencies were asked."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from servanda.kernel import node, starting

READS = ("GET", "HEAD", "OPTIONS")


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS and not request.path.startswith("/exchange/"):
            starting.wait(node.current())
        return get_response(request)

    return answer

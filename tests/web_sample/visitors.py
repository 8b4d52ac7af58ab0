"""People who come to a node over HTTP, signed in or not."""

import re
from html import unescape
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servanda.kernel.node import Node
from servanda.office.models import Officer
from servanda.web.cookies import cookie_name

HOST = "127.0.0.1:8001"


class Visitor:
    """One browser at one node. Answers are kept in `last`."""

    def __init__(self, node: Node, officer: str = "", *, host: str = HOST) -> None:
        self.node = node
        self.client = Client(headers={"host": host}, enforce_csrf_checks=False)
        self.last: Any = None
        if officer:
            with node.active():
                self.client.force_login(Officer.objects.get(id=officer))
                # Every agency's cookies have names of their own.
                self.client.cookies[cookie_name("session")] = self.client.cookies.pop(
                    settings.SESSION_COOKIE_NAME
                ).value

    def get(self, url: str, **data: Any) -> str:
        with self.node.active():
            self.last = self.client.get(url, data or None)
        return self._text()

    def post(self, url: str, data: dict[str, Any] | None = None, **more: Any) -> str:
        with self.node.active():
            self.last = self.client.post(url, data or {}, **more)
        return self._text()

    def queries(self, url: str) -> int:
        with self.node.active(), CaptureQueriesContext(connections[self.node.alias]) as captured:
            self.last = self.client.get(url)
        assert self.status == 200
        return len(captured)

    @property
    def status(self) -> int:
        return int(self.last.status_code)

    @property
    def where(self) -> str:
        """Where the answer leads on to."""
        response: HttpResponse = self.last
        return str(response.headers.get("Location", ""))

    def _text(self) -> str:
        if getattr(self.last, "streaming", False):
            return b"".join(self.last.streaming_content).decode("utf-8", "replace")
        return str(self.last.content.decode("utf-8"))


def said(html: str) -> str:
    """What a reader sees of a page."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

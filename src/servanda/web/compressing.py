"""Pages, styles and scripts leave compressed, and what does not change is kept by the browser: for slow lines."""

from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")


class CompressedTexts(GZipMiddleware):
    """Of what browsers show. Attachments and what programs ask for leave as they are."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return super().process_response(request, response) if kind in TEXTS else response


class Lasting(StaticFilesStorage):
    """Styles and scripts under an address that changes with them, so that a browser asks for each only once."""

    def url(self, name: str | None) -> str:
        mark = _mark(name) if name else ""
        return super().url(name) + (f"?v={mark}" if mark else "")


@lru_cache(maxsize=200)
def _mark(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    with open(found, "rb") as file:
        return sha256(file.read()).hexdigest()[:12]

"""The addresses of the API, its schema, and one answer for all that is not there."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.utils import translation

from servanda.api.main import api
from servanda.api.refusals import answer, language_of

PREFIX = "/api/v1"


def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI schema. It says what the software can do and nothing of this agency, so it needs no token."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX))


def nothing(request: HttpRequest) -> HttpResponse:
    return answer(request, "no_address", {}, {})


def speaking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The caller's language ends with the answer, which nothing on the way may keep."""

    @functools.wraps(view)
    def spoken(request: HttpRequest, **parts: Any) -> HttpResponse:
        with translation.override(language_of(request)):
            response = view(request, **parts)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return spoken


patterns, app_name, namespace = api.urls
for pattern in patterns:
    if pattern.callback:
        pattern.callback = speaking(pattern.callback)

urlpatterns = [
    path("openapi.json", schema),
    path("v1/", nothing),
    path("v1/", (patterns, app_name, namespace)),
    re_path("", nothing),
]

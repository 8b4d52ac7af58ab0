"""The addresses of the API, its schema, and one answer for all that is not there."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path

from servanda.api.main import api
from servanda.api.refusals import answer

PREFIX = "/api/v1"


def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI schema. It says what the software can do and nothing of this agency, so it needs no token."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX))


def nothing(request: HttpRequest) -> HttpResponse:
    return answer(request, "no_address", {}, {})


urlpatterns = [
    path("openapi.json", schema),
    path("v1/", nothing),
    path("v1/", api.urls),
    re_path("", nothing),
]

"""What a request is answered when something failed that is ours: most of all when the database is away."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.utils import translation
from django.views import defaults

from servanda.exchange.views import refused
from servanda.kernel import databases, node
from servanda.kernel.refusals import SENTENCES, Refused
from servanda.web.languages import language_of

AWAY = Refused("database_away")
SECONDS = "10"


def failed(request: HttpRequest) -> HttpResponseBase:
    """503 for a database that is away, in the form of the face that was asked; else the page of a crash.

    Django calls this with the exception still at hand. Nothing here may ask the database.
    """
    here = node.current()
    error = sys.exc_info()[1]
    with translation.override(language_of(request, None)):
        if not databases.is_away(here.alias, error):
            return defaults.server_error(request)
        databases.drop(here.alias)
        response = _away(request)
    response.headers["Retry-After"] = SECONDS
    response.headers["Cache-Control"] = "no-store"
    return response


def _away(request: HttpRequest) -> HttpResponse:
    sentence = translation.gettext(SENTENCES[AWAY.code])
    if request.path.startswith("/exchange/"):
        return refused(AWAY)
    if request.path.startswith("/api/"):
        return JsonResponse({"code": AWAY.code, "message": sentence, "faults": {}}, status=503)
    page = loader.render_to_string("503.html", {"sentence": sentence})
    return HttpResponse(page, status=503)

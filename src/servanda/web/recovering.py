"""After a restore nothing is shown until the peers have said what was recalled since the backup was made."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from servanda.kernel import node
from servanda.web import messages_pages

# Peers, signing in, and what an administrator needs to see whom one waits for.
OPEN = ("/exchange/", "/static/", "/sign-in/", "/enter/", "/language/", "/connections/", "/health/")


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def answer(request: HttpRequest) -> HttpResponseBase:
        if not node.current().is_recovering or request.path.startswith(OPEN):
            return get_response(request)
        text = _("This system was restored from a backup. What was recalled since then is fetched from the other "
                 "agencies first; until they have answered, nothing is shown.")  # fmt: skip
        text += " " + _("Notes, clearing and assignments after the backup do not come back: nobody else had them.")
        if request.path.startswith("/api/"):
            return JsonResponse({"code": "recovering", "message": text}, status=503)
        return messages_pages.unavailable(request, text)

    return answer

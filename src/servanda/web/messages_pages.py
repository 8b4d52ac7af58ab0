"""Pages that only say why something was not shown or not done."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.refusals import Refused
from servanda.processes.declaration.fields import Faults
from servanda.web import refusal_text
from servanda.web.steps import closed


def of_error(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for what a view raised; None for a crash, which is ours."""
    match error:
        case Refused():
            code = refusal_text.status(error)
            more = closed.told(request, error) or _no_officer(request, error)
            return not_found(request) if code == 404 else _page(request, code, refusal_text.sentence(error), **more)
        case Faults():
            return _page(request, 422, " ".join(refusal_text.sentence(fault) for fault in error.faults.values()))
        case Http404():
            return not_found(request)
        case PermissionDenied():
            return _page(request, 403, _("Your post does not allow this."))
        case RequestDataTooBig() | SuspiciousOperation():
            return _page(request, 422, _("What was sent is too large or incomplete. Please try again."))
    return None


def not_found(request: HttpRequest) -> HttpResponse:
    """One text for what is not there and for what may not be seen."""
    return _page(request, 404, _("There is nothing here, or you may not see it."))


def form_expired(request: HttpRequest) -> HttpResponse:
    return _page(request, 403, _("The form was open for too long or came from another page. Open it again and resend."))


def unavailable(request: HttpRequest, text: str) -> HttpResponse:
    return _page(request, 503, text)


def _no_officer(request: HttpRequest, error: Refused) -> dict[str, Any]:
    """Why an administrator takes no step, and where the post is given that does."""
    seat = getattr(request, "seat", None)
    if error.code != "not_your_step" or seat is None or seat.role != "admin":
        return {}
    why = _(
        "You sit here as an administrator, who looks after the system and reads no files. Whoever is to do it needs "
        "one of these posts; you give them under People."
    )
    return {"why": why, "back": {"url": reverse("web:people"), "label": _("People")}}


def _page(request: HttpRequest, code: int, text: str, **more: Any) -> HttpResponse:
    heading = {403: _("Not allowed"), 404: _("Not found"), 503: _("Not ready yet")}.get(code, _("This cannot be done"))
    return render(request, "message.html", {"code": code, "heading": heading, "text": text, **more}, status=code)

"""The view of the list of files, which search leads to as well."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.web.access import actor_of, officer_required
from servanda.web.contexts_files import files as files_context
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def files(request: Request, seat: Seat) -> HttpResponse:
    context = files_context(seat, actor_of(seat), request.GET.dict(), language=get_language() or "en")
    return render(request, "files.html", context)

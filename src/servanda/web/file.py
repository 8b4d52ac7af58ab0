"""The view of one file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.processes import reads
from servanda.web.access import actor_of, officer_required
from servanda.web.contexts_file import file as file_context
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def file(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = reads.find(dossier, actor_of(seat))
    return render(request, "file.html", file_context(seat, actor_of(seat), row, language=get_language() or "en"))

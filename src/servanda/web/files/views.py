"""The views of one file, and of the list of files, which search leads to as well."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.processes import reads
from servanda.web.access import actor_of, officer_required
from servanda.web.files import list_page, page, saved
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def file(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = reads.find(dossier, actor_of(seat))
    if row.process == "past":
        return redirect("web:past", row.id)
    return render(request, "file.html", page.file(seat, actor_of(seat), row, language=get_language() or "en"))


@officer_required
@require_safe
def files(request: Request, seat: Seat) -> HttpResponse:
    context = list_page.files(seat, actor_of(seat), request.GET.dict(), language=get_language() or "en")
    told = {"saved": saved.links(seat, request.GET.dict()), "given": saved.kept(request.GET.dict())}
    return render(request, "files.html", context | told)

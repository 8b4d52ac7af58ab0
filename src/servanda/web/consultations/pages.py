"""The page of a round, and its table as page, DOCX and PDF."""

from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.kernel.refusals import Refused
from servanda.processes.fields_of_work import consulting
from servanda.processes.fields_of_work.consulting import TELL, Round
from servanda.reports import opinions
from servanda.reports.opinions import Opinions
from servanda.reports.opinions_word import opinions_docx
from servanda.reports.pdf import opinions_pdf
from servanda.web.access import actor_of, officer_required
from servanda.web.consultations import round_page
from servanda.web.consultations.replying import find
from servanda.web.desk import items
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@officer_required
@require_safe
def show(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    actor = actor_of(seat)
    round_ = consulting.load(find(dossier, seat), actor)
    context = round_page.context(round_, seat, actor, names_in(get_language() or "en"))
    return render(request, "consultation_round.html", context)


@officer_required
@require_safe
def table(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    round_, found = _table(dossier, seat)
    context = {
        "section": "files", "table": found,
        "back": {"url": reverse("web:round", args=[dossier]), "title": items.file_title(round_.row)},
        "docx_url": reverse("web:round_docx", args=[dossier]), "pdf_url": reverse("web:round_pdf", args=[dossier]),
    }  # fmt: skip
    return render(request, "consultation_table.html", context)


@officer_required
@require_safe
def as_docx(request: Request, seat: Seat, dossier: str) -> HttpResponseBase:
    made = BytesIO(opinions_docx(_table(dossier, seat)[1]))
    return FileResponse(made, as_attachment=True, filename="opinions.docx", content_type=DOCX)


@officer_required
@require_safe
def as_pdf(request: Request, seat: Seat, dossier: str) -> HttpResponseBase:
    made = BytesIO(opinions_pdf(_table(dossier, seat)[1]))
    return FileResponse(made, as_attachment=True, filename="opinions.pdf", content_type="application/pdf")


def _table(dossier: str, seat: Seat) -> tuple[Round, Opinions]:
    """Who asks reads it at any time, who was asked once it was sent. Raises Refused before that."""
    round_ = consulting.load(find(dossier, seat), actor_of(seat))
    if not round_.is_ours and round_.told is None:
        raise Refused("step_not_open", step=TELL)
    return round_, opinions.table(round_, names_in(get_language() or "en"))

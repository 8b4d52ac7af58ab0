"""The pages of a report on results: the report, what each of its numbers counts, and the report to take away."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servanda.kernel.models import Dossier
from servanda.kernel.node import one_view
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.figures.results import Asked
from servanda.reports import pdf, sheets
from servanda.reports.result_tables import Results
from servanda.reports.sheets import Sheet
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.downloads import XLSX, download
from servanda.web.names import names_in
from servanda.web.paging import paged
from servanda.web.results import behind as proving
from servanda.web.results import page
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
@one_view()
def show(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row, wanted = _report(seat, dossier)
    found = page.results_of(row, wanted, names_in(get_language() or "en"))
    context = {
        "section": "files", "results": found, "back": _back(row),
        "parts": [
            (part.title, [(line.label, zip(found.sides, line.cells, strict=True)) for line in part.rows])
            for part in found.parts
        ],
        "downloads": [
            {"name": "PDF", "url": reverse("web:results_pdf", args=[row.id])},
            {"name": "Excel", "url": reverse("web:results_xlsx", args=[row.id])},
        ],
    }  # fmt: skip
    return render(request, "results.html", context)


@officer_required
@require_safe
@one_view()
def behind(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """The entries or commitments that one number counts, as far as the reader may see their files."""
    row, wanted = _report(seat, dossier)
    names, actor = names_in(get_language() or "en"), actor_of(seat)
    counted = proving.counted(wanted, actor, given=request.GET)
    numbers, paging = paged(request, counted.seen)
    context: dict[str, Any] = {
        "section": "files", "back": {"title": items.file_title(row), "url": reverse("web:results", args=[row.id])},
        "label": counted.label, "side": names.agency(counted.side) if counted.side else "",
        "hidden": counted.hidden, "lines": proving.lines(counted, names, wanted, numbers), **paging,
    }  # fmt: skip
    return render(request, "results_behind.html", context)


@officer_required
@require_safe
@one_view()
def as_pdf(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row, wanted = _report(seat, dossier)
    made = pdf.results_pdf(page.results_of(row, wanted, names_in(get_language() or "en"), is_recounted=False))
    return download(made, "application/pdf", f"report-{wanted.as_of}.pdf")


@officer_required
@require_safe
@one_view()
def as_xlsx(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row, wanted = _report(seat, dossier)
    found = page.results_of(row, wanted, names_in(get_language() or "en"), is_recounted=False)
    made = sheets.workbook([_counted(found), _declared(found)], rtl=found.rtl)
    return download(made, XLSX, f"report-{wanted.as_of}.xlsx")


def _report(seat: Seat, dossier: str) -> tuple[Dossier, Asked]:
    """Raises Refused("no_file") for what is no report, or none whose period can be read."""
    row = reads.find(dossier, actor_of(seat))
    wanted = page.asked(row, seat) if row.process == "report" else None
    if wanted is None:
        raise Refused("no_file")
    return row, wanted


def _back(row: Dossier) -> dict[str, str]:
    return {"title": items.file_title(row), "url": items.file_url(row)}


def _counted(found: Results) -> Sheet:
    heads = [_("Field"), found.words["figure"], *found.sides]
    lines = [[part.title, line.label, *(cell.text for cell in line.cells)]
             for part in found.parts for line in part.rows]  # fmt: skip
    return Sheet("1", heads, lines, " ".join(found.coverage))


def _declared(found: Results) -> Sheet:
    return Sheet("2", found.declared_heads, found.declared, found.words["declared_note"])

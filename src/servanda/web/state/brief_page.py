"""The one-page brief as a page, as PDF, as a Word file, and as sheets with the rows behind each of its numbers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi

from servanda.kernel.node import one_view
from servanda.processes.telling.timeline import Names
from servanda.reports import briefs, listing, pdf, sheets, word
from servanda.reports.agreed import Agreed
from servanda.reports.brief import COMMITMENTS, ENTRIES, FILE, Brief
from servanda.reports.scope import Scope
from servanda.reports.sheets import Sheet
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements.commitment_rows import entry_url
from servanda.web.downloads import DOCX, XLSX, download
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat
from servanda.web.state import filters
from servanda.web.state.filters import Asked
from servanda.web.state.views import binding, coverage, head


@officer_required
@one_view()
def page(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    agreement, names, asked = _asked(request, seat, dossier)
    for name in ("article", "pair", "side"):
        # A brief tells of both sides and of the whole agreement.
        del asked.form.fields[name]
    query = asked.scope.address()
    url = reverse("web:brief", args=[dossier])
    brief = _brief(request, agreement, asked.scope, names)
    heads = _heads(brief)
    context = {
        "agreement": head(agreement, names),
        "form": asked.form,
        "is_narrowed": bool(request.GET),
        "brief": brief,
        "rows": [
            {"label": row.label, "number": row.number, "cells": [
                {"text": cell.text, "url": cell.url, "column": column}
                for cell, column in zip(row.cells, heads, strict=True)
            ]} for row in brief.rows
        ],
        "per_side": len(brief.columns) // len(brief.sides),
        "downloads": [{"name": name, "url": f"{url}{file}?{query}"} for name, file in
                      (("PDF", "pdf/"), ("Word", "docx/"), ("Excel", "xlsx/"))],
    }  # fmt: skip
    return render(request, "brief.html", context)


@officer_required
@one_view()
def as_pdf(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    agreement, names, asked = _asked(request, seat, dossier)
    made = pdf.brief_pdf(_brief(request, agreement, asked.scope, names))
    return download(made, "application/pdf", f"brief-{asked.scope.as_of}.pdf")


@officer_required
@one_view()
def as_docx(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    agreement, names, asked = _asked(request, seat, dossier)
    made = word.brief_docx(_brief(request, agreement, asked.scope, names))
    return download(made, DOCX, f"brief-{asked.scope.as_of}.docx")


@officer_required
@one_view()
def as_xlsx(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """The table of the brief, and for each of its numbers a sheet of the rows that it counts."""
    agreement, names, asked = _asked(request, seat, dossier)
    brief = _brief(request, agreement, asked.scope, names)
    note = " ".join(brief.coverage)
    found = [_table(brief, note), *_behind(brief, names), _lines(brief)]
    return download(sheets.workbook(found, rtl=brief.rtl), XLSX, f"brief-{asked.scope.as_of}.xlsx")


@officer_required
@one_view()
def list_xlsx(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """The commitments behind one number."""
    _agreement, names, asked = _asked(request, seat, dossier, period="all")
    note = " ".join(coverage(asked.scope, names))
    sheet = listing.commitments(asked.scope, names, name="1", note=note)
    made = sheets.workbook([sheet], rtl=get_language_bidi())
    return download(made, XLSX, f"commitments-{asked.scope.as_of}.xlsx")


def _asked(request: Request, seat: Seat, dossier: str, *, period: str = "month") -> tuple[Agreed, Names, Asked]:
    """A brief is of this month where no period is asked for."""
    agreement, names = binding(dossier, seat), names_in(get_language() or "en")
    given = {"period": period} | request.GET.dict()
    return agreement, names, filters.read(given, agreement, actor_of(seat), names, at=seat.at)


def _brief(request: Request, agreement: Agreed, scope: Scope, names: Names) -> Brief:
    def link(kind: str, query: str) -> str:
        return request.build_absolute_uri(_path(agreement.row.id, kind, query))

    whole = scope.narrowed(state="", side="", article="", pair=None, lead=None, is_early=False)
    return briefs.brief(whole, names, link, title=agreement.title(names.language))


def _path(dossier: str, kind: str, query: str) -> str:
    if kind == FILE:
        file, _mark, entry = query.partition("#")
        return entry_url(file, entry)
    name = {COMMITMENTS: "agreement_commitments", ENTRIES: "initiative_entries"}.get(kind, "initiative")
    url = reverse(f"web:{name}", args=[dossier])
    return f"{url}?{query}" if query else url


def _table(brief: Brief, note: str) -> Sheet:
    heads = ["", *_heads(brief)]
    rows = [[f"[{row.number}] {row.label}", *(cell.text for cell in row.cells)] for row in brief.rows]
    return Sheet("0", heads, rows, note)


def _lines(brief: Brief) -> Sheet:
    """What is late, comes or is silent, under the numbers that it has in the brief."""
    rows = [
        (f"[{line.number}]", part.title, line.text, line.more, line.url) for part in brief.parts for line in part.lines
    ]
    first, last = (rows[0][0], rows[-1][0]) if rows else ("", "")
    return Sheet(f"{first.strip('[]')}-{last.strip('[]')}", ("", "", "", "", ""), rows)


def _heads(brief: Brief) -> list[str]:
    """Side and period of each column."""
    each = len(brief.columns) // len(brief.sides)
    return [f"{brief.sides[place // each]}: {column}" for place, column in enumerate(brief.columns)]


def _behind(brief: Brief, names: Names) -> list[Sheet]:
    """One sheet for each number and cell that counts anything, named by its number and its place."""
    return [
        listing.proving(cell.proof, names, name=f"{row.number}.{place}", note=row.label)
        for row in brief.rows
        for place, cell in enumerate(row.cells, start=1)
        if cell.proof
    ]

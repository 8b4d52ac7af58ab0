"""The continuity board of a coming rule: whom it would interrupt and when, and paths recorded for many at once."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes import reads
from servanda.processes.declaration import rows
from servanda.processes.declaration.fields import Faults
from servanda.processes.dossiers import read_statement
from servanda.processes.fields_of_work import continuity
from servanda.processes.fields_of_work.continuity import Check
from servanda.processes.organisation.periods import exact_day
from servanda.reports import continuity as reports
from servanda.reports import pdf, sheets
from servanda.reports.continuity import Board
from servanda.reports.sheets import Sheet
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.downloads import XLSX, download
from servanda.web.labels import State
from servanda.web.names import names_in
from servanda.web.ngo.path_form import PathForm
from servanda.web.once import new_token, once, taken_url
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat

SIZE = 100
KIND = "policy.path"
TONES = {"interrupted": "late", "without": "late", "late": "late", "under_way": "soon", "safe": "good"}


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """The board; a POST records one path for all that were ticked."""
    actor = actor_of(seat)
    if url := taken_url(request.POST.get("once", ""), seat):
        return redirect(url)
    row, as_of = _rule(dossier, actor), _as_of(request, seat)
    found = continuity.check(dossier, actor, as_of=as_of)
    names = names_in(get_language() or "en")
    may = any(step.kind == KIND for step in reads.open_steps(row, actor.agency, [], role=actor.role))
    form = PathForm(request.POST or None, rule=row, on=timezone.localdate(seat.at)) if may else None
    refusal = ""
    if request.method == "POST":
        if form is None:
            raise Refused("step_not_open", step=KIND)
        if form.is_valid():
            try:
                return redirect(
                    once(request.POST.get("once", ""), seat, lambda: _record(row, found, form, actor, seat))
                )
            except Faults as faults:
                refusal = " ".join(refusal_text.sentence(fault) for fault in faults.faults.values())
            except Refused as refused:
                refusal = refusal_text.sentence(refused)
    board = reports.board(row, found, names, as_of=as_of)
    context = _context(request, row, board, found) | {
        "form": form, "refusal": refusal, "once": new_token(), "as_of": as_of, "section": "files",
        "chosen": set(request.POST.getlist("item")), "chose_all": bool(request.POST.get("all")),
    }  # fmt: skip
    return render(request, "continuity.html", context, status=422 if refusal or (form and form.errors) else 200)


@officer_required
@require_safe
def as_xlsx(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    board, as_of = _board(request, seat, dossier)
    made = sheets.workbook(
        [Sheet(_("Continuity"), reports.heads(), reports.as_rows(board.lines), f"{board.title}. {board.headline}")],
        rtl=get_language_bidi(),
    )
    return download(made, XLSX, f"continuity-{as_of}.xlsx")


@officer_required
@require_safe
def as_pdf(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    board, as_of = _board(request, seat, dossier)
    return download(pdf.continuity_pdf(board), "application/pdf", f"continuity-{as_of}.pdf")


def _board(request: Request, seat: Seat, dossier: str) -> tuple[Board, date]:
    actor, as_of = actor_of(seat), _as_of(request, seat)
    row = _rule(dossier, actor)
    found = continuity.check(dossier, actor, as_of=as_of)
    return reports.board(row, found, names_in(get_language() or "en"), as_of=as_of), as_of


def _rule(dossier: str, actor: Actor) -> Dossier:
    row = reads.find(dossier, actor)
    if row.process != "policy" or not row.is_shared:
        raise Refused("no_file")
    return row


def _as_of(request: Request, seat: Seat) -> date:
    return exact_day(request.GET.get("on")) or timezone.localtime(seat.at).date()


def _record(row: Dossier, found: Check, form: PathForm, actor: Actor, seat: Seat) -> str:
    """One path for each that was ticked and has none; each becomes a commitment."""
    ticked = set(form.items())
    chosen = [item for item in found.without if form.takes_all() or item.id in ticked][: rows.MOST]
    if not chosen:
        raise Refused("no_item_chosen")
    stated = form.stated()
    paths = [{"id": item.id, "name": item.title[:400], **stated} for item in chosen]
    outgoing.submit(read_statement(KIND, {"paths": paths}, dossier=row.id), actor, at=seat.at)
    return reverse("web:continuity", args=[row.id])


def _context(request: Request, row: Dossier, board: Board, found: Check) -> dict[str, Any]:
    words = reports.status_words()
    shown = request.GET.get("show", "")
    lines = [line for line in board.lines if shown not in words or line.status == shown]
    part, paging = paged(request, len(lines), size=SIZE)
    urls = {item.id: items.file_url(item.item.file) for item in found.items}
    without = {item.id for item in found.without}
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    made = {name: reverse(f"web:continuity_{kind}", args=[row.id]) + query
            for name, kind in (("PDF", "pdf"), ("Excel", "xlsx"))}  # fmt: skip
    return {
        "rule": {"title": row.title, "url": items.file_url(row)}, "board": board,
        "conditions": reports.conditions(row), "shown": shown,
        "counts": [
            {"label": words[name], "n": n, "tone": TONES[name], "url": f"?show={name}"}
            for name, n in board.counts.items() if n
        ],
        "lines": [
            {"line": line, "url": urls[line.id], "state": State(words[line.status], TONES[line.status]),
             "is_without": line.id in without}
            for line in lines[part]
        ],
        "without": len(found.without),
        "downloads": [{"name": name, "url": url} for name, url in made.items()],
        **paging,
    }  # fmt: skip

"""The views that bring in a list of organisations: upload, columns, review, and taking in with its progress."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servanda.imports import ngos
from servanda.imports.faults import Faulty
from servanda.imports.ngos import AT_ONCE, organisations
from servanda.imports.ngos import Sheet as Read
from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.office import known_columns
from servanda.processes.search.searching import fold_text
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.uploads import read_upload
from servanda.web.downloads import XLSX, download
from servanda.web.models import Sheet
from servanda.web.names import names_in
from servanda.web.ngo import import_page, store
from servanda.web.ngo.forms import BeginForm, ColumnsForm, ReplaceForm, TakeForm
from servanda.web.seats import Request, Seat
from servanda.web.sheets import choosing, page
from servanda.web.steps import taking

KIND = "ngo.record"


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, seat: Seat) -> HttpResponse:
    """Choose the list."""
    taking.check_enters(actor_of(seat), KIND)
    form = BeginForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        name, raw = read_upload(form)
        row = store.keep(seat.officer.id, name, raw, currency=form.cleaned_data["currency"].upper(), at=seat.at)
        return redirect("web:ngo_columns", row.name)
    return render(request, "ngo_import.html", {"form": form, "section": "new"}, status=422 if form.errors else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: Request, seat: Seat, name: str) -> HttpResponse:
    """Say what each column holds, or put a mended list in the place of this one."""
    row = _find(name, seat)
    replaced = ReplaceForm(request.POST, request.FILES) if request.POST.get("do") == "replace" else None
    if replaced and replaced.is_valid():
        store.replace(row, *read_upload(replaced))
        return redirect("web:ngo_review" if _is_known(row) else "web:ngo_columns", row.name)
    try:
        read = store.read(row)
    except Faulty as faulty:
        return _unreadable(request, row, faulty, replaced)
    options: dict[str, Any] = {"count": read.grid.width, "sheets": read.grid.sheets}
    if request.method == "POST" and replaced is None:
        form = ColumnsForm(request.POST, **options)
        if form.is_valid() or request.POST.get("do") == "again":
            return _chosen(row, read, form, request.POST.get("do", ""), seat)
    else:
        form = ColumnsForm(initial=choosing.initial(read), **options)
    context = {
        "sheet": row, "columns": import_page.columns(read, form), "form": form, "section": "new",
        "known": page.known(row, read.columns), "begin_url": reverse("web:ngo_import"),
    }  # fmt: skip
    return render(request, "sheet_columns.html", context, status=422 if form.errors else 200)


@officer_required
@require_safe
def review(request: Request, seat: Seat, name: str) -> HttpResponse:
    """Every fault row by row, and what is ready to be taken in."""
    row = _find(name, seat)
    try:
        read = store.read(row)
    except Faulty as faulty:
        return _unreadable(request, row, faulty, None)
    return _review(request, row, read, TakeForm(names=names_in(get_language() or "en"), on=timezone.localdate(seat.at)))


@officer_required
@require_safe
def faulty(request: Request, seat: Seat, name: str) -> HttpResponse:
    """The faulty rows as a sheet, each with its reason, to be mended and brought again."""
    row = _find(name, seat)
    try:
        read = store.read(row)
    except Faulty:
        raise Refused("no_file") from None
    return download(import_page.faulty_sheet(read), XLSX, "to-be-mended.xlsx")


@officer_required
@require_POST
def take(request: Request, seat: Seat, name: str) -> HttpResponse:
    """Take in the next part of the list; each part whole or not at all, and each once."""
    row, actor = _find(name, seat), actor_of(seat)
    try:
        read = store.read(row)
    except Faulty as faulty:
        return _unreadable(request, row, faulty, None)
    form = TakeForm(request.POST, names=names_in(get_language() or "en"), on=timezone.localdate(seat.at))
    if not form.is_valid():
        return _review(request, row, read, form, status=422)
    found, to = organisations(read.found.sound), form.cleaned_data["to"]
    try:
        with node.current().writing():
            row = _find(name, seat)
            first = store.done(row)
            part = found[first : first + AT_ONCE]
            done = ngos.take_in(part, actor, to=[to] if to else [], at=seat.at)
            store.advance(row, done, to=to, done=first + len(part))
    except Refused as refused:
        return _review(request, row, read, form, refusal=refusal_text.sentence(refused), status=422)
    return redirect("web:ngo_progress", row.name)


@officer_required
@require_safe
def progress(request: Request, seat: Seat, name: str) -> HttpResponse:
    """How far it is, and the way on; at the end what was done and what is left to be mended."""
    row = _find(name, seat)
    try:
        read = store.read(row)
    except Faulty as faulty:
        return _unreadable(request, row, faulty, None)
    total, done = len(organisations(read.found.sound)), store.done(row)
    context = {
        "sheet": row, "done": min(done, total), "total": total, "is_over": done >= total, "taken": store.taken(row),
        "to": row.choices.get("to") or "", "wrong": len(read.found.wrong), "replace": ReplaceForm(), "section": "new",
    }  # fmt: skip
    return render(request, "ngo_progress.html", context)


def _find(name: str, seat: Seat) -> Sheet:
    row = store.find(name, seat.officer.id)
    taking.check_enters(actor_of(seat), KIND)
    return row


def _is_known(row: Sheet) -> bool:
    """Were the columns of a list with this heading chosen before?"""
    try:
        read = store.read(row)
    except Faulty:
        return False
    return bool(known_columns.recall(ngos.NGOS, read.columns.signature(), officer=row.officer).columns)


def _chosen(row: Sheet, read: Read, form: ColumnsForm, do: str, seat: Seat) -> HttpResponse:
    """Keep what was said; a heading in another line or sheet is looked at anew before anything follows from it."""
    if choosing.is_read_anew(row, read, form, do):
        return redirect("web:ngo_columns", row.name)
    mapping = form.mapping()
    choosing.keep(row, read, form, mapping, done=0)
    # The sheet of faulty rows has one column more, and comes back with the same meaning of the others.
    for heads in (read.columns.heads, (*read.columns.heads, import_page.reason())):
        signature = "|".join("".join(fold_text(head).split()) for head in heads)
        known_columns.remember(ngos.NGOS, signature, mapping, officer=seat.officer.id, at=seat.at)
    return redirect("web:ngo_review", row.name)


def _review(
    request: Request, row: Sheet, read: Read, form: TakeForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = import_page.review(read) | {
        "sheet": row, "form": form, "replace": ReplaceForm(), "refusal": refusal, "done": store.done(row),
        "section": "new",
    }  # fmt: skip
    return render(request, "ngo_review.html", context, status=status)


def _unreadable(request: Request, row: Sheet, faulty: Faulty, replaced: ReplaceForm | None) -> HttpResponse:
    context = {
        "sheet": row, "faults": import_page.listed(faulty.faults), "replace": replaced or ReplaceForm(),
        "is_unreadable": True, "section": "new",
    }  # fmt: skip
    return render(request, "ngo_review.html", context, status=422)

"""The views that bring in a spreadsheet: upload, columns, review; nothing of it is lost on a fault."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from servanda.imports.faults import Faulty
from servanda.imports.office_sheets import OfficeSheet
from servanda.imports.plans import PAST, PLAN, import_past, year_named
from servanda.imports.plans import Sheet as Read
from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import known_columns
from servanda.processes import reads
from servanda.web import clashing, refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.administration.set_up import as_clerk
from servanda.web.administration.uploads import read_upload
from servanda.web.downloads import XLSX, download
from servanda.web.models import Sheet
from servanda.web.names import names_in
from servanda.web.once import new_token, once, taken_url
from servanda.web.seats import Request, Seat
from servanda.web.sheets import choosing, office, page, store
from servanda.web.sheets.forms import BeginForm, ColumnsForm, PastForm, ReplaceForm


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, seat: Seat) -> HttpResponse:
    """Choose the file and say what it is."""
    actor = actor_of(seat)
    only_past = actor.role not in TAKES_STEPS
    plans = [] if only_past else [(row.id, row.title) for row in _plans(actor)]
    form = BeginForm(
        request.POST or None, request.FILES or None, plans=plans, only_past=only_past, today=seat.at.date(),
        initial={name: request.GET[name] for name in ("what", "plan") if request.GET.get(name)},
    )  # fmt: skip
    if form.is_valid():
        name, raw = read_upload(form)
        try:
            row = store.keep(seat.officer.id, name, raw, form.choices_made(), at=seat.at)
            return redirect("web:sheet_columns", row.name)
        except Refused as refused:
            form.add_error(None, refusal_text.sentence(refused))
    context = {
        "form": form, "section": "new", "sheets": page.under_way(seat.officer.id),
        "examples": [what for what in (PLAN, PAST) if what == PAST or not only_past],
    }  # fmt: skip
    return render(request, "sheet_begin.html", context, status=422 if form.errors else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: Request, seat: Seat, name: str) -> HttpResponse:
    """Say what each column holds."""
    row = _find(name, seat)
    replaced = ReplaceForm(request.POST, request.FILES) if request.POST.get("do") == "replace" else None
    if replaced and replaced.is_valid():
        file, raw = read_upload(replaced)
        row.file, row.raw = file[:200], raw
        row.save()
        return redirect("web:sheet_review", row.name)
    if request.POST.get("do") == "drop":
        store.drop(row.name, row.officer)
        messages.success(request, gettext("%(file)s was dropped.") % {"file": row.file}, extra_tags="good")
        return redirect(page.begin_url(row))
    read: Read | OfficeSheet
    try:
        read = store.read_office(row) if store.is_office(row) else store.read(row)
    except Faulty as faulty:
        return page.unreadable(request, row, faulty, replaced)
    options: dict[str, Any] = {"what": row.choices["what"], "count": read.grid.width, "sheets": read.grid.sheets}
    if request.method == "POST" and replaced is None:
        form = ColumnsForm(request.POST, **options)
        if form.is_valid():
            return _chosen(row, read, form, request.POST.get("do", ""), seat)
    else:
        form = ColumnsForm(initial=_initial(read, row), **options)
    context = {
        "sheet": row, "columns": page.columns(read, form), "form": form,
        "year_of": _years(form, row),
        "section": "people" if store.is_office(row) else "new", "known": page.known(row, read.columns),
        "begin_url": page.begin_url(row),
    }  # fmt: skip
    return render(request, "sheet_columns.html", context, status=422 if form.errors else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, seat: Seat, name: str) -> HttpResponse:
    """See everything that is wrong, what the rows are, what they clash with; then take them in."""
    if url := taken_url(request.POST.get("once", ""), seat):
        return redirect(url)
    row, actor = _find(name, seat), actor_of(seat)
    if store.is_office(row):
        return office.review(request, seat, row)
    try:
        read = store.read(row)
    except Faulty as faulty:
        return page.unreadable(request, row, faulty, None)
    plan = _plan(row, actor)
    is_plan = row.choices["what"] == PLAN
    form = None if is_plan else PastForm(request.POST or None, initial={"title": store.title(read, row, actor)})
    if form and form.is_valid() and not read.items.faults:
        return redirect(once(request.POST.get("once", ""), seat, lambda: _record(row, form, seat)))
    names = names_in(get_language() or "en")
    context = {
        "sheet": row, "faults": page.faults(read.faults), "notes": page.faults(read.items.notes), "form": form,
        "table": page.table(read, row, plan, names), "passed_over": page.passed_over(read), "once": new_token(),
        "clashes": clashing.shown(page.met(read, plan, actor), names) if is_plan else None, "has_about": True,
        "go_on_url": page.step_url(row, plan) if is_plan and not read.items.faults else "", "plan": plan,
        "replace": ReplaceForm(), "section": "new",
    }  # fmt: skip
    return render(request, "sheet_review.html", context, status=422 if form and form.errors else 200)


@officer_required
@require_safe
def faults(request: Request, seat: Seat, name: str) -> HttpResponse:
    """All that is wrong as a sheet, however much of it the page shows."""
    row = _find(name, seat)
    try:
        found = office.faults_of(row) if store.is_office(row) else store.read(row).faults
    except Faulty as faulty:
        found = faulty.faults
    return download(page.faulty_sheet(found), XLSX, "to-be-mended.xlsx")


def _find(name: str, seat: Seat) -> Sheet:
    """The officer's own sheet; lists of units, people and partners are an administrator's."""
    row = store.find(name, seat.officer.id)
    if store.is_office(row) and seat.role != "admin":
        raise Refused("no_file")
    return row


def _plans(actor: Actor) -> list[Dossier]:
    rows = reads.visible(actor).filter(process="plan", home=actor.agency, is_ended=False)
    return list(rows.order_by("-moved_at")[:50])


def _plan(row: Sheet, actor: Actor) -> Dossier | None:
    """The plan that the sheet revises, if it still stands open to this actor."""
    name = row.choices.get("plan")
    return next((plan for plan in _plans(actor) if plan.id == name), None) if name else None


def _initial(read: Read | OfficeSheet, row: Sheet) -> dict[str, Any]:
    """A year that the sheet names itself goes before the one said at the upload, until the columns were said."""
    year = row.choices.get("year")
    if isinstance(read, Read) and row.choices.get("columns") is None:
        year = year_named(read) or year
    return choosing.initial(read) | {"zone": row.choices.get("zone") or office.usual_zone(), "year": year}


def _years(form: ColumnsForm, row: Sheet) -> dict[str, str] | None:
    """The year that was said and the one that stands in the form, where they differ."""
    said, shown = str(row.choices.get("year") or ""), str(form["year"].value() or "") if "year" in form.fields else ""
    return {"said": said, "shown": shown} if shown and said != shown else None


def _chosen(row: Sheet, read: Read | OfficeSheet, form: ColumnsForm, do: str, seat: Seat) -> HttpResponse:
    """Keep what was said; a heading in another line or sheet is looked at anew before anything follows from it."""
    if choosing.is_read_anew(row, read, form, do):
        return redirect("web:sheet_columns", row.name)
    said = {name: form.cleaned_data[name] for name in ("zone", "year") if form.cleaned_data.get(name)}
    choosing.keep(row, read, form, form.mapping(), **said)
    known_columns.remember(
        row.choices["what"], read.columns.signature(), form.mapping(), officer=row.officer, at=seat.at
    )
    return redirect("web:sheet_review", row.name)


def _record(row: Sheet, form: PastForm, seat: Seat) -> str:
    actor = actor_of(seat) if seat.role in TAKES_STEPS else as_clerk(seat)
    data = form.cleaned_data
    done = import_past(
        bytes(row.raw), row.file, actor, choices=store.choices_of(row), title=data["title"],
        for_all=data["readers"] == "all", at=seat.at,
    )  # fmt: skip
    store.drop(row.name, row.officer)
    return reverse("web:past", args=[done.dossier]) if seat.role in TAKES_STEPS else reverse("web:set_up")

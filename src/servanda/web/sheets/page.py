"""What the pages of a spreadsheet under way show: its columns with samples, its faults by cell, its rows."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from servanda.imports.columns import Columns
from servanda.imports.faults import Fault, Faulty
from servanda.imports.grids import place
from servanda.imports.office_sheets import OfficeSheet
from servanda.imports.plans import PLAN, plan_rows
from servanda.imports.plans import Sheet as Read
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import SENTENCES
from servanda.office import known_columns
from servanda.processes.declaration import tables
from servanda.processes.declaration.tables import Table
from servanda.processes.fields_of_work import plan_states
from servanda.processes.figures import past
from servanda.processes.kinds.plan import PROCESS as PLAN_PROCESS
from servanda.processes.search import clashes
from servanda.processes.search.clashes import Clash
from servanda.processes.telling.timeline import Names
from servanda.reports import sheets
from servanda.web import refusal_text
from servanda.web.models import Sheet
from servanda.web.seats import Request
from servanda.web.sheets import store
from servanda.web.sheets.forms import ColumnsForm, ReplaceForm

SAMPLES, LONGEST = 3, 80
SHOWN = 200


def columns(read: Read | OfficeSheet, form: ColumnsForm) -> list[dict[str, Any]]:
    """Each column of the sheet: its letter, heading, first values, and the field that says what it holds."""
    below = [line for line in read.grid.lines if line.number > read.columns.last]
    return [
        {
            "letter": place(1, column).rstrip("1"), "head": read.columns.heads[column - 1],
            "samples": _samples(cell.text for line in below if not (cell := line.cell(column)).is_spread),
            "field": form[f"column-{column}"],
        }
        for column in range(1, read.grid.width + 1)
    ]  # fmt: skip


def known(row: Sheet, columns: Columns) -> str:
    """Whose earlier choice of columns stands here: own, other, or '' where it is a guess from the heading."""
    if row.choices.get("columns") is not None:
        return "said"
    found = known_columns.recall(row.choices["what"], columns.signature(), officer=row.officer)
    return ("own" if found.officer == row.officer else "other") if found.columns else ""


def under_way(officer: str) -> list[dict[str, Any]]:
    """The officer's sheets that were not taken in yet."""
    return [
        {"file": row.file, "at": row.at, "url": reverse("web:sheet_columns", args=[row.name])}
        for row in store.under_way(officer)
    ]


def begin_url(row: Sheet) -> str:
    """Where such a file is uploaded."""
    what = str(row.choices.get("what"))
    return reverse("web:set_up_import", args=[what]) if store.is_office(row) else reverse("web:bring_in")


def unreadable(request: Request, row: Sheet, faulty: Faulty, replaced: ReplaceForm | None) -> HttpResponse:
    context = {"sheet": row, "faults": faults(faulty.faults), "replace": replaced or ReplaceForm(), "section": "new"}
    return render(request, "sheet_review.html", context, status=422)


def faults(found: Iterable[Fault]) -> dict[str, Any]:
    """Every fault with its cell and the heading of its column, in the reader's language."""
    every = list(found)
    return {
        "rows": [_told(fault) for fault in every[:SHOWN]], "more": max(len(every) - SHOWN, 0), "count": len(every),
    }  # fmt: skip


def faulty_sheet(found: Iterable[Fault]) -> bytes:
    """All of them as a sheet, a fault a row."""
    rows = [(one["place"], one["head"], one["sentence"]) for one in map(_told, found)]
    heads = (_("Cell"), _("Column"), _("What is wrong"))
    return sheets.workbook([sheets.Sheet(_("To be mended"), heads, rows)], rtl=get_language_bidi())


def _told(fault: Fault) -> dict[str, str]:
    sentence = refusal_text.sentence(fault.refused)
    return {"place": place(fault.line, fault.column), "head": _head(fault), "sentence": sentence}


def _head(fault: Fault) -> str:
    """The heading of the column, where the fault is one of a cell; the sentence may name it itself."""
    head = str(fault.params.get("field") or "")
    return "" if fault.field in ("row", "file", "columns") or "%(field)s" in SENTENCES.get(fault.code, "") else head


def table(read: Read, row: Sheet, plan: Dossier | None, names: Names) -> Table:
    """The rows as they would be taken in, marked against the plan that they revise."""
    items = read.items.items
    if row.choices.get("what") == PLAN:
        found = PLAN_PROCESS.field("items")
        assert found is not None
        before = plan.facts.get("items") if plan else None
        return tables.table(found, plan_rows(items, before), before, say=names.value)
    return tables.table(past.ROWS, [{"id": f"r{item.line}", **item.values} for item in items], None, say=names.value)


def met(read: Read, plan: Dossier | None, actor: Actor) -> list[Clash]:
    """What the rows of a plan clash with, among themselves and with what stands. One query."""
    before = plan.facts.get("items") if plan else None
    named = zip(read.items.items, plan_rows(read.items.items, before), strict=True)
    planned = [
        clashes.planned(
            title=str(row.get("title") or ""), start_on=row.get("start_on"), end_on=row.get("end_on"),
            partner=str(row.get("partner") or ""), place=str(row.get("place") or ""),
            key=plan_states.name_of(plan.id if plan else "", row["id"]), at=item.line,
        )
        for item, row in named
    ]  # fmt: skip
    known = [item for item in planned if item]
    return [*clashes.among(known), *clashes.find(known, actor, apart_from=plan.id if plan else "")]


def passed_over(read: Read) -> list[dict[str, Any]]:
    """Lines that were not taken for rows, so that nobody must wonder where they went."""
    heads = [{"line": line, "text": text, "why": _("heads a part")} for line, text in read.items.headings]
    sums = [{"line": line, "text": text, "why": _("a sum")} for line, text in read.items.totals]
    return sorted([*heads, *sums], key=lambda item: int(str(item["line"])))


def step_url(row: Sheet, plan: Dossier | None) -> str:
    base = reverse("web:step", args=[plan.id, "plan.revise"]) if plan else reverse("web:open", args=["plan"])
    return f"{base}?sheet={row.name}"


def _samples(texts: Iterable[str]) -> list[str]:
    found = (text for text in texts if text)
    return [
        text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        for text, _n in zip(found, range(SAMPLES), strict=False)
    ]

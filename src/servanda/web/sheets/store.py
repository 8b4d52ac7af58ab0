"""Spreadsheets under way: each is its officer's alone, and kept until it is taken in or a week has passed."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext

from servanda.imports import office_sheets
from servanda.imports.faults import Faulty
from servanda.imports.office_sheets import OfficeSheet
from servanda.imports.plans import PLAN, Choices, plan_rows, read_sheet, title_named
from servanda.imports.plans import Sheet as Read
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes.telling.timeline import Names
from servanda.web.models import Sheet

KEPT = timedelta(days=7)
MOST = 10
# Lists that have pages of their own.
ELSEWHERE = ("ngos",)
NAMES = frozenset({"what", "year", "currency", "kind", "sheet", "header", "columns", "zone"})


def keep(officer: str, file: str, raw: bytes, choices: Mapping[str, Any], *, at: datetime) -> Sheet:
    """Raises Refused where so many of this officer are under way that one must be dropped first."""
    Sheet.objects.filter(at__lt=at - KEPT).delete()
    if Sheet.objects.filter(officer=officer).count() >= MOST:
        raise Refused("sheets_many", most=MOST)
    return Sheet.objects.create(
        name=secrets.token_urlsafe(18), officer=officer, file=file[:200], raw=raw, choices=dict(choices), at=at
    )


def find(name: str, officer: str) -> Sheet:
    """Raises Refused("no_file") alike for another's and for one that is not there."""
    row = Sheet.objects.filter(name=name, officer=officer).first()
    if row is None or row.choices.get("what") in ELSEWHERE:
        raise Refused("no_file")
    return row


def under_way(officer: str) -> list[Sheet]:
    """The officer's own, the newest first, without what is in them."""
    rows = Sheet.objects.filter(officer=officer).defer("raw").order_by("-at", "name")
    return [row for row in rows if row.choices.get("what") not in ELSEWHERE]


def choices_of(row: Sheet) -> Choices:
    return Choices(officer=row.officer, **{name: value for name, value in row.choices.items() if name in NAMES})


def read(row: Sheet) -> Read:
    """A plan or a list of before. Raises Faulty where it cannot be read at all."""
    return read_sheet(bytes(row.raw), choices_of(row))


def read_office(row: Sheet) -> OfficeSheet:
    """A list of units, people or partners. Raises Faulty where it cannot be read at all."""
    return office_sheets.read_sheet(bytes(row.raw), choices_of(row))


def is_office(row: Sheet) -> bool:
    return row.choices.get("what") in office_sheets.KINDS


def rows_of(name: str, officer: str, plan: Dossier | None) -> list[dict[str, Any]]:
    """The rows for the step that proposes or revises a plan. Raises Refused where they have faults after all."""
    row = find(name, officer)
    try:
        found = read(row)
    except Faulty:
        raise Refused("no_file") from None
    if row.choices.get("what") != PLAN or found.items.faults:
        raise Refused("no_file")
    return plan_rows(found.items.items, plan.facts.get("items") if plan else None)


def known_of(name: str, actor: Actor) -> dict[str, Any]:
    """What the sheet tells of the plan besides its rows."""
    row = find(name, actor.officer)
    return {"title": title(read(row), row, actor), "year": row.choices.get("year")}


def title(found: Read, row: Sheet, actor: Actor) -> str:
    """As the sheet calls itself; else what it is, of which year and unit."""
    if own := title_named(found):
        return own
    names = Names(get_language() or "en", {}).load()
    values = {"year": row.choices.get("year") or "", "unit": names.unit(actor.unit)}
    if row.choices.get("what") == PLAN:
        return " ".join((gettext("Plan for %(year)s of %(unit)s") % values).split())
    return " ".join((gettext("Visits and activities of %(year)s, %(unit)s") % values).split())


def drop(name: str, officer: str) -> None:
    Sheet.objects.filter(name=name, officer=officer).delete()

"""A file to begin from: the list with its headings in the reader's language, and what stands in each column."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language, get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from servanda.imports.example_lists import EXAMPLES
from servanda.imports.office_sheets import KINDS
from servanda.kernel.refusals import Refused
from servanda.reports.sheets import Sheet, workbook
from servanda.web.access import officer_required
from servanda.web.seats import Request, Seat

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES: dict[str, Any] = {
    "units": _("Units"), "people": _("People"), "partners": _("Partners"), "plan": _("Plan"), "past": _("Last year"),
}  # fmt: skip
UNIT = _("A unit's name or code, as in the list of units.")
KIND = _("Visit or activity; in the words of the example.")
SAYS: dict[str, dict[str, Any]] = {
    "units": {
        "code": _("Small letters from a to z, figures and -. Left empty, it is made from the name."),
        "name": _("To be filled in. A further column may hold the name in another language."),
        "parent": _("The name or code of the unit above; empty for the highest."),
        "kind": _("Department, section, member association, provincial union, mission abroad, office or leadership."),
        "zone": _("Left empty, the one chosen on the next page."),
        "regions": _("Codes such as europe, divided by ; – empty for all."),
    },
    "people": {
        "officer": _("Left empty, it is made from the mail address or the name."),
        "title": _("The post as it is written on letters; no name of a person is needed."),
        "unit": UNIT,
        "role": _("Desk officer, head of unit, leadership, registry clerk or administrator. Left empty: desk officer."),
        "language": _("In which pages and mail are written. Left empty, the first language of this agency."),
        "email": _("Where mail goes; it may be empty."),
    },
    "partners": {
        "name": _("To be filled in. A further column may hold the name in another language."),
        "kind": _("Country, organisation, non-governmental organisation or person."),
        "country": _("Its name or its code, such as VN."),
    },
    "plan": {
        "title": _("To be filled in."), "kind": KIND,
        "start_on": _("A day, a month or a year: 10/5/2027, 5/2027, 2027."),
        "end_on": _("Empty where it is one day."), "partner": _("A country or another partner, by its name."),
        "place": "", "lead": UNIT, "outcome": _("What is to come of it."), "amount": _("A number."),
        "currency": _("Three letters, such as VND."),
    },
    "past": {
        "title": _("To be filled in."), "kind": KIND,
        "start_on": _("To be filled in: a day, or a month such as 5/2026."),
        "end_on": _("Empty where it is one day."),
        "notice_on": _("The day on which this agency learned of it; the time of notice is counted from it."),
        "direction": _("Incoming or outgoing; in the words of the example."),
        "level": _("State, official, working, unannounced, private or transit."),
        "partner": _("A country or another partner, by its name."), "place": "", "participants": _("A number."),
    },
}  # fmt: skip


@officer_required
@require_safe
def show(request: Request, seat: Seat, what: str) -> HttpResponse:
    """The lists of an administrator are there for nobody else."""
    example = EXAMPLES.get(what)
    if example is None or (what in KINDS and seat.role != "admin"):
        raise Refused("no_file")
    heads, rows = example.table(get_language() or "en")
    title, columns = str(TITLES[what]), gettext("Columns")
    said = [(head, str(SAYS[what][name])) for head, name in zip(heads, example.heads, strict=True)]
    sheets = [Sheet(title, heads, rows), Sheet(columns, (gettext("Column"), gettext("What stands in it")), said)]
    headers = {"Content-Disposition": f'attachment; filename="{what}.xlsx"'}
    return HttpResponse(workbook(sheets, rtl=get_language_bidi()), content_type=XLSX, headers=headers)

"""Search over all that the officer may see: each file with the sentence in which the words stand."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.processes.agreements import agreement_reading
from servanda.processes.search import finding
from servanda.processes.search.finding import Found
from servanda.processes.telling.timeline import Names
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements.commitment_rows import entry_url
from servanda.web.desk import items
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def show(request: Request, seat: Seat) -> HttpResponse:
    """`q` holds the words; without any the page only asks for them."""
    q, names = request.GET.get("q", "")[: finding.LONGEST], names_in(get_language() or "en")
    found, has_more = finding.found(actor_of(seat), q)
    titles = agreement_reading.titles([one.row for one in found], names.language)
    context = {
        "section": "files", "q": q, "is_asked": bool(q.strip()), "most": finding.MOST if has_more else 0,
        "list_url": f"{reverse('web:files')}?{urlencode({'q': q})}",
        "found": [_found(one, titles.get(one.row.id) or items.file_title(one.row), names) for one in found],
    }  # fmt: skip
    return render(request, "search.html", context)


def _found(one: Found, title: str, names: Names) -> dict[str, Any]:
    is_page = one.entry and one.row.process != "past"
    return {
        "url": entry_url(one.row.id, one.entry) if is_page else items.file_url(one.row), "title": title,
        "kind": items.kind_label(one.row.process), "code": items.file_code(one.row.id),
        "partner": items.partner(one.row, names), "state": items.file_state(one.row),
        "pieces": [{"text": text, "is_hit": bool(n % 2)} for n, text in enumerate(one.pieces) if text],
        "is_title": "".join(one.pieces) == title,
        "at": one.at or one.row.moved_at, "is_internal": one.internal,
    }  # fmt: skip

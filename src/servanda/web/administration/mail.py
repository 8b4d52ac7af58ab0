"""The mail that went out or waits: for everybody in a sample, else for administrators."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servanda.kernel import node
from servanda.office.models import Mail
from servanda.web.access import officer_required
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat

PAGE = 50


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    if not node.current().is_demo and seat.role != "admin":
        raise Http404
    page, paging = paged(request, Mail.objects.count(), size=PAGE)
    rows = list(Mail.objects.select_related("officer").order_by("-at", "-id")[page])
    asked = request.GET.get("mail", "")
    chosen = next((row for row in rows if str(row.id) == asked), None)
    context = {
        "section": "mail",
        "mails": [_listed(request, row, chosen) for row in rows],
        "mail": _shown(chosen) if chosen else None,
        **paging,
    }
    return render(request, "mail.html", context)


def _listed(request: Request, row: Mail, chosen: Mail | None) -> dict[str, Any]:
    query = request.GET.copy()
    query["mail"] = str(row.id)
    return {
        "url": f"?{query.urlencode()}", "to": row.address or str(row.officer), "subject": row.subject, "at": row.at,
        "is_chosen": row == chosen,
    }  # fmt: skip


def _shown(row: Mail) -> dict[str, Any]:
    return {
        "to": row.address or str(row.officer), "subject": row.subject, "at": row.at, "text": row.text,
        "lang": row.language,
    }  # fmt: skip

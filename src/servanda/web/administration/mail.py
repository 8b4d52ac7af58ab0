"""The mail that went out or waits: whole for everybody in a sample, else without its words for administrators."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from servanda.kernel import node
from servanda.office.models import Mail
from servanda.web.access import officer_required
from servanda.web.labels import State
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat

PAGE = 50
REASONS: dict[str, Any] = {
    "new_entry": _("A new entry"), "due_soon": _("Due soon"), "due_today": _("Due today"), "late": _("Overdue"),
    "referred": _("Referred upwards"), "nudge": _("A reminder"), "digest": _("The day's work"),
}  # fmt: skip


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    if not node.current().is_demo and seat.role != "admin":
        raise Http404
    page, paging = paged(request, Mail.objects.count(), size=PAGE)
    if not node.current().is_demo:
        # What was written tells of files, and an administrator reads none.
        return render(request, "mail.html", {"section": "mail", "sent": _sent(page), **paging})
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


def _sent(page: slice) -> list[dict[str, Any]]:
    rows = Mail.objects.select_related("officer").defer("subject", "text").order_by("-at", "-id")[page]
    return [
        {"to": row.address or str(row.officer), "reason": REASONS.get(row.reason, row.reason), "at": row.at,
         "state": _state(row)}
        for row in rows
    ]  # fmt: skip


def _state(row: Mail) -> State:
    if row.sent_at:
        return State(_("sent"), "good")
    return State(_("not sent yet"), "soon") if row.failure else State(_("waiting to be sent"))


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

"""The mail that went out or waits: whole for everybody in a sample, else without its words for administrators."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from servanda.kernel import node
from servanda.office import hours
from servanda.office.models import Mail, Notice, Officer, Post
from servanda.office.packing import DIGEST, about, next_mail
from servanda.web.access import officer_required
from servanda.web.files.history import titles
from servanda.web.labels import State
from servanda.web.names import names_in
from servanda.web.paging import paged
from servanda.web.seats import Request, Seat

PAGE = 25
REASONS: dict[str, Any] = {
    "new_entry": _("A new entry"), "due_soon": _("Due soon"), "due_today": _("Due today"), "late": _("Overdue"),
    "referred": _("Referred upwards"), "nudge": _("A reminder"),
    "recused": _("An officer may not handle a file"), "digest": _("The day's work"),
    "certificate": _("A certificate that ends"),
    "withheld": _("Entries that are kept back"),
    "token": _("A program's access that ends"),
}  # fmt: skip


@officer_required
@require_safe
def index(request: Request, seat: Seat) -> HttpResponse:
    if not node.current().is_demo and seat.role != "admin":
        raise Http404
    counts, found = _by_unit(), _found(request)
    page, paging = paged(request, found.count(), size=PAGE)
    paging |= {"waiting": _waiting(seat.at), "q": request.GET.get("q", "")[:200], "units": _units(request, counts)}
    if not node.current().is_demo:
        # What was written tells of files, and an administrator reads none.
        return render(request, "mail.html", {"section": "mail", "sent": _sent(found, page), **paging})
    rows = list(found.select_related("officer")[page])
    asked = request.GET.get("mail", "")
    chosen = next((row for row in rows if str(row.id) == asked), None)
    context = {
        "section": "mail",
        "mails": [_listed(request, row, chosen) for row in rows],
        "mail": _shown(chosen) if chosen else None,
        **paging,
    }
    return render(request, "mail.html", context)


def _waiting(now: datetime) -> list[dict[str, Any]]:
    """Who is to hear how much, and from when: what came up out of hours, or after the day's mail."""
    n = dict(Notice.objects.filter(settled_at=None).order_by().values_list("officer").annotate(n=Count("id")))
    officers = Officer.objects.in_bulk(list(n))
    if not officers:
        return []
    known, posts = hours.load(officers.values(), now=now), titles(officers, get_language() or "en")
    told = set(Mail.objects.filter(reason=DIGEST, officer__in=officers, about__in={about(when, now)
               for when in known.values()}).values_list("officer", flat=True))  # fmt: skip
    found = [
        {"to": posts.get(name, name), "n": n[name], "at": next_mail(officer, known[name], name in told, now=now)}
        for name, officer in officers.items()
    ]
    return sorted(found, key=lambda row: (row["at"], row["to"]))


def _found(request: Request) -> QuerySet[Mail]:
    """Those to the unit and of the words asked for; outside a sample nobody searches what was written."""
    rows = Mail.objects.order_by("-at", "-id")
    for word in request.GET.get("q", "")[:200].split():
        fits = Q(address__icontains=word) | Q(officer__id__icontains=word)
        rows = rows.filter(fits | Q(subject__icontains=word) if node.current().is_demo else fits)
    if unit := request.GET.get("unit", ""):
        rows = rows.filter(officer__in=Post.objects.filter(unit=unit).values("officer"))
    return rows


def _by_unit() -> dict[str, int]:
    """Unit -> how many mails went to those who hold or held a post in it. Two queries."""
    sent = dict(Mail.objects.order_by().values_list("officer").annotate(n=Count("id")))
    found: dict[str, int] = defaultdict(int)
    for officer, unit in Post.objects.values_list("officer", "unit").distinct():
        found[unit] += sent.get(officer, 0)
    return {unit: n for unit, n in found.items() if n}


def _units(request: Request, counts: dict[str, int]) -> list[dict[str, Any]]:
    names = names_in(get_language() or "en")
    named = sorted((names.unit(unit), unit) for unit in counts)
    return [
        {"value": unit, "label": name, "n": counts[unit], "is_chosen": unit == request.GET.get("unit", "")}
        for name, unit in named
    ]


def _sent(found: QuerySet[Mail], page: slice) -> list[dict[str, Any]]:
    rows = found.select_related("officer").defer("subject", "text")[page]
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

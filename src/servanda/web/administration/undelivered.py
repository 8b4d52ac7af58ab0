"""Dated records of what was not delivered in the agreed time: to be shown and printed, with what became of it since."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.exchange.deliveries import Delivery, deliveries
from servanda.kernel.models import StoredAct
from servanda.kernel.times import read_time
from servanda.processes import reads
from servanda.processes.telling.timeline import declared
from servanda.web import labels
from servanda.web.access import actor_of, officer_required
from servanda.web.names import names_in
from servanda.web.paging import paged
from servanda.web.refusal_text import of_code
from servanda.web.roles import sees_connections
from servanda.web.seats import Request, Seat

KIND = "office.undelivered"
PAGE = 25


@officer_required
@require_safe
@sees_connections
def index(request: Request, seat: Seat) -> HttpResponse:
    found = StoredAct.objects.filter(kind=KIND, internal=True, facts__isnull=False).order_by("-seq")
    page, paging = paged(request, found.count(), size=PAGE)
    rows = list(found[page])
    facts = {row.name: row.act.facts for row in rows}
    about = {str(said["act"]) for said in facts.values()}
    stored = StoredAct.objects.filter(name__in=about).values_list("name", "kind", "at")
    said = {name: (kind, at) for name, kind, at in stored}
    files = reads.visible(actor_of(seat)).filter(id__in={row.dossier for row in rows})
    titles: dict[str, str] = dict(files.values_list("id", "title"))
    now = {(one.act, one.agency): one for one in deliveries(about)}
    names = names_in(get_language() or "en")
    records = [_record(row, facts[row.name], said, titles, now, names) for row in rows]
    return render(request, "undelivered.html", {"section": "connections", "records": records, **paging})


def _record(
    row: StoredAct, facts: dict[str, Any], said: dict[str, tuple[str, datetime]], titles: dict[str, str],
    now: dict[tuple[str, str], Delivery], names: Any,
) -> dict[str, Any]:  # fmt: skip
    act, peer = str(facts["act"]), str(facts["peer"])
    kind, at = said.get(act, ("", None))
    _process, step = declared(kind)
    today, is_seen = now.get((act, peer)), row.dossier in titles
    return {
        "recorded_at": row.at, "peer": peer, "name": names.agency(peer), "since": read_time(facts["since"]),
        "failure": of_code(str(facts["failure"]), {"agency": peer, "why": ""}) if facts.get("failure") else "",
        "title": titles.get(row.dossier, ""), "url": reverse("web:file", args=[row.dossier]) if is_seen else "",
        "proof_url": reverse("web:proof", args=[row.dossier]) if is_seen else "", "said_at": at,
        "step": step.label if step else "", "mark": act.removeprefix("sha256:")[:12],
        "record": row.name.removeprefix("sha256:")[:12],
        "state": labels.DELIVERED.get(today.state) if today else None,
        "receipt_at": today.receipt_at if today else None,
    }  # fmt: skip

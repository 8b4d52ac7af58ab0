"""One entry that was set aside: why, and what is done with it."""

from typing import Any

from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from servanda.exchange import again
from servanda.exchange.models import Quarantine
from servanda.kernel.refusals import Refused
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.administration.one_connection import settled
from servanda.web.roles import administers
from servanda.web.seats import Request, Seat


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@administers
def show(request: Request, seat: Seat, pk: str) -> HttpResponse:
    row = _find(pk)
    note = request.POST.get("note", "").strip()
    if request.method != "POST":
        return _page(request, row)
    if row.settled_at:
        return _page(request, row, error=gettext("This is settled already."))
    match request.POST.get("do"):
        case "again":
            try:
                again.examine_again(row, by=seat.officer.id, now=seat.at)
            except Refused as refused:
                told = gettext("It was examined again and is still refused: %(reason)s")
                return _page(request, row, error=told % {"reason": refusal_text.sentence(refused)}, note=note)
        case "tell":
            again.tell_again(row)
        case "discard" if note:
            again.discard(row, by=seat.officer.id, note=note, now=seat.at)
        case "discard":
            return _page(request, row, error=gettext("Say why it is thrown away; this stays on record."), note=note)
        case _:
            raise Refused("nothing_chosen")
    return redirect("web:set_aside", row.pk)


@officer_required
@require_safe
@administers
def export(request: Request, seat: Seat, pk: str) -> HttpResponse:
    """The bytes as they came, for whoever is to look into it."""
    row = _find(pk)
    if not row.raw:
        raise Refused("no_file")
    headers = {
        "Content-Disposition": f'attachment; filename="set-aside-{row.pk}.bin"', "Content-Security-Policy": "sandbox",
    }  # fmt: skip
    return HttpResponse(bytes(row.raw), content_type="application/octet-stream", headers=headers)


def _find(pk: str) -> Quarantine:
    row = Quarantine.objects.annotate(size=Length("raw")).filter(pk=pk).first()
    if row is None:
        raise Refused("no_file")
    return row


def _page(request: Request, row: Any, *, error: str = "", note: str = "") -> HttpResponse:
    is_proof = row.code in again.PROOFS
    context = {
        "section": "connections", "reason": refusal_text.of_code(row.code, row.params), "at": row.at,
        "sender": row.peer,
        "n": row.n, "mark": row.act.removeprefix("sha256:")[:12], "size": row.size, "state": settled(row),
        "settled_at": row.settled_at, "settled_by": row.settled_by, "note": row.note, "error": error, "typed": note,
        "is_open": not row.settled_at, "may_again": row.size > 0 and not is_proof, "is_proof": is_proof,
        "export_url": reverse("web:set_aside_export", args=[row.pk]) if row.size else "",
        "back_url": reverse("web:connection", args=[row.peer]),
    }  # fmt: skip
    return render(request, "set_aside.html", context, status=422 if error else 200)

"""Courier files on pages: made for an agency that is connected, taken in when one comes, and what became of each."""

import tempfile
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from servanda.exchange.cards import card_of
from servanda.exchange.courier.pack import pack
from servanda.exchange.courier.unpack import unpack
from servanda.exchange.models import CourierFile, Peer
from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.kernel.times import read_time
from servanda.web import refusal_text
from servanda.web.access import officer_required
from servanda.web.roles import carries_files, sees_connections
from servanda.web.seats import Request, Seat

SHOWN = 30
CARRIERS = ("admin", "clerk")


class MakeForm(forms.Form):
    peer = forms.ChoiceField(label=_("For"))

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peer"].choices = [(code, f"{name} · {code}") for code, name in names.items()]  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    file = forms.FileField(
        label=_("Courier file that came"), allow_empty_file=True,
        help_text=_("Who made it stands in the file; it opens only with the keys kept here."),
    )  # fmt: skip


@officer_required
@require_safe
@sees_connections
def index(request: Request, seat: Seat) -> HttpResponse:
    return _page(request, seat, take=TakeForm())


@officer_required
@require_POST
@carries_files
def make(request: Request, seat: Seat) -> HttpResponseBase:
    """The file as a download; it lies on this system's disk only until it was handed out."""
    form = MakeForm(request.POST, names=_names())
    if not form.is_valid():
        return _page(request, seat, make_form=form, take=TakeForm(), status=422)
    peer, here = form.cleaned_data["peer"], node.current()
    target = tempfile.TemporaryFile(dir=here.files)  # noqa: SIM115 - the answer closes it
    try:
        pack(peer, target, now=seat.at, officer=seat.officer.pk)
    except Refused as refused:
        target.close()
        form.add_error("peer", refusal_text.sentence(refused))
        return _page(request, seat, make_form=form, take=TakeForm(), status=422)
    target.seek(0)
    name = f"{here.agency}-{peer}-{seat.at:%Y%m%d-%H%M%S}.courier"
    return FileResponse(target, as_attachment=True, filename=name, content_type="application/octet-stream")


@officer_required
@require_POST
@carries_files
def take(request: Request, seat: Seat) -> HttpResponse:
    form = TakeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, seat, take=form, status=422)
    try:
        done = unpack(form.cleaned_data["file"], now=seat.at, officer=seat.officer.pk)
    except Refused as refused:
        form.add_error("file", refusal_text.sentence(refused))
        return _page(request, seat, take=form, status=422)
    return redirect("web:courier_report", done.number)


@officer_required
@require_safe
@sees_connections
def report(request: Request, seat: Seat, carried: int) -> HttpResponse:
    """What became of one file that was taken in."""
    row = CourierFile.objects.filter(id=carried, direction="taken").first()
    if row is None:
        raise Refused("no_file")
    told = row.report
    context = {
        "section": "connections", "name": _names().get(row.peer, row.peer), "code": row.peer, "at": row.at,
        "made_at": row.made_at, "again_at": read_time(told["again_at"]) if told["again_at"] else None,
        "counts": _counts(told), "faults": _faults(told),
        "make": MakeForm(names=_names(), initial={"peer": row.peer}) if seat.role in CARRIERS else None,
        "peer": row.peer,
    }  # fmt: skip
    return render(request, "courier_report.html", context)


def _page(
    request: Request, seat: Seat, *, take: TakeForm, make_form: MakeForm | None = None, status: int = 200
) -> HttpResponse:
    names = _names()
    make_form = make_form or MakeForm(names=names, initial={"peer": request.GET.get("peer", "")})
    rows = CourierFile.objects.order_by("-id")[:SHOWN]
    context = {
        "section": "connections", "may_carry": seat.role in CARRIERS, "make": make_form, "take": take,
        "has_peers": bool(names), "form": take if take.errors else make_form,
        "files": [_row(row, names) for row in rows],
    }  # fmt: skip
    return render(request, "courier.html", context, status=status)


def _names() -> dict[str, str]:
    language = get_language() or "en"
    peers = Peer.objects.order_by("agency").values_list("agency", "card")
    return {agency: pick(card_of(card).name, language) for agency, card in peers}


def _row(row: CourierFile, names: dict[str, str]) -> dict[str, Any]:
    is_made = row.direction == "made"
    entries = row.report.get("entries", 0) if is_made else row.report.get("taken", 0)
    text = ngettext("%(n)s entry", "%(n)s entries", entries) % {"n": entries}
    return {
        "said": (gettext("Made for %(agency)s") if is_made else gettext("Taken in from %(agency)s"))
        % {"agency": names.get(row.peer, row.peer)},
        "at": row.at, "text": text, "is_wrong": bool(not is_made and _faults(row.report)),
        "url": "" if is_made else reverse("web:courier_report", args=[row.pk]),
    }  # fmt: skip


def _counts(told: dict[str, Any]) -> list[tuple[str, int]]:
    files = told["files"]
    found = [
        (gettext("Entries taken in"), told["taken"]), (gettext("Entries that were here before"), told["known"]),
        (gettext("Entries that wait for something missing"), told["waits"]),
        (gettext("Entries refused"), told["refused_count"]), (gettext("Attachments taken in"), files["taken"]),
        (gettext("Attachments that were here before"), files["known"]),
        (gettext("Attachments whose entry still waits"), files["waits"]),
        (gettext("Attachments refused"), files["wrong"]),
    ]  # fmt: skip
    return [(label, n) for place, (label, n) in enumerate(found) if n or place == 0]


def _faults(told: dict[str, Any]) -> list[str]:
    """What did not come in, and why, in the reader's language."""
    found = [refusal_text.of_code(row["code"], row["params"]) for row in told["refused"]]
    if told["files"]["wrong"]:
        found.append(gettext("An attachment is not the one that an entry from there names; it was not kept."))
    if told["receipt"]:
        reason = refusal_text.of_code(told["receipt"]["code"], told["receipt"]["params"])
        found.append(gettext("The acknowledgement in the file was not taken: %(reason)s") % {"reason": reason})
    if told["stopped"]:
        reason = refusal_text.of_code(told["stopped"]["code"], told["stopped"]["params"])
        found.append(gettext("The entries after that were not taken: %(reason)s") % {"reason": reason})
    if not told["is_whole"]:
        found.append(
            gettext("The file is cut off or damaged. What stands before that was taken in; ask for the file again.")
        )
    return found

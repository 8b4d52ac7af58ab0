"""The view of a prepared step: approve it, return it with a note, or look at what waits."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from servanda.exchange.files import path_of
from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes.folding.internal import CLEARING
from servanda.processes.models import Outgoing
from servanda.processes.telling import timeline
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.files import attachments
from servanda.web.names import names_in
from servanda.web.once import new_token, once, taken_url
from servanda.web.seats import Request, Seat
from servanda.web.steps import clear_page as contexts_clear
from servanda.web.steps import undo


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Needed when you return it. It stays in this agency."),
    )  # fmt: skip
    # Whether it may be left empty depends on the button; its hint says so.
    note.is_asked = True  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: Request, seat: Seat, name: str) -> HttpResponse:
    actor = actor_of(seat)
    row = undo.outgoing_seen(name, actor)
    if request.method == "POST":
        return _decide(request, seat, row)
    if row.state == CLEARING and outgoing.may_clear(actor, row):
        return _page(request, seat, row, NoteForm())
    context = contexts_clear.held(row, _file(row), names_in(get_language() or "en"), at=_leaves_at(row, seat))
    return render(request, "prepared.html", context | contexts_clear.choices(row, actor))


@officer_required
@require_safe
def attachment(request: Request, seat: Seat, name: str, index: int) -> HttpResponseBase:
    """What is attached to a step that waits: whoever decides on it looks at it first."""
    row = undo.outgoing_seen(name, actor_of(seat))
    item = next(
        (item for item in timeline.attached(list(outgoing.statement_of(row).files)) if item["index"] == index), None
    )
    if item is None:
        raise Refused("no_file")
    path = path_of(item["sha256"])
    if not path.exists():
        raise Refused("no_file")
    return attachments.opened(request, path, item)


def _decide(request: Request, seat: Seat, row: Outgoing) -> HttpResponse:
    actor, token, form = actor_of(seat), request.POST.get("once", ""), NoteForm(request.POST)
    if url := taken_url(token, seat):
        return redirect(url)
    if not outgoing.may_clear(actor, row):
        raise Refused("not_yours_to_clear")
    if not form.is_valid():
        return _page(request, seat, row, form, status=422)
    note = form.cleaned_data["note"]

    rows = [row, *(outgoing.together(row, actor) if request.POST.get("together") else [])]

    def do() -> str:
        with node.current().writing():
            for each in rows:
                if request.POST.get("do") == "approve":
                    outgoing.clear(each.name, actor, text=note, at=seat.at, hold=undo.grace())
                else:
                    outgoing.send_back(each.name, actor, text=note, at=seat.at)
        return reverse("web:file", args=[row.dossier])

    try:
        return redirect(once(token, seat, do))
    except Refused as refused:
        if refusal_text.status(refused) != 422:
            raise
        return _page(request, seat, row, form, refusal=refusal_text.sentence(refused), status=422)


def _page(
    request: Request, seat: Seat, row: Outgoing, form: NoteForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    names = names_in(get_language() or "en")
    context = contexts_clear.held(row, _file(row), names, at=_leaves_at(row, seat))
    context |= {"form": form, "refusal": refusal, "once": new_token()}
    context["together"] = contexts_clear.together(outgoing.together(row, actor_of(seat)), names)
    return render(request, "clear.html", context, status=status)


def _leaves_at(row: Outgoing, seat: Seat) -> datetime:
    """Now, but not before the time that was set for it."""
    return max(seat.at, outgoing.embargo_of(row) or seat.at)


def _file(row: Outgoing) -> Dossier:
    return Dossier.objects.get(id=row.dossier)

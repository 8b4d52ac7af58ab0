"""Guest links of one file: an officer makes one for a party without a system of its own, and closes it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from servanda.kernel import node
from servanda.kernel.audiences import TAKES_STEPS
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import guests
from servanda.office.models import GuestLink
from servanda.processes import reads
from servanda.processes.telling.timeline import Names
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.files import audience
from servanda.web.labels import State
from servanda.web.names import has_own_system, names_in
from servanda.web.seats import Request, Seat

DAYS = 14


class GuestForm(forms.Form):
    agency = forms.ChoiceField(label=_("For which agency"))
    person = forms.CharField(
        label=_("Who will answer"), max_length=200, help_text=_("A name or post; only this agency sees it.")
    )
    days = forms.IntegerField(
        label=_("Valid for how many days"), min_value=1, max_value=guests.LONGEST.days, initial=DAYS
    )

    def __init__(self, agencies: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = agencies


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("made")
def index(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = _file(seat, dossier)
    names = names_in(get_language() or "en")
    agencies = _without_system(row, names)
    form = GuestForm(agencies, request.POST or None)
    made = None
    if form.is_valid():
        data = form.cleaned_data
        made = guests.make(
            row.id, actor_of(seat), agency=data["agency"], person=data["person"], at=seat.at,
            lasts=timedelta(days=data["days"]),
        )  # fmt: skip
        form = GuestForm(agencies)
    context = {
        "section": "files",
        "file": {"title": row.title, "code": items.file_code(row.id), "url": items.file_url(row)},
        "made": _made(made) if made else None,
        "links": [_link(link, names, at=seat.at) for link in _links(row)],
        "form": form if agencies else None,
        "audience": audience.of_step(row, names),
    }
    return render(request, "guest_links.html", context, status=422 if form.errors else 200)


@officer_required
@require_POST
def revoke(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    row = _file(seat, dossier)
    guests.revoke(request.POST.get("link", ""), row, at=seat.at)
    return redirect("web:guest_links", row.id)


def _file(seat: Seat, dossier: str) -> Dossier:
    actor = actor_of(seat)
    row = reads.find(dossier, actor)
    if actor.role not in TAKES_STEPS or not row.is_shared:
        raise Refused("no_file")
    return row


def _without_system(row: Dossier, names: Names) -> list[tuple[str, str]]:
    others = set(row.parties) - has_own_system() - {node.current().agency}
    return [(party, names.agency(party)) for party in sorted(others)]


def _links(row: Dossier) -> list[GuestLink]:
    return list(GuestLink.objects.filter(dossier=row.id).select_related("made_by").order_by("-made_at"))


def _made(made: guests.Made) -> dict[str, Any]:
    return {
        "url": _address() + reverse("web:guest", args=[made.secret]), "code": made.code,
        "person": made.link.person, "until_at": made.link.until_at,
    }  # fmt: skip


def _address() -> str:
    """Of this node as it is set up: what a request says of its host may be anybody's."""
    return str(node.current().config.get("address") or "").rstrip("/")


def _link(link: GuestLink, names: Names, *, at: datetime) -> dict[str, Any]:
    return {
        "hash": link.hash, "person": link.person, "agency": names.agency(link.agency), "state": _state(link, at),
        "made_at": link.made_at, "until_at": link.until_at, "opened_at": link.opened_at,
        "made_by": str(link.made_by), "can_revoke": guests.is_valid(link, at=at),
    }  # fmt: skip


def _state(link: GuestLink, at: datetime) -> State:
    if link.revoked_at:
        return State(gettext("closed"), "outlined")
    if guests.is_locked(link):
        return State(gettext("closed after five wrong codes"), "late")
    if at >= link.until_at:
        return State(gettext("run out"), "outlined")
    return State(gettext("opened"), "good") if link.opened_at else State(gettext("not opened yet"), "soon")

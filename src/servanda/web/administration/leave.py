"""Leave and the substitute: entered by the officer, by who heads the unit or by an administrator."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import leaves
from servanda.office.models import Leave, Officer, Post
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.files.history import titles
from servanda.web.seats import Request, Seat

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LeaveForm(forms.Form):
    """Both days count."""

    first = forms.DateField(label=_("First day"), widget=DAY)
    last = forms.DateField(label=_("Last day"), widget=DAY)
    substitute = forms.ChoiceField(
        label=_("Substitute"),
        help_text=_(
            "Sees and does what the officer would, and is told what the officer is told, until the last day, in the "
            "posts held on the first day. A post given later is not lent; for that, enter a new leave."
        ),
    )

    def __init__(self, posts: dict[str, Post], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        substitute = self.fields["substitute"]
        assert isinstance(substitute, forms.ChoiceField)
        found = [(officer, pick(post.title, language) or officer) for officer, post in posts.items()]
        substitute.choices = [("", "–"), *sorted(found, key=lambda choice: choice[1])]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, seat: Seat, officer: str) -> HttpResponse:
    """The leaves of one officer that are not over, and a form for the next."""
    actor, found = actor_of(seat), Officer.objects.filter(id=officer, is_active=True).first()
    if found is None:
        raise Refused("no_file")
    if not leaves.may_enter(actor, found, day=seat.at.date()):
        raise PermissionDenied
    form = LeaveForm(leaves.fitting(found, actor, day=seat.at.date()), request.POST or None)
    if form.is_valid():
        try:
            leaves.enter(found, _term(form.cleaned_data), actor, at=seat.at)
        except Refused as refused:
            form.add_error(None, refusal_text.sentence(refused))
        else:
            messages.success(request, gettext("The leave was entered."), extra_tags="good")
            return redirect("web:leave", officer=found.id)
    return render(request, "leave.html", _page(found, form, today=seat.at.date()), status=422 if form.errors else 200)


@officer_required
@require_POST
def end(request: Request, seat: Seat, officer: str, leave: int) -> HttpResponse:
    """Back sooner than was entered."""
    found = Leave.objects.select_related("officer").filter(id=leave, officer=officer).first()
    if found is None:
        raise Refused("no_file")
    try:
        leaves.end(found, actor_of(seat), at=seat.at)
    except Refused:
        raise PermissionDenied from None
    messages.success(request, gettext("The leave was ended."), extra_tags="good")
    return redirect("web:leave", officer=officer)


def _term(data: dict[str, Any]) -> leaves.Term:
    return leaves.Term(Officer.objects.get(id=data["substitute"]), data["first"], data["last"])


def _page(officer: Officer, form: LeaveForm, *, today: date) -> dict[str, Any]:
    rows = list(Leave.objects.filter(officer=officer, until_on__gte=today))
    names = titles([officer.id, *(row.substitute_id for row in rows)], get_language() or "en")
    return {
        "section": "people", "form": form, "officer_title": names.get(officer.id, officer.id), "leaves": [
            {"first": row.from_on, "last": row.until_on, "substitute": names.get(row.substitute_id, row.substitute_id),
             "is_now": row.from_on <= today, "end_url": reverse("web:leave_end", args=[officer.id, row.id])}
            for row in rows],
    }  # fmt: skip

"""Filters of the list of files that an officer keeps under a name."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servanda.kernel import node
from servanda.web.access import actor_of, officer_required
from servanda.web.files import filters, list_page
from servanda.web.models import SavedFilter
from servanda.web.seats import Request, Seat

MOST = 12
LONGEST = 60


@officer_required
@require_POST
def change(request: Request, seat: Seat) -> HttpResponse:
    """`do` is save, with a `title` and the filters, or remove, with the `saved` one. Both lead back to the list."""
    actor_of(seat)
    given = kept(request.POST.dict())
    if request.POST.get("do") == "remove":
        with node.current().writing():
            number = request.POST.get("saved", "")
            own = SavedFilter.objects.filter(officer=seat.officer.id)
            own.filter(id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0).delete()
        return redirect(address(given))
    title = " ".join(request.POST.get("title", "").split())
    if wrong := _save(seat, title, given):
        context = list_page.files(seat, actor_of(seat), given, language=get_language() or "en")
        told = {"saved": links(seat, given), "given": given, "save_title": title, "save_error": wrong}
        return render(request, "files.html", context | told, status=422)
    messages.success(request, _("The filters were saved as “%(title)s”.") % {"title": title}, extra_tags="good")
    return redirect(address(given))


def links(seat: Seat, given: Mapping[str, str]) -> list[dict[str, Any]]:
    now = kept(given)
    return [
        {"id": row.id, "title": row.title, "url": address(row.given), "is_current": row.given == now}
        for row in SavedFilter.objects.filter(officer=seat.officer.id)[:MOST]
    ]


def kept(given: Mapping[str, str]) -> dict[str, str]:
    """What is set of the words and the filters."""
    return {name: given[name][:200] for name in ("q", *filters.NAMES) if given.get(name)}


def address(given: Mapping[str, str]) -> str:
    return reverse("web:files") + (f"?{urlencode(given)}" if given else "")


def _save(seat: Seat, title: str, given: dict[str, str]) -> str:
    """Why it cannot be saved; empty once it is. One that has the name already is replaced."""
    if not given:
        return _("Set a filter first; then it can be saved.")
    if not title:
        return _("Name: say under which name these filters are to be saved.")
    if len(title) > LONGEST:
        return _("Name: at most %(n)s characters.") % {"n": LONGEST}
    with node.current().writing():
        own = SavedFilter.objects.filter(officer=seat.officer.id)
        if not own.filter(title=title).exists() and own.count() >= MOST:
            text = ngettext(
                "You have %(n)s saved filter. Remove it to save another.",
                "You have %(n)s saved filters. Remove one to save another.",
                MOST,
            )
            return text % {"n": MOST}
        SavedFilter.objects.update_or_create(
            officer=seat.officer.id, title=title, defaults={"given": given, "at": seat.at}
        )
    return ""

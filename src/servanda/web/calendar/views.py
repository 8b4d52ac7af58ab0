"""The month, the officer's own address of it, and what a calendar program fetches there."""

import re
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from servanda.kernel import node
from servanda.office import calendar_links, people
from servanda.web.access import actor_of, officer_required, open_to_anyone
from servanda.web.calendar import ics
from servanda.web.calendar.gathering import Event, gather
from servanda.web.desk import items
from servanda.web.guests.throttle import Throttle, caller_of
from servanda.web.seats import Request, Seat

BEHIND, AHEAD = timedelta(days=60), timedelta(days=400)
FETCHES = Throttle(120, timedelta(minutes=5))
CLOSED = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}
_MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")


@officer_required
@require_safe
def month(request: Request, seat: Seat) -> HttpResponse:
    """`month` is written 2026-11; this one where it is not."""
    return render(request, "calendar.html", _month(seat, request.GET.get("month", "")))


@officer_required
@require_POST
def address(request: Request, seat: Seat) -> HttpResponse:
    """`do` is make or close. A new address is shown this once."""
    actor_of(seat)
    if request.POST.get("do") == "make":
        secret = calendar_links.make(seat.officer, at=seat.at)
        made = request.build_absolute_uri(reverse("web:calendar_feed", args=[secret]))
        response = render(request, "calendar.html", _month(seat, "") | {"made": made})
        response["Cache-Control"] = "no-store"
        return response
    calendar_links.close(seat.officer, at=seat.at)
    return redirect(f"{reverse('web:calendar')}#own")


@open_to_anyone
@require_safe
def feed(request: Request, secret: str) -> HttpResponse:
    """What the officer may see now, in every post held today; nothing once the address is closed."""
    if FETCHES.is_full(caller_of(request), at=request.at):
        return HttpResponse(gettext("Too many visits. Wait a few minutes."), status=429)
    officer = calendar_links.find(secret)
    today = timezone.localtime(request.at).date()
    held = people.posts_on(officer, today) if officer else []
    if officer is None or not held:
        raise Http404
    found: dict[str, Event] = {}
    with translation.override(officer.language):
        for post in held:
            actor = people.actor(officer, day=today, post=post)
            events = gather(actor, today - BEHIND, today + AHEAD, at=request.at, language=officer.language)
            # What is due from one of the posts is due, though another post only sees it.
            found |= {event.uid: event for event in events if event.is_exact}
        agency = node.current().agency
        made = ics.calendar(found.values(), name=f"Servanda · {agency}", host=agency)
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers=CLOSED)


def _month(seat: Seat, asked: str) -> dict[str, Any]:
    today = timezone.localtime(seat.at).date()
    first = date.fromisoformat(f"{asked}-01") if _MONTH.fullmatch(asked) else today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    found = gather(actor_of(seat), first, following - timedelta(days=1), at=seat.at, language=get_language() or "en")
    days: dict[date, list[dict[str, Any]]] = {}
    for event in found:
        if event.is_exact:
            days.setdefault(max(event.first, first), []).append(_line(event))
    return {
        "section": "calendar", "first": first, "today": today,
        "days": [{"on": on, "events": days[on], "is_today": on == today} for on in sorted(days)],
        "vague": [_line(event) for event in found if not event.is_exact],
        "previous_url": _url((first - timedelta(days=1)).replace(day=1)), "next_url": _url(following),
        "since": calendar_links.open_since(seat.officer),
    }  # fmt: skip


def _line(event: Event) -> dict[str, Any]:
    return {
        "what": event.what, "title": event.title, "url": items.file_url(event.row), "at": event.at,
        "last": event.last if event.last != event.first else None, "first": event.first,
        "is_own": event.is_own, "is_off": event.is_off,
    }  # fmt: skip


def _url(first: date) -> str:
    return f"{reverse('web:calendar')}?month={first:%Y-%m}"

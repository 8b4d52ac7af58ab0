"""The desk's view."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.web.access import actor_of, officer_required
from servanda.web.desk.page import desk as desk_context
from servanda.web.seats import Request, Seat


@officer_required
@require_safe
def desk(request: Request, seat: Seat) -> HttpResponse:
    """The whole page, or only the panel of one line where htmx swaps it."""
    context = desk_context(
        seat, actor_of(seat), language=get_language() or "en", tab=request.GET.get("tab", ""),
        chosen=request.GET.get("item", ""), number=_number(request.GET.get("page", "")),
    )  # fmt: skip
    return render(request, "_item.html" if _wants_panel(request) else "desk.html", context)


def _number(asked: str) -> int:
    return max(int(asked), 1) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1


def _wants_panel(request: Request) -> bool:
    # Going back in the browser asks for the whole page, though htmx is the one that asks.
    return bool(request.htmx) and not request.htmx.history_restore_request

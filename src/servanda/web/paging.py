"""Long lists in numbered pages."""

from typing import Any

from django.utils.translation import gettext

from servanda.web.seats import Request

PAGE = 100


def paged(request: Request, total: int, *, size: int = PAGE, path: str = "") -> tuple[slice, dict[str, Any]]:
    """The rows of the page asked for, and what the line under the list says; `path` where the list has another one."""
    asked = request.GET.get("page", "1")
    page = min(int(asked) if asked.isdecimal() and len(asked) < 7 else 1, max(1, -(-total // size))) or 1
    first = (page - 1) * size
    query = request.GET.copy()

    def url(number: int) -> str:
        query["page"] = str(number)
        return f"{path}?{query.urlencode()}"

    shown = {
        "first": first + 1 if total else 0,
        "last": min(first + size, total),
        "previous_url": url(page - 1) if page > 1 else "",
        "next_url": url(page + 1) if first + size < total else "",
    }
    return slice(first, first + size), {"page": shown, "count_text": gettext("%(n)s in all") % {"n": total}}

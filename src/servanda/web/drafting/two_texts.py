"""Texts that colleagues wrote side by side: each with who saved it, and what sets it apart from the first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from servanda.office.models import TextEdition
from servanda.web.desk import items
from servanda.web.drafting.reading import Draft
from servanda.web.files.history import titles
from servanda.web.seats import Request, Seat
from servanda.web.texts import paragraphs, places


def page(request: Request, seat: Seat, draft: Draft, editions: list[TextEdition]) -> HttpResponse:
    known = titles([edition.made_by for edition in editions], get_language() or "en")
    first = editions[0]
    texts: list[dict[str, Any]] = [
        {
            "id": edition.id, "by": known.get(edition.made_by, edition.made_by), "at": edition.made_at,
            "is_own": edition.made_by == seat.officer.id, "note": edition.note, "text": edition.text,
            "pairs": [] if edition is first else
            [pair for pair in paragraphs.compare(first.text, edition.text) if pair.kind != "same"],
        }
        for edition in editions
    ]  # fmt: skip
    context = {
        "section": "files", "text": {"title": items.file_title(draft.row), "url": places.text_url(draft.row)},
        "texts": texts, "before": gettext("The first text"), "after": gettext("This text"),
        "choose_url": reverse("web:text_choose", args=[draft.row.id]),
        "both_url": reverse("web:text_write", args=[draft.row.id]) + "?both=1",
    }  # fmt: skip
    return render(request, "text_two.html", context)

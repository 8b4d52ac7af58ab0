"""The pages of a text that is drafted: reading it, what changed between any two, and it as a document."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from servanda.processes.telling.wording import listed, written
from servanda.web.access import actor_of, officer_required
from servanda.web.desk import items
from servanda.web.drafting import documents, reading, text_page
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat
from servanda.web.texts import paragraphs, places
from servanda.web.texts.points import DOCX


@officer_required
@require_safe
def show(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    draft = reading.find(dossier, seat)
    shown = draft.history.number(request.GET.get("version")) or draft.on_the_table
    names = names_in(get_language() or "en")
    return render(request, "text.html", text_page.context_of(draft, shown, actor_of(seat), seat, names))


@officer_required
@require_safe
def changes(request: Request, seat: Seat, dossier: str, n: str) -> HttpResponse:
    """Any text of the file against any other; from the version before, where the address names none."""
    draft = reading.find(dossier, seat)
    known = {wording.key: wording for wording in draft.wordings(names_in(get_language() or "en"))}
    new = known.get(request.GET.get("to") or str(int(n)))
    old = known.get(request.GET.get("from") or str(int(n) - 1))
    if old is None or new is None:
        raise Http404
    pairs = paragraphs.compare(old.body, new.body)
    context = {
        "section": "files", "text": {"title": items.file_title(draft.row), "url": places.text_url(draft.row)},
        "before": old.name, "after": new.name,
        "choices": [{"key": each.key, "name": _named(each), "is_from": each is old, "is_to": each is new}
                    for each in known.values()],
        "pairs": [pair for pair in pairs if pair.kind != "same"],
        "unchanged": sum(pair.kind == "same" for pair in pairs),
    }  # fmt: skip
    return render(request, "text_changes.html", context)


@officer_required
@require_safe
def docx(request: Request, seat: Seat, dossier: str, n: str) -> HttpResponseBase:
    draft = reading.find(dossier, seat)
    made = documents.docx(draft, _version(draft, n), names_in(get_language() or "en"))
    name = f"{_file_name(draft)}-{int(n)}.docx"
    return FileResponse(BytesIO(made), as_attachment=True, filename=name, content_type=DOCX)


@officer_required
@require_safe
def pdf(request: Request, seat: Seat, dossier: str, n: str) -> HttpResponseBase:
    draft = reading.find(dossier, seat)
    made = documents.pdf(draft, _version(draft, n), names_in(get_language() or "en"))
    return FileResponse(BytesIO(made), filename=f"{_file_name(draft)}-{int(n)}.pdf", content_type="application/pdf")


def _version(draft: reading.Draft, n: str) -> text_page.Version:
    version = draft.history.number(int(n))
    if version is None:
        raise Http404
    return version


def _file_name(draft: reading.Draft) -> str:
    return slugify(items.file_title(draft.row))[:60] or "text"


def _named(wording: reading.Wording) -> str:
    return listed([wording.name, written(wording.act.at.date())])

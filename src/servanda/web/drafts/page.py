"""The editor's first page: everything that a draft holds, what is still missing, and the way to each part of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servanda.imports import draft_edits, draft_files
from servanda.imports.draft_data import Data
from servanda.imports.languages import is_language
from servanda.kernel.duty_forms import read_duty
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.office import agreement_drafts
from servanda.office.models import AgreementDraft
from servanda.processes.agreements.duty_sentences import sentences
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements import words
from servanda.web.drafts import shown
from servanda.web.languages import offered_languages
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat
from servanda.web.templatetags.servanda import language_named

MOST_LISTED = 100
MOVES = {"up": -1, "down": 1}


@officer_required
@require_safe
def show(request: Request, seat: Seat, draft: str) -> HttpResponse:
    row = shown.find(draft, seat)
    return render(request, "draft.html", _context(row, seat))


@officer_required
@require_POST
def change(request: Request, seat: Seat, draft: str) -> HttpResponse:
    """Add, move or take out an article; add a language."""
    row = shown.find(draft, seat)
    do, _colon, key = request.POST.get("do", "").partition(":")
    if do == "add":
        made: list[str] = []
        shown.saved(row, seat, lambda data: made.append(draft_edits.add(data)))
        return redirect(shown.url(row, "article", made[0]))
    if do in MOVES:
        shown.saved(row, seat, lambda data: draft_edits.move(data, key, MOVES[do]))
    elif do == "leave":
        shown.saved(row, seat, lambda data: draft_edits.leave_out(data, key))
    elif do == "drop":
        shown.saved(row, seat, lambda data: draft_edits.leave_language(data, key))
    elif do == "language":
        shown.saved(row, seat, lambda data: _add_language(data, request.POST.get("language", "")))
    return redirect(shown.url(row) + (f"#{key}" if do in MOVES else "#articles"))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request, seat: Seat, draft: str) -> HttpResponse:
    row = shown.find(draft, seat)
    if request.method == "POST":
        agreement_drafts.delete(draft, actor_of(seat))
        messages.success(request, gettext("The draft was deleted."), extra_tags="good")
        return redirect("web:agreements")
    context = {
        "section": "agreements", "title": shown.title_of(row.data, get_language() or "en"), "url": shown.url(row),
    }  # fmt: skip
    return render(request, "draft_delete.html", context)


@officer_required
@require_safe
def download(request: Request, seat: Seat, draft: str) -> HttpResponse:
    row = shown.find(draft, seat)
    return as_file(draft_files.write_draft(row.data), row.data["agreement"] or "agreement")


def as_file(text: str, name: str) -> HttpResponse:
    """A draft may be called anything, also by whoever wrote its file: the name of this one is put into safe words."""
    headers = {"Content-Disposition": content_disposition_header(True, f"{slugify(name) or 'agreement'}.yaml") or ""}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


def drafts_of(seat: Seat) -> list[dict[str, Any]]:
    """The drafts that stand on the list of agreements, the newest first."""
    language = get_language() or "en"
    rows = agreement_drafts.under_way(actor_of(seat))[:MOST_LISTED]
    return [
        {"url": shown.url(row["id"]), "title": shown.title_of({"title": row["data__title"]}, language),
         "changed_at": row["changed_at"], "kind": words.kind_of(row["data__kind"]), "is_change": bool(row["dossier"])}
        # The texts themselves stay where they are: there may be many, and long ones.
        for row in rows.values("id", "changed_at", "dossier", "data__title", "data__kind")
    ]  # fmt: skip


def duty_sentence(article: str, data: Any, names: Names, parties: int) -> str:
    """The duty as a sentence, or that it is not finished."""
    try:
        return sentences(read_duty(article, data), names, parties=parties)
    except Refused:
        return gettext("This responsibility is not finished.")


def _add_language(data: Data, code: str) -> None:
    if is_language(code) and code not in data["languages"]:
        data["languages"].append(code)


def _context(row: AgreementDraft, seat: Seat) -> dict[str, Any]:
    language = get_language() or "en"
    data, names = row.data, names_in(language)
    faults = draft_files.faults(data, today=seat.at.date())
    columns = shown.columns(data)
    others = [code for code in offered_languages() if code not in data["languages"]]
    return {
        "section": "agreements", "draft": row, "title": shown.title_of(data, language),
        "kind": words.kind_of(data["kind"]), "code": data["agreement"], "columns": columns,
        "parties": listed(names.agency(party) for party in data["parties"]),
        "facts": _facts(data), "calendar": calendar_line(data), "left": len(data["left"]),
        "articles": [_article(row, item, columns, names) for item in data["articles"]],
        "faults": shown.fault_lines(row, faults), "languages_to_add": [
            {"code": code, "name": language_named(code)} for code in others],
        "agreement_url": reverse("web:agreement", args=[row.dossier]) if row.dossier else "",
        "file_url": reverse("web:file", args=[row.became]) if row.became else "",
        "urls": {page: shown.url(row, page) for page in (
            "review", "data", "calendar", "change", "propose", "yaml", "delete")},
    }  # fmt: skip


def _facts(data: Data) -> list[dict[str, Any]]:
    fields = listed(pick_title(field) for field in data["fields"])
    return [
        {"label": shown.LABELS[key], "value": value}
        for key, value in (
            ("original", language_named(data["original"])), ("fields", fields),
            ("shown", words.shown_sentence(data["shown"])),
        ) if value
    ]  # fmt: skip


def pick_title(field: Data) -> str:
    return pick(field["title"], get_language() or "en") or str(field["id"])


def calendar_line(data: Data) -> str:
    years = listed(sorted(data["calendar"]["years"]))
    if not years:
        return gettext("No year is laid down yet.")
    return gettext("Laid down for %(years)s, in the zone %(zone)s.") % {
        "years": years,
        "zone": data["calendar"]["zone"],
    }


def _article(row: AgreementDraft, item: Data, columns: list[dict[str, str]], names: Names) -> dict[str, Any]:
    key = item["key"]
    first = columns[0]["code"] if columns else "en"
    parties = len(row.data["parties"])
    return {
        "key": key, "id": item["id"], "group": item["group"].get(first) or next(iter(item["group"].values()), ""),
        "head": item["head"].get(first) or next(iter(item["head"].values()), ""), "lang": first,
        "text": item["text"].get(first, ""), "url": shown.url(row, "article", key),
        "duties": [{"text": duty_sentence(item["id"] or "1", duty, names, parties),
                    "url": shown.url(row, "duty", key, str(n))} for n, duty in enumerate(item["duties"])],
        "add_duty_url": shown.url(row, "duty_new", key),
        "missing": [column["name"] for column in columns
                    if not (item["text"].get(column["code"]) and item["head"].get(column["code"]))],
    }  # fmt: skip

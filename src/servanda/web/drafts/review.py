"""What was recognised in a text, and what was left over: people look it through before anything is done with it."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from servanda.imports import draft_data, draft_edits
from servanda.imports.draft_data import Data
from servanda.imports.drafting import read_again
from servanda.kernel.refusals import Refused
from servanda.office import agreement_drafts
from servanda.office.models import AgreementDraft
from servanda.web import refusal_text
from servanda.web.access import actor_of, officer_required
from servanda.web.drafts import shown
from servanda.web.languages import offered_languages
from servanda.web.seats import Request, Seat
from servanda.web.templatetags.servanda import language_named

SCHEMES = {
    "words": "Điều 1, Article 1, المادة 1, Fasal 1",
    "1.": "1. 2. 3.", "1.1": "1.1 1.2 2.1", "I.": "I. II. III.",
}  # fmt: skip
LEFT = {
    "before": _("Above the title"), "contents": _("List of contents"), "signatures": _("Signatures"),
    "annex": _("Annex"), "chapter": _("Chapter without articles"), "taken_out": _("Taken out"),
    "doubtful": _("Begins like an article, but seems to be only a reference; it stands in the text"),
}  # fmt: skip
NUMBER = re.compile(r"[0-9]{1,6}")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, seat: Seat, draft: str) -> HttpResponse:
    row = shown.find(draft, seat)
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "read":
                scheme = request.POST.get("scheme", "")
                agreement_drafts.change(draft, actor_of(seat), lambda each: read_again(each, scheme), at=seat.at)
                return redirect(shown.url(row, "review"))
            row = shown.saved(row, seat, lambda data: _edit(data, request), mark=request.POST.get("mark", ""),
                              part=lambda data: data["articles"])  # fmt: skip
            if request.POST.get("do") == "continue":
                return redirect(shown.url(row))
            return redirect(shown.url(row, "review") + _anchor(request.POST.get("do", "")))
        except Refused as refused:
            refusal, row = refusal_text.sentence(refused), shown.find(draft, seat)
    context = _context(row) | {"refusal": refusal}
    return render(request, "draft_review.html", context, status=422 if refusal else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, seat: Seat, draft: str, article: str) -> HttpResponse:
    """The lines of one article: choose where another one begins."""
    row = shown.find(draft, seat)
    item = draft_edits.find(row.data, article)
    if request.method == "POST":
        language, _stroke, line = request.POST.get("line", "").partition(":")
        if NUMBER.fullmatch(line):
            shown.saved(row, seat, lambda data: draft_edits.split(data, article, language, int(line)))
            return redirect(shown.url(row, "review") + f"#{article}")
    columns = [{**column, "lines": item["text"].get(column["code"], "").split("\n")}
               for column in shown.columns(row.data) if item["text"].get(column["code"])]  # fmt: skip
    context = {
        "section": "agreements", "article": item, "columns": columns,
        "back_url": shown.url(row, "review") + f"#{article}",
    }  # fmt: skip
    return render(request, "draft_split.html", context)


def _edit(data: Data, request: Request) -> None:
    post = request.POST
    do, _colon, which = post.get("do", "").partition(":")
    for language in data["languages"]:
        data["title"][language] = draft_data.wording(post.get(f"title-{language}", ""))
    data["title"] = draft_data.said(data["title"])
    for item in data["articles"]:
        key = item["key"]
        item["id"] = draft_data.wording(post.get(f"id-{key}", item["id"]))[:40]
        heads = {code: post.get(f"head-{key}-{code}", item["head"].get(code, "")) for code in data["languages"]}
        item["head"] = draft_data.said(heads)
    match do:
        case "join":
            draft_edits.join(data, which)
        case "leave":
            draft_edits.leave_out(data, which)
        case "language":
            draft_edits.call_language(data, which, post.get(f"language-{which}", ""))
        case "article" | "preamble" | "last" | "forget" if NUMBER.fullmatch(which):
            draft_edits.PUT_BACK[do](data, int(which))


def _anchor(do: str) -> str:
    name, _colon, which = do.partition(":")
    return f"#{which}" if name in ("join", "leave") else "#left" if which else ""


def _context(row: AgreementDraft) -> dict[str, Any]:
    data, source = row.data, row.source
    columns = shown.columns(data)
    return {
        "section": "agreements", "title": shown.title_of(data, get_language() or "en"), "file": row.file,
        "mark": shown.mark_of(data["articles"]), "columns": columns, "url": shown.url(row),
        "languages": [{"code": code, "name": language_named(code)} for code in offered_languages()],
        "titles": [{**column, "text": data["title"].get(column["code"], "")} for column in columns],
        "preambles": [{**column, "text": text} for column in columns if (text := data["preamble"].get(column["code"]))],
        "schemes": [
            {"value": each, "label": label, "n": source["schemes"][each], "is_chosen": each == source.get("scheme")}
            for each, label in SCHEMES.items() if each in source.get("schemes", {})
        ],
        "count": ngettext("%(n)s article was found.", "%(n)s articles were found.", len(data["articles"]))
        % {"n": len(data["articles"])},
        "remarks": _remarks(source),
        "articles": [_article(row, item, columns, is_first=not n) for n, item in enumerate(data["articles"])],
        "left": [
            {"n": n, "what": LEFT.get(item["what"], item["what"]), "text": item["text"], "lang": item["language"],
             "is_doubtful": item["what"] == "doubtful"}
            for n, item in enumerate(data["left"])
        ],
    }  # fmt: skip


def _article(row: AgreementDraft, item: Data, columns: list[dict[str, str]], *, is_first: bool) -> dict[str, Any]:
    texts = [{**column, "head": item["head"].get(column["code"], ""), "text": item["text"].get(column["code"], "")}
             for column in columns]  # fmt: skip
    return {
        "key": item["key"], "id": item["id"], "group": next(iter(item["group"].values()), ""), "texts": texts,
        "missing": [each["name"] for each in texts if not each["text"]], "can_join": not is_first,
        "split_url": shown.url(row, "split", item["key"]),
    }  # fmt: skip


def _remarks(source: dict[str, Any]) -> list[str]:
    """What of the file was not read, or was decided in reading it."""
    remarks = source.get("remarks", {})
    said = {
        "changes": ngettext("%(n)s tracked change was read as if accepted.",
                            "%(n)s tracked changes were read as if accepted.", remarks.get("changes", 0)),
        "comments": ngettext("%(n)s comment was left out.", "%(n)s comments were left out.",
                             remarks.get("comments", 0)),
        "notes": ngettext("%(n)s footnote was left out.", "%(n)s footnotes were left out.", remarks.get("notes", 0)),
        "pictures": ngettext("%(n)s picture or text box was left out.", "%(n)s pictures or text boxes were left out.",
                             remarks.get("pictures", 0)),
    }  # fmt: skip
    found = [text % {"n": remarks[name]} for name, text in said.items() if remarks.get(name)]
    if source.get("is_language_guessed"):
        found.append(gettext("The language could not be told; say it under the agreement's own data."))
    return found

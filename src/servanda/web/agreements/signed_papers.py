"""Paper: a version to be printed and signed, and the signed pages with what can be read in them."""

from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from servanda.exchange.files import path_of
from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.access import actor_of, officer_required
from servanda.web.agreements import paper, pdf_signatures, scans
from servanda.web.agreements import signature_sentences as sentences
from servanda.web.agreements.scans import Scan
from servanda.web.agreements.views import find
from servanda.web.agreements.words import capacity_of
from servanda.web.files import attachments
from servanda.web.labels import REPORTS
from servanda.web.names import names_in
from servanda.web.seats import Request, Seat
from servanda.web.texts import points_page, versions
from servanda.web.texts.versions import History, Signature, Version


@officer_required
@require_safe
def to_print(request: Request, seat: Seat, dossier: str, n: str) -> HttpResponseBase:
    """The version as a PDF in one of the languages in which all of it is written."""
    row, history = _found(dossier, seat)
    version, language = history.number(n), request.GET.get("text") or ""
    if version is None or (language and language not in version.whole_languages):
        raise Http404
    language = language or version.whole_languages[0]
    made = paper.pdf(row, version, names_in(language), language=language)
    name = f"{version.terms.get('code') or 'agreement'}-{version.n}-{language}.pdf"
    return FileResponse(BytesIO(made), content_type="application/pdf", filename=name)


@officer_required
@require_safe
def index(request: Request, seat: Seat, dossier: str) -> HttpResponse:
    """Who signed a version, with the signed pages and what can be read in them."""
    row, history = _found(dossier, seat)
    version = history.number(request.GET.get("version")) or history.current(row)
    if version is None:
        raise Http404
    names = names_in(get_language() or "en")
    signed = history.signed(version)
    context = {
        "section": "agreements",
        "agreement": points_page.head(row, version, names),
        "version": gettext("Version %(n)s") % {"n": version.n},
        "mark": version.mark,
        "sentence": paper.mark_sentence(version),
        "prints": prints(row, version),
        "signatures": [_signature(row, version, signed[party], names) for party in row.parties if party in signed],
        "missing": listed(names.agency(party) for party in row.parties if party not in signed),
    }
    return render(request, "agreement_signatures.html", context)


def prints(row: Dossier, version: Version) -> list[dict[str, Any]]:
    """The way to the text on paper in each language in which all of it is written."""
    url = reverse("web:agreement_paper", args=[row.id, version.n])
    return [
        {"code": code, "name": settings.LANGUAGE_NAMES.get(code, code), "url": f"{url}?{urlencode({'text': code})}"}
        for code in version.whole_languages
    ]


def _signature(row: Dossier, version: Version, signature: Signature, names: Names) -> dict[str, Any]:
    act = signature.act
    facts, content, personal = act.facts, act.part("content"), act.part("personal")
    named = timeline.attached(content.get("files"))
    files = attachments.shown(row.id, act.id, named)
    for shown, item in zip(files, named, strict=True):
        path = path_of(item["sha256"]) if "url" in shown else None
        shown["read"] = _read(path, version) if path else []
    return {
        "party": names.agency(signature.party), "number": str(facts.get("number") or ""), "on": signature.on,
        "signatories": [
            listed(filter(None, (str(content.get(f"{who}signatory") or ""), capacity_of(facts.get(f"{who}capacity")),
                                 str(personal.get(f"{who}name") or ""))))
            for who in ("", "co_")
            if content.get(f"{who}signatory")
        ],
        "reported": str(REPORTS.get(signature.reported, "")) if act.speaks_for else "",
        "recorded_by": names.agency(act.agency) if act.speaks_for else "", "files": files,
    }  # fmt: skip


def _read(path: Path, version: Version) -> list[dict[str, str]]:
    """Whole sentences about one file; which is sure, which is to be looked at."""
    scan = scans.read(path, version.mark, version.act.id, node.current().home / pdf_signatures.ROOTS)
    said = [line for signed in scan.signed for line in sentences.of(signed, is_marked=bool(scan.has_mark))]
    return [*_on_the_mark(scan, version), *said]


def _on_the_mark(scan: Scan, version: Version) -> list[dict[str, str]]:
    if scan.kind == scans.OTHER:
        return [{"tone": "late", "text": gettext("This is neither a PDF nor a picture.")}]
    if scan.has_mark is None:
        text = gettext("No text can be read in it: compare the mark on the page with %(mark)s.")
        return [{"tone": "", "text": text % {"mark": version.mark}}]
    if scan.has_mark:
        return [{"tone": "good", "text": gettext("The mark of this text stands in the file.")}]
    return [{"tone": "late", "text": gettext("The mark of this text does not stand in the file: compare the two.")}]


def _found(dossier: str, seat: Seat) -> tuple[Dossier, History]:
    row = find(dossier, actor_of(seat))
    return row, versions.history(row)

"""Units, people and partners out of an office's own list: what would be taken in, every fault, and the taking in."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from servanda.exchange.models import Peer
from servanda.imports import office_sheets
from servanda.imports.faults import Fault, Faulty
from servanda.imports.office_sheets import OfficeSheet
from servanda.imports.office_words import PARTNERS, PEOPLE, UNITS
from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.kernel.texts import pick
from servanda.processes.organisation import directory
from servanda.processes.telling.wording import listed
from servanda.web import refusal_text
from servanda.web.administration.people import unit_kind
from servanda.web.administration.set_up import as_clerk
from servanda.web.labels import ROLES
from servanda.web.models import Sheet
from servanda.web.once import new_token, once
from servanda.web.seats import Request, Seat
from servanda.web.sheets import page, store
from servanda.web.sheets.forms import ReplaceForm
from servanda.web.sheets.words import labels

SHOWN = 200
NO_UNITS: Mapping[str, str] = MappingProxyType({})
PARTNER_KINDS: dict[str, Any] = {
    "country": _("country"), "organisation": _("organisation"), "ngo": _("non-governmental organisation"),
    "person": _("person"),
}  # fmt: skip
# The zone of most offices that write in this language; it stands on the page, to be changed.
ZONES = {"vi": "Asia/Ho_Chi_Minh", "ms": "Asia/Kuala_Lumpur", "ar": "Asia/Riyadh"}


def review(request: Request, seat: Seat, row: Sheet) -> HttpResponse:
    """See what the rows come to and what is wrong; then take them in."""
    try:
        read = store.read_office(row)
    except Faulty as faulty:
        return page.unreadable(request, row, faulty, None)
    refusal = ""
    if request.method == "POST" and not read.faults:
        try:
            return redirect(once(request.POST.get("once", ""), seat, lambda: _take(request, seat, row, read)))
        except Refused as refused:
            refusal = refusal_text.sentence(refused)
    context = {
        "sheet": row, "faults": page.faults(_worded(row.choices["what"], read.faults)), "replace": ReplaceForm(),
        "section": "people",
        "table": _table(row, read), "passed_over": [{"line": n, "text": text} for n, text in read.passed_over],
        "notes": page.faults([]), "once": new_token(), "refusal": refusal, "is_office": not read.faults,
        "only_desks": row.choices["what"] == PEOPLE and "role" not in read.columns.of,
        "no_office": row.choices["what"] == UNITS and not any(found.get("code") == "office" for found in read.rows),
        "replaces": row.choices["what"] == UNITS and bool(directory.own_units()),
    }  # fmt: skip
    return render(request, "sheet_review.html", context, status=422 if refusal else 200)


def faults_of(row: Sheet) -> list[Fault]:
    """What is wrong with the list, in the words of the pages. Raises Faulty where it cannot be read at all."""
    return _worded(row.choices["what"], store.read_office(row).faults)


def usual_zone() -> str:
    """That of the units that are there; on a new system, by the language of the agency."""
    own = directory.own_units()
    return str(own[0].get("zone")) if own else ZONES.get(node.current().languages[0], "UTC")


def _take(request: Request, seat: Seat, row: Sheet, read: OfficeSheet) -> str:
    peers = list(Peer.objects.values_list("agency", flat=True))
    office_sheets.state(read, row.choices["what"], row.file, as_clerk(seat), peers=peers, at=seat.at)
    store.drop(row.name, row.officer)
    messages.success(request, gettext("%(file)s was taken in.") % {"file": row.file}, extra_tags="good")
    return reverse("web:set_up")


def _worded(what: str, faults: Iterable[Fault]) -> list[Fault]:
    """The faults with columns and known words as the pages call them."""
    named, found = labels(what), []
    for fault in faults:
        params = dict(fault.params)
        if fault.code == "table_one_missing":
            params["field"] = listed(named[name] for name in str(params["field"]).split(", "))
        elif fault.code == "duty_word_unknown":
            params["known"] = listed(_words(what, fault.field, word) for word in str(params["known"]).split(", "))
        found.append(replace(fault, params=params))
    return found


def _table(row: Sheet, read: OfficeSheet) -> dict[str, Any]:
    """The rows as they would be stated, in the words of the pages; columns that no row fills are left out."""
    what = row.choices["what"]
    rows = [_flat(found) for found in read.rows]
    known, language = [*directory.own_units(), *(read.rows if what == UNITS else ())], get_language() or "en"
    units = {unit["code"]: pick(unit["name"], language) for unit in known if isinstance(unit.get("name"), dict)}
    named = {name: text for name, text in labels(what).items() if any(_said(found, name) for found in rows)}
    shown = [
        {"mark": "", "cells": [{"label": text, "text": _words(what, name, _said(found, name), units), "kind": "text"}
                               for name, text in named.items()]}
        for found in rows[:SHOWN]
    ]  # fmt: skip
    summary = ngettext("%(n)s row", "%(n)s rows", len(rows)) % {"n": len(rows)}
    return {"label": "", "summary": summary, "columns": list(named.values()), "rows": shown}


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    texts = found.get("name") if isinstance(found.get("name"), dict) else {}
    titles = found.get("title") if isinstance(found.get("title"), dict) else {}
    own = {name: value for name, value in found.items() if name != "name" or not isinstance(value, dict)}
    return own | dict(texts or {}) | {f"title_{language}": text for language, text in (titles or {}).items()}


def _said(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if isinstance(value, bool):
        return gettext("yes") if value else ""
    if isinstance(value, list):
        return "; ".join(
            str(each.get("code") or each.get("unit")) if isinstance(each, dict) else each for each in value
        )
    return str(value or "")


def _words(what: str, name: str, text: str, units: Mapping[str, str] = NO_UNITS) -> str:
    if name in ("unit", "parent"):
        return units.get(text) or text
    if name == "kind":
        return unit_kind(text) if what == UNITS else str(PARTNER_KINDS.get(text, text)) if what == PARTNERS else text
    if name == "role":
        return str(ROLES.get(text, text))
    return settings.LANGUAGE_NAMES.get(text, text) if name == "language" else text

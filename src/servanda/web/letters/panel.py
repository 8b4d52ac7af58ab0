"""The letters of a file, with their forms on paper, and what was registered of them, on the page of the file."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.telling.timeline import Names
from servanda.web.letters.written import PREFIXES, letter_of

FORMS = (("PDF", "pdf"), ("Word", "docx"), ("edXML", "edxml"))


def panel(row: Dossier, names: Names, _actor: Actor, _at: datetime) -> dict[str, Any]:
    """The context of `_letters.html`. Two queries."""
    kinds = {*PREFIXES, "letter.receive"}
    told = Entry.objects.filter(dossier=row, kind__in=kinds, internal=False, has_effect=True).exclude(
        reported="disputed"
    )
    order = list(told.order_by("place").values_list("name", flat=True))
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=order)}
    found = [acts[name] for name in order if name in acts]
    registered = {act.speaker: act for act in found if act.kind == "letter.receive"}
    return {
        "template": "_letters.html",
        "letters": [_letter(row, letter_of(row, act), names) for act in found if act.kind in PREFIXES],
        "registered": [
            {"agency": names.agency(agency), "number": act.facts.get("book_number"),
             "on": str(act.facts.get("received_on") or ""), "lead": names.unit(str(act.facts.get("lead") or ""))}
            for agency, act in registered.items()
        ],
        "is_recalled": row.state == "recalled",
    }  # fmt: skip


def _letter(row: Dossier, letter: Any, names: Names) -> dict[str, Any]:
    label = _("Letter %(number)s") % {"number": letter.number or "–"}
    return {
        "label": label, "on": letter.dated_on, "who": names.agency(letter.act.speaker),
        "forms": [
            {"name": name, "url": reverse("web:paper", args=[row.id, letter.act.id, form])} for name, form in FORMS
        ],
    }  # fmt: skip

"""Versions and languages of a text for the public, on the page of its file."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes.fields_of_work import bulletins
from servanda.processes.fields_of_work.bulletins import Bulletin, Edition, Language
from servanda.processes.kinds.bulletin import LANGUAGES, WHOLE, WORKED_ON, lacks
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.agreements.commitment_rows import entry_url
from servanda.web.bulletins import checks
from servanda.web.labels import State


def panel(row: Dossier, names: Names, actor: Actor, _at: datetime) -> dict[str, Any]:
    """The context of `_bulletin.html`."""
    found = bulletins.read(row)
    others = [party for party in row.parties if party != row.home]
    return {
        "template": "_bulletin.html", "original": LANGUAGES.get(str(row.facts.get("original")), ""),
        "editions": [_edition(row, edition, found, others, names) for edition in reversed(found.editions)],
        "release_url": reverse("web:release", args=[row.id]) if found.last_released else "",
        "lacks": listed(lacks(row)) if row.state in WORKED_ON else "",
        "checks": checks.of(row, found, actor),
        "languages": [
            _language(row, language, found, names)
            | {"is_left_out": bool(found.last_released) and row.home == actor.agency and not language.is_released}
            for language in found.languages
        ],
    }  # fmt: skip


def _edition(row: Dossier, edition: Edition, found: Bulletin, others: list[str], names: Names) -> dict[str, Any]:
    is_newest = edition.n == found.newest
    return {
        "n": edition.n, "url": entry_url(row.id, edition.act.id), "at": edition.act.at,
        "released_at": edition.released.at if edition.released else None,
        **{name: str(edition.act.part("content").get(name) or "") if is_newest else "" for name in WHOLE},
        "states": [{"agency": names.agency(party), "state": _cleared(edition, party, is_newest)} for party in others],
    }  # fmt: skip


def _cleared(edition: Edition, party: str, is_newest: bool) -> State:
    if party in edition.cleared:
        return State(_("cleared"), "good") if is_newest else State(_("cleared, but the text has changed"), "outlined")
    if party in edition.objected:
        return State(_("changes wanted"), "soon")
    return State(_("not cleared yet") if is_newest else _("not cleared"), "soon" if is_newest else "outlined")


def _language(row: Dossier, language: Language, found: Bulletin, names: Names) -> dict[str, Any]:
    return {
        "label": LANGUAGES.get(language.code, language.code), "url": entry_url(row.id, language.act.id),
        "by": names.unit(language.act.by.unit), "state": _stands(language, found.newest),
        "address": str(language.act.part("content").get("address") or ""),
    }  # fmt: skip


def _stands(language: Language, newest: int) -> State:
    values = {"n": language.checked_against or language.made_of, "newest": newest}
    if language.is_outdated(newest):
        if language.checked:
            return State(_("outdated: checked against version %(n)s, the original is at %(newest)s") % values, "late")
        return State(_("outdated: made of version %(n)s, the original is at %(newest)s") % values, "late")
    if language.checked:
        return State(_("checked against version %(n)s") % values, "good")
    return State(_("made of version %(n)s, not checked yet") % values, "soon")

"""What an outside person is shown: what is asked of their agency, and the entries that every party has."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.office import guests
from servanda.office.models import GuestLink
from servanda.processes.telling import wording
from servanda.processes.telling.text_lines import paragraphs
from servanda.processes.telling.timeline import Line, Names, line
from servanda.web import owed
from servanda.web.desk import items
from servanda.web.files.history import revision
from servanda.web.labels import REPORTS
from servanda.web.names import names_in
from servanda.web.reckoning import Reckoning
from servanda.web.texts import places, versions

WORKING = ("open", "promised", "returned")


def matter_of(row: Dossier, link: GuestLink, secret: str, *, language: str, at: datetime) -> dict[str, Any]:
    """The context of guest.html. Reads shared entries only: what is internal is never loaded."""
    names = names_in(language)
    asked = list(Commitment.objects.filter(dossier=row, debtor=link.agency, state__in=WORKING).order_by("due_on", "id"))
    reckoning = Reckoning([row], at)
    words = owed.asked_for(asked)
    said = _said(row, names)
    first = asked[0] if asked else None
    agencies = [names.agency(party) for party in row.parties]
    return {
        "matter": {
            "title": row.title, "agency": names.agency(row.home), "kind": items.kind_label(row.process),
            "asked": _asked(first, names), "text": _question(first, said, words, row.title),
            "due_on": first.due_on if first else None,
            "days_left": reckoning.days_left(first) if first else None,
            "facts": [
                {"label": owed.what(item, words), "value": wording.written(item.due_on) if item.due_on else ""}
                for item in asked[1:]
            ],
        },
        "wording": _wording(row),
        "timeline": [_entry(shown, secret) for _, shown in reversed(said)],
        "received": [
            {"at": shown.at, "sentence": gettext("Received:") + " " + shown.sentence}
            for entry, shown in said
            if shown.via == guests.VIA and entry.speaker == link.agency
        ][-1:],
        "audience": {"is_internal": False, "agencies": [{"name": name} for name in agencies], "note": ""},
        "person": link.person,
    }  # fmt: skip


def _wording(row: Dossier) -> dict[str, Any] | None:
    """The text on the table, of which a guest may speak: nobody approves what stands nowhere before them."""
    if versions.text_of_file(row) is None or row.process in places.PAGES:
        return None
    history = versions.history(row)
    version = history.proposed()
    if version is None:
        return None
    lines = [text for part in version.articles for words in part.text.values() for text in paragraphs(words)]
    return {
        "name": gettext("Version %(n)s") % {"n": version.n}, "mark": version.mark,
        "lines": [{"n": n, "text": text} for n, text in enumerate(lines, start=1)],
    }  # fmt: skip


def _said(row: Dossier, names: Names) -> list[tuple[Entry, Line]]:
    entries = list(Entry.objects.filter(dossier=row, internal=False, has_effect=True).order_by("at", "place"))
    found = StoredAct.objects.filter(name__in=[entry.name for entry in entries], internal=False)
    stored = {item.name: item.act for item in found}
    known: dict[str, Any] = {}
    return [
        (entry, line(entry, stored[entry.name], names, agency=node.current().agency, known=known))
        for entry in entries
        if entry.name in stored
    ]


def _question(
    first: Commitment | None, said: list[tuple[Entry, Line]], words: Mapping[str, str], title: str
) -> str:  # fmt: skip
    """What is asked, in full: as the entry that asks it says, after its few words where it has some of its own."""
    if first is None:
        return ""
    asking = next((_text(shown) for entry, shown in said if entry.name == first.opener), "")
    short = words.get(first.id, "")
    return "\n".join(part for part in (short if short != title and short not in asking else "", asking) if part)


def _asked(first: Commitment | None, names: Names) -> str:
    if first is None:
        return ""
    return gettext("%(agency)s is asked for: %(what)s") % {
        "agency": names.agency(first.debtor), "what": owed.what(first, {})
    }  # fmt: skip


def _entry(shown: Line, secret: str) -> dict[str, Any]:
    return {
        "key": shown.name, "sentence": shown.sentence, "who": shown.who, "at": shown.at, "on": shown.on,
        "is_ours": shown.is_own, "is_internal": False, "is_crossed": shown.is_crossed, "text": _text(shown),
        "reported": str(REPORTS.get(shown.reported, "")), "tables": [revision(table) for table in shown.tables],
        "files": [
            {"name": item["name"], "size": item["size"],
             "url": reverse("web:guest_attachment", args=[secret, shown.name, item["index"]])}
            for item in shown.files
        ],
    }  # fmt: skip


def _text(shown: Line) -> str:
    stated = [f"{label}: {value}" for label, value in shown.details if value not in shown.sentence]
    return "\n".join(filter(None, [shown.text, *stated]))

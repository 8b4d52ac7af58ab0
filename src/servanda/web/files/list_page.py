"""The list of files with its filters."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.processes.agreements import agreement_doubts, agreement_reading
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.web import owed
from servanda.web.agreements import doubts
from servanda.web.desk import items
from servanda.web.desk import rows as desk_rows
from servanda.web.downloads import sheet_url
from servanda.web.files import filters as file_filters
from servanda.web.files.filters import Page
from servanda.web.names import names_in
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat


def files(seat: Seat, actor: Actor, given: Mapping[str, str], *, language: str) -> dict[str, Any]:
    names = names_in(language)
    page = file_filters.page_of(actor, given)
    return {
        "q": given.get("q", "")[:200], "filters": _filters(given, names),
        "filtered": sum(bool(given.get(name)) for name in file_filters.NAMES), "count_text": _count_text(page.count),
        "page": _links(page, given),
        "files": rows(page.files, actor, seat, names), "sheet_url": sheet_url("files", **_kept(given)),
    }  # fmt: skip


def rows(found: list[Dossier], actor: Actor, seat: Seat, names: Names) -> list[dict[str, Any]]:
    """What the list tells of each; as many queries for many as for few."""
    open_, reckoning = desk_rows.open_of(found), Reckoning(found, seat.at)
    titles, doubted = agreement_reading.titles(found, names.language), agreement_doubts.load(found)
    return [
        _row(row, open_.get(row.id, []), actor, names, reckoning, titles)
        | ({"state": state} if (state := doubts.state(doubted.get(row.id, []))) else {})
        for row in found
    ]


def _row(
    row: Dossier, open_: list[Commitment], actor: Actor, names: Names, reckoning: Reckoning, titles: Mapping[str, str]
) -> dict[str, Any]:
    ours = owed.own_turn(open_, actor)
    turn = (actor.agency, ours) if ours else owed.turn_of(open_)
    is_ours = ours is not None
    return {
        "id": row.id, "url": items.file_url(row), "title": titles.get(row.id) or items.file_title(row),
        "code": items.file_code(row.id), "kind": items.kind_label(row.process),
        "partner": items.partner(row, names), "is_ours": is_ours,
        "turn": (_("This agency") if is_ours else names.agency(turn[0])) if turn else "",
        "due_on": turn[1].due_on if turn else None, "days_left": reckoning.days_left(turn[1]) if turn else None,
        "state": items.file_state(row), "last_at": row.moved_at,
    }  # fmt: skip


def _filters(given: Mapping[str, str], names: Names) -> list[dict[str, Any]]:
    kinds = [(name, str(process.label)) for name, process in processes().items()]
    chosen = processes().get(given.get("kind", ""))
    states = [("-open", _("under way")), ("-ended", _("ended"))]
    states += [(name, str(label)) for name, label in chosen.states.items()] if chosen else []
    turns = [("ours", _("This agency")), ("theirs", _("The other side"))]
    return [
        _filter("kind", _("Kind of work"), sorted(kinds, key=lambda pair: pair[1]), given),
        _filter("state", _("State"), states, given), _filter("turn", _("Whose turn"), turns, given),
        _filter("partner", _("Partner"), sorted(names.partners.items(), key=lambda pair: pair[1]), given),
    ]  # fmt: skip


def _filter(name: str, label: str, options: Iterable[tuple[str, str]], given: Mapping[str, str]) -> dict[str, Any]:
    chosen = given.get(name, "")
    shown = [{"value": value, "label": text, "is_chosen": value == chosen} for value, text in options]
    everything = {"value": "", "label": _("all"), "is_chosen": not chosen}
    return {"name": name, "label": label, "options": [everything, *shown]}


def _links(page: Page, given: Mapping[str, str]) -> dict[str, Any]:
    kept = _kept(given)

    def link(**place: str) -> str:
        return f"{reverse('web:files')}?{urlencode(kept | place)}"

    return {
        "next_url": link(after=page.after) if page.after else "",
        "previous_url": link(before=page.before) if page.before else "",
    }  # fmt: skip


def _kept(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in ("q", *file_filters.NAMES) if given.get(name)}


def _count_text(n: int) -> str:
    return ngettext("%(n)s file", "%(n)s files", n) % {"n": desk_rows.counted(n)}

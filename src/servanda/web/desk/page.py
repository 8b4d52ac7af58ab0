"""The desk: what is to be done, waited for, handed out, cleared and watched, by how near it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.texts import pick
from servanda.office import assigning
from servanda.processes.agreements import leads
from servanda.processes.models import Assignment
from servanda.processes.telling.timeline import Names
from servanda.web import owed
from servanda.web.counterparts import gaps
from servanda.web.desk import ahead, items, prepared
from servanda.web.desk import rows as desk_rows
from servanda.web.desk.item import panel
from servanda.web.desk.items import Item
from servanda.web.downloads import sheet_url
from servanda.web.files import keeping, lead_time, reported_page
from servanda.web.names import names_in
from servanda.web.once import new_token
from servanda.web.owed import Link
from servanda.web.reckoning import Reckoning
from servanda.web.seats import Seat, standing_in

TABS = ("to_do", "waiting", "inbox", "clear", "watching")


@dataclass
class Group:
    title: str
    rows: list[Item] = field(default_factory=list)
    is_late: bool = False


@dataclass
class Desk:
    """One officer's desk while its page is made: the page `number` of its list, or the first `most` rows of it."""

    actor: Actor
    seat: Seat
    names: Names
    tab: str
    chosen: str
    most: int = 0
    number: int = 1
    length: int = 0
    has_more: bool = False

    @property
    def base(self) -> str:
        return self.url(self.number)

    def url(self, number: int) -> str:
        return f"{reverse('web:desk')}?tab={self.tab}" + (f"&page={number}" if number > 1 else "")

    @property
    def first(self) -> int:
        return (self.number - 1) * desk_rows.PAGE

    def listed(self, rows: QuerySet[desk_rows.Row]) -> list[desk_rows.Row]:
        if self.most:
            return list(rows[: self.most])
        found = desk_rows.shown(rows, first=self.first, most=desk_rows.PAGE + 1)
        self.has_more, self.length = len(found) > desk_rows.PAGE, min(len(found), desk_rows.PAGE)
        return found[: desk_rows.PAGE]


def desk(seat: Seat, actor: Actor, *, language: str, tab: str, chosen: str, number: int = 1) -> dict[str, Any]:
    tab = tab if tab in TABS else _first_tab(seat, actor)
    page = Desk(actor, seat, names_in(language), tab, chosen, number=number)
    groups = [group for group in BUILDERS[tab](page) if group.rows]
    if not groups and number > 1:
        return desk(seat, actor, language=language, tab=tab, chosen=chosen)
    counts = _counts(page)
    picked = next((item for group in groups for item in group.rows if item.key == chosen), None)
    if picked:
        picked.is_chosen = True
    found: dict[str, Any] = {
        "tabs": _tabs(page, counts), "groups": groups, "item": panel(picked, page.names, seat) if picked else None,
        "scopes": _posts(seat, language), "sheet_url": sheet_url("desk", tab=page.tab) if groups else "",
        "next_dates": [], "empty_text": "", **_paging(page, counts[tab]),
        "counterparts": gaps.of_desk(seat, actor, page.names),
    }  # fmt: skip
    return found if groups else found | _empty(page)


def _first_tab(seat: Seat, actor: Actor) -> str:
    """Of who has nothing to carry out, but something to decide or to hand out, that is what the day begins with."""
    if desk_rows.to_do(actor, at=seat.at).exists() or desk_rows.returned(actor) or desk_rows.handovers(actor):
        return "to_do"
    if desk_rows.to_clear(actor):
        return "clear"
    return "inbox" if desk_rows.inbox(actor).exists() else "to_do"


def _to_do(page: Desk) -> list[Group]:
    rows = _by_nearness(page, page.listed(desk_rows.to_do(page.actor, at=page.seat.at)))
    if page.number > 1:
        return rows
    again = prepared.items_of(desk_rows.returned(page.actor), page.names, base=page.base, next_=prepared.again)
    return [
        Group(_("Returned to you with a note"), again),
        Group(_("Files to be handed over"), _handed(page)),
        Group(_("Days that come near"), ahead.items_of(ahead.near(page.actor, page.seat), page.names, base=page.base)),
        *rows,
    ]


def _waiting(page: Desk) -> list[Group]:
    """First what is still in this agency, where somebody else has to approve it."""
    rows = _by_nearness(page, page.listed(desk_rows.waiting(page.actor, at=page.seat.at)))
    if page.number > 1:
        return rows
    inside, day = desk_rows.in_clearance(page.actor), timezone.localtime(page.seat.at).date()
    lines = prepared.waiting(inside, page.names, base=page.base, day=day)
    return [Group(_("To be approved in this agency"), lines), *rows]


def _inbox(page: Desk) -> list[Group]:
    """The nearest day first; each notice with how early it came, by the article that counts."""
    files = page.listed(desk_rows.nearest_first(desk_rows.inbox(page.actor)))
    rows, early = _files(page, files), leads.of_files(files)
    led = set(Assignment.objects.filter(dossier__in=[row.id for row in files]).values_list("dossier", flat=True))
    for item, file in zip(rows, files, strict=True):
        item.next = _assign(page, file, is_led=file.id in led)
        item.details = [lead_time.notice(early[item.key])] if item.key in early else []
    return [Group(_("Nobody leads these yet"), rows)]


def _assign(page: Desk, file: Dossier, *, is_led: bool) -> Link:
    """To the unit that it is for, by one click, where the actor may; else, or to another one, on its page."""
    url, unit = reverse("web:assign", args=[file.id]), assigning.addressed(file)
    within = assigning.within(page.actor)
    if is_led or unit not in page.names.units or (within is not None and unit not in within):
        return Link(_("Assign"), url)
    label = _("Assign to %(unit)s") % {"unit": page.names.unit(unit)}
    return Link(label, url, _("Assign otherwise"), once=new_token(), values={"unit": unit, "upon": assigning.NOBODY})


def _handed(page: Desk) -> list[Item]:
    found = desk_rows.handovers(page.actor)
    rows = _files(page, found)
    for item, row in zip(rows, found, strict=True):
        item.next = keeping.next_link(row)
    return rows


def _clear(page: Desk) -> list[Group]:
    found = prepared.items_of(desk_rows.to_clear(page.actor), page.names, base=page.base, next_=prepared.decide)
    return [Group(_("Waiting for your approval"), found)]


def _watching(page: Desk) -> list[Group]:
    """By what is owed in them between others, the nearest first; last those in which nothing is."""
    rows = page.listed(desk_rows.watching(page.actor, at=page.seat.at))
    open_, reckoning = desk_rows.open_of(rows), Reckoning(rows, page.seat.at)
    late, week, later, rest = [*_groups(), Group(_("Under way"))]
    for row, item in zip(rows, items.of_files(rows, open_, page.names, reckoning, base=page.base), strict=True):
        turn = owed.turn_of(open_.get(row.id, []))
        if turn is None or turn[1].due_on is None:
            rest.rows.append(item)
        else:
            _near(turn[1], reckoning, late, week, later).rows.append(item)
    return [late, week, later, rest]


BUILDERS: dict[str, Callable[[Desk], list[Group]]] = {
    "to_do": _to_do, "waiting": _waiting, "inbox": _inbox, "clear": _clear, "watching": _watching,
}  # fmt: skip


def _by_nearness(page: Desk, rows: list[Commitment]) -> list[Group]:
    reckoning = Reckoning([row.dossier for row in rows], page.seat.at)
    late, week, later = _groups()
    lines = items.of_commitments(rows, page.names, reckoning, owed.asked_for(rows), base=page.base)
    for row, item in zip(rows, lines, strict=True):
        _near(row, reckoning, late, week, later).rows.append(item)
    return [late, week, later]


def _groups() -> list[Group]:
    return [Group(_("Overdue"), is_late=True), Group(_("This week")), Group(_("Later"))]


def _near(row: Commitment, reckoning: Reckoning, late: Group, week: Group, later: Group) -> Group:
    return late if reckoning.is_late(row) else week if reckoning.is_this_week(row) else later


def _files(page: Desk, rows: list[Dossier]) -> list[Item]:
    reckoning = Reckoning(rows, page.seat.at)
    return items.of_files(rows, desk_rows.open_of(rows), page.names, reckoning, base=page.base)


def _counts(page: Desk) -> dict[str, int]:
    """How many rows each list has, but for what stands above the first ones."""
    actor, at = page.actor, page.seat.at
    return {
        "to_do": desk_rows.count(desk_rows.to_do(actor, at=at)),
        "waiting": desk_rows.count(desk_rows.waiting(actor, at=at)),
        "inbox": desk_rows.count(desk_rows.inbox(actor)), "clear": len(desk_rows.to_clear(actor)),
        "watching": desk_rows.count(desk_rows.watching(actor, at=at)),
    }  # fmt: skip


def _paging(page: Desk, n: int) -> dict[str, Any]:
    """As _paging.html takes it, where the list goes on over several pages."""
    if page.number == 1 and not page.has_more:
        return {}
    return {
        "count_text": _("%(n)s in all") % {"n": desk_rows.counted(n)},
        "page": {
            "first": page.first + 1, "last": page.first + page.length,
            "previous_url": page.url(page.number - 1) if page.number > 1 else "",
            "next_url": page.url(page.number + 1) if page.has_more else "",
        },
    }  # fmt: skip


def _tabs(page: Desk, listed: Mapping[str, int]) -> list[dict[str, Any]]:
    today = timezone.localtime(page.seat.at).date()
    mine, theirs = desk_rows.to_do(page.actor, at=page.seat.at), desk_rows.waiting(page.actor, at=page.seat.at)
    coming, handed = len(ahead.near(page.actor, page.seat)), len(desk_rows.handovers(page.actor))
    counts = {
        **listed, "to_do": listed["to_do"] + len(desk_rows.returned(page.actor)) + handed + coming,
        "waiting": listed["waiting"] + len(desk_rows.in_clearance(page.actor)),
    }  # fmt: skip
    past = {"due_on__lt": today, "done_on": None}
    late = {"to_do": mine.filter(**past).exists(), "waiting": theirs.filter(**past).exists()}
    return [
        {
            "title": title_of(tab), "url": f"{reverse('web:desk')}?tab={tab}", "count": desk_rows.counted(counts[tab]),
            "is_current": tab == page.tab, "has_late": late.get(tab, False),
        }
        for tab in TABS
        if counts[tab] or tab in ("to_do", "waiting", "watching") or tab == page.tab
    ] + _reported(page)  # fmt: skip


def title_of(tab: str) -> str:
    titles = {
        "to_do": _("To do"), "waiting": _("Waiting for others"), "inbox": _("Inbox"), "clear": _("To clear"),
        "watching": _("Watching"),
    }  # fmt: skip
    return titles[tab]


def _reported(page: Desk) -> list[dict[str, Any]]:
    """The way to what others recorded in this agency's name, while some of it waits to be confirmed."""
    n = desk_rows.count(reported_page.waiting(page.actor))
    title = _("Recorded in our name")
    count = desk_rows.counted(n)
    url = reverse("web:reported")
    return [{"title": title, "url": url, "count": count, "is_current": False, "has_late": False}] if n else []


def _posts(seat: Seat, language: str) -> list[dict[str, Any]]:
    """Of several posts, the one acted in, and the way to the others."""
    if len(seat.posts) < 2:
        return []
    url = reverse("web:post")
    others = [held for held in seat.posts if held != seat.post]
    lent = [standing_in(pick(held.title, language)) for held in others if held.officer_id != seat.officer.id]
    rest = [_("Another post")] if len(others) > len(lent) else []
    return [{"title": seat.title(language), "url": url, "is_current": True}] + [
        {"title": title, "url": url, "is_current": False} for title in (*rest, *lent)
    ]


def _empty(page: Desk) -> dict[str, Any]:
    texts = {
        "inbox": _("Everything that came in has somebody who leads it."),
        "clear": _("Nothing waits for your approval."),
        "watching": _("No other file is under way."),
    }  # fmt: skip
    rows = desk_rows.next_dates(page.actor, today=timezone.localtime(page.seat.at).date(), at=page.seat.at)
    asked = owed.asked_for(rows)
    return {
        "empty_text": texts.get(page.tab, ""),
        "next_dates": [
            {"on": row.due_on, "what": f"{owed.what(row, asked)} · {items.file_title(row.dossier)}",
             "url": items.file_url(row.dossier)}
            for row in rows
        ]
    }  # fmt: skip

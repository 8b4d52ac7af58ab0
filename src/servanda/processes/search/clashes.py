"""Clashes and duplicates: the same guest, partner or place on the same days, in what both sides have announced."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from servanda.kernel.audiences import Actor
from servanda.kernel.models import StoredAct
from servanda.processes import reads
from servanda.processes.declaration.spans import reach
from servanda.processes.folding.internal import CLEARING, HELD
from servanda.processes.models import Outgoing, Scheduled
from servanda.processes.projection import schedule
from servanda.processes.projection.schedule import fixes_days, folded_text
from servanda.processes.registry import processes
from servanda.processes.search.searching import fold_text

MOST = 500
# Beyond about a season a date says too little for a partner alone to mean anything.
LONGEST_GUESS = 100
ALIKE = 0.6


@dataclass(frozen=True)
class Planned:
    """Something that is about to be said, or stands already; places and guests folded. Build it with `planned`."""

    title: str
    first_on: date
    last_on: date
    is_exact: bool
    partner: str = ""
    place: str = ""
    guest: str = ""
    plan_item: str = ""
    key: str = ""
    at: Any = None


@dataclass(frozen=True)
class Clash:
    """`reasons` are guest, partner, place. `is_sure` where both sides name days; else the days may turn out to meet.

    `is_same` where it looks like one thing announced twice.
    """

    planned: Planned
    other: Scheduled | Planned
    reasons: tuple[str, ...] = field(default=())
    is_sure: bool = False
    is_same: bool = False


def planned(
    *, start_on: Any, end_on: Any = "", title: str = "", partner: str = "", place: str = "", guest: str = "",
    plan_item: str = "", key: str = "", at: Any = None,
) -> Planned | None:  # fmt: skip
    """What is to be compared; None where no date can be read. `at` is the caller's own mark, such as a row's line."""
    span = reach(start_on, end_on)
    if span is None:
        return None
    return Planned(
        title, span.first, span.last, not span.approximate, partner, folded_text(place), folded_text(guest), plan_item,
        key, at,
    )  # fmt: skip


def of_row(row: Scheduled) -> Planned:
    """What a file already fixes, to be compared with the others."""
    return Planned(
        row.title, row.first_on, row.last_on, row.is_exact, row.partner, row.place, row.guest, row.plan_item, row.key
    )


def of_file(dossier: str, actor: Actor) -> list[Clash]:
    """The clashes of one visible file. Three queries."""
    own = Scheduled.objects.filter(dossier=dossier, is_off=False, is_past=False)
    return find([of_row(row) for row in own], actor, apart_from=dossier)


def find(wanted: Iterable[Planned], actor: Actor, *, apart_from: str = "") -> list[Clash]:
    """Everything that the actor may see and that clashes, the surest first; what this agency has prepared and not sent
    yet counts with what was sent. Two queries, whatever is asked.

    A row of a plan that a file carries out already is passed over where the actor may see that file, which stands for
    it; else the row itself is told, and nothing of the file. So is passed over what stands in the file `apart_from`.
    """
    asked = [item for item in wanted if item.partner or item.place or item.guest]
    if not asked:
        return []
    seen = Scheduled.objects.filter(dossier__in=reads.visible(actor).values("id"))
    rows = seen.filter(
        _named(asked), is_off=False, is_past=False,
        last_on__gte=min(item.first_on for item in asked), first_on__lte=max(item.last_on for item in asked),
    ).exclude(Exists(seen.filter(plan_item=OuterRef("key"))))  # fmt: skip
    if apart_from:
        rows = rows.exclude(dossier=apart_from)
    standing = [*rows.order_by("first_on", "key")[:MOST], *_prepared(actor, apart_from)]
    found = [clash for item in asked for row in standing if (clash := compare(item, row))]
    return sorted(found, key=lambda c: (not c.is_same, not c.is_sure, -len(c.reasons), c.other.first_on, c.other.key))


def _prepared(actor: Actor, apart_from: str) -> Iterator[Scheduled]:
    """What waits for approval, or can still be taken back, and opens a file that will stand on days of its own."""
    opening = {found.kind(found.opening): found for found in processes().values() if fixes_days(found)}
    waiting = Outgoing.objects.filter(
        dossier__in=reads.visible(actor).values("id"), state__in=(CLEARING, HELD), step__in=list(opening)
    ).exclude(dossier=apart_from)  # fmt: skip
    for stored in StoredAct.objects.filter(name__in=waiting.values("name")).order_by("-seq")[:MOST]:
        said = stored.act.part("content")["statement"]
        yield from schedule.prepared(stored.dossier, opening[said["kind"]], said["parts"])


def among(items: Sequence[Planned]) -> list[Clash]:
    """What clashes inside one list, each pair once."""
    pairs = ((one, other) for place, one in enumerate(items) for other in items[place + 1 :])
    return [clash for one, other in pairs if (clash := compare(one, other))]


def compare(item: Planned, row: Scheduled | Planned) -> Clash | None:
    """Does what is planned meet what stands in this row?"""
    is_one = row.key and row.key in (item.key, item.plan_item)
    if is_one or item.first_on > row.last_on or row.first_on > item.last_on:
        return None
    is_sure = item.is_exact and row.is_exact
    reasons = [name for name in ("guest", "partner") if _is_same(item, row, name)]
    if is_sure and item.place and item.place == row.place:
        reasons.append("place")
    if not reasons or (not is_sure and "guest" not in reasons and max(_days(item), _days(row)) > LONGEST_GUESS):
        return None
    is_same = reasons != ["place"] and _are_alike(item.title, row.title)
    return Clash(item, row, tuple(reasons), is_sure, is_same)


def _named(asked: Sequence[Planned]) -> Q:
    """The column filters, so that no row is read that could not clash."""
    found = Q()
    for name in ("partner", "place", "guest"):
        if values := {getattr(item, name) for item in asked} - {""}:
            found |= Q(**{f"{name}__in": values})
    return found


def _is_same(item: Planned, row: Scheduled | Planned, name: str) -> bool:
    return bool(getattr(item, name)) and getattr(item, name) == getattr(row, name)


def _days(span: Scheduled | Planned) -> int:
    return (span.last_on - span.first_on).days


def _are_alike(one: str, other: str) -> bool:
    """Do two titles share most of their words?"""
    a, b = set(fold_text(one).split()), set(fold_text(other).split())
    return bool(a and b) and len(a & b) / len(a | b) >= ALIKE

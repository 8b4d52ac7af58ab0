"""What stands in a reader's calendar: visits, activities, meetings, own due days and days that are told ahead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from servanda.kernel import jws
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes import reads
from servanda.processes.agreements import agreement_reading
from servanda.processes.models import ComingDay, Scheduled, Unit
from servanda.processes.organisation.periods import exact_day
from servanda.processes.projection.schedule import OFF
from servanda.processes.registry import processes
from servanda.web import owed
from servanda.web.desk import items

MOST = 500
_CLOCK = re.compile(r"([01]?\d|2[0-3])\s*[:h.]\s*([0-5]\d)")


@dataclass(frozen=True)
class Event:
    """A day, or several, or an hour `at`; `uid` stays whatever is said of it later. `is_own`: due from the reader.

    `what` may hold what was asked in somebody's words; `label` never does.
    """

    uid: str
    row: Dossier
    what: str
    title: str
    first: date
    last: date
    at: datetime | None = None
    is_own: bool = False
    is_off: bool = False
    is_exact: bool = True
    label: str = ""


def gather(actor: Actor, first: date, last: date, *, at: datetime, language: str) -> list[Event]:
    """All that falls on these days, in their order; as many queries for many as for few."""
    found = [
        *_scheduled(actor, first, last), *_at_an_hour(actor, first, last), *_due(actor, first, last, at),
        *_coming(actor, first, last),
    ]  # fmt: skip
    titles = agreement_reading.titles({event.row.id: event.row for event in found}.values(), language)
    named = [_named(event, titles[event.row.id]) if titles.get(event.row.id) else event for event in found]
    return sorted(named, key=lambda event: (event.first, event.at or _MIDNIGHT, event.uid))


def _scheduled(actor: Actor, first: date, last: date) -> Iterator[Event]:
    # Less ends after a day than began before another: the beginning is compared so that no index of its own is taken.
    begins = Coalesce("first_on", Value(date.max))
    dated = Scheduled.objects.filter(item="", is_past=False, last_on__gte=first).annotate(begins=begins)
    dated = dated.filter(begins__lte=last)
    stated = list(reads.asked_of_each(dated, actor).order_by("first_on", "key")[:MOST])
    files = Dossier.objects.in_bulk([row.dossier for row in stated])
    for row in stated:
        if file := files.get(row.dossier):
            yield _event(file, "", row.first_on, row.last_on, is_off=row.is_off, is_exact=row.is_exact)


def _at_an_hour(actor: Actor, first: date, last: date) -> Iterator[Event]:
    """Files of which one fact says the hour, such as meetings."""
    hours = {process.name: process.hour for process in processes().values() if process.hour}
    months = [Q(facts__start_on__startswith=month) for month in _months(first, last)]
    called = reads.visible(actor).filter(reduce(or_, months), process__in=hours, is_shared=True).order_by("id")
    rows = list(called[:MOST])
    zones = dict(Unit.objects.filter(id__in={row.owner for row in rows}).values_list("id", "zone"))
    for row in rows:
        day = exact_day(row.facts.get("start_on"))
        if day and first <= day <= last:
            hour = _hour(day, row.facts.get(hours[row.process]), zones.get(row.owner, "UTC"))
            yield _event(row, "", day, day, at=hour, is_off=row.state in OFF)


def _due(actor: Actor, first: date, last: date, at: datetime) -> Iterator[Event]:
    here = reads.owed(actor, "owe", at=at).filter(due_on__range=(first, last))
    rows = list(here.filter(state__in=(*reads.WORKING, "withdrawn"))[:MOST])
    asked = owed.asked_for(rows)
    for row in rows:
        assert row.due_on
        what = str(owed.what(row, asked, title=row.dossier.title))
        is_off = row.state == "withdrawn"
        yield _event(row.dossier, row.id, row.due_on, row.due_on, what=what, is_own=not is_off, is_off=is_off,
                     label=owed.what(row, {}))  # fmt: skip


def _coming(actor: Actor, first: date, last: date) -> Iterator[Event]:
    known = {(process.name, one.field): one for process in processes().values() for one in process.ahead}
    found = reads.asked_of_each(ComingDay.objects.filter(on__range=(first, last)), actor).select_related("dossier")
    for day in found.order_by("on", "dossier_id", "what", "item")[:MOST]:
        if declared := known.get((day.dossier.process, day.what)):
            yield _event(day.dossier, f"{day.what}#{day.item}", day.on, day.on, what=str(declared.title))


def _event(
    row: Dossier, part: str, first: date, last: date, *, what: str = "", at: datetime | None = None,
    is_own: bool = False, is_off: bool = False, is_exact: bool = True, label: str = "",
) -> Event:  # fmt: skip
    uid = jws.sha256(f"{row.id} {part}".encode()).removeprefix("sha256:")[:32]
    kind = what or items.kind_label(row.process)
    return Event(uid, row, kind, items.file_title(row), first, last, at, is_own, is_off, is_exact, label or kind)


def _named(event: Event, title: str) -> Event:
    return replace(event, title=title)


def _months(first: date, last: date) -> Iterator[str]:
    for n in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{n // 12:04}-{n % 12 + 1:02}-"


def _hour(day: date, stated: object, zone: str) -> datetime | None:
    """In UTC, of what is written as an hour where the inviting unit is."""
    found = _CLOCK.fullmatch(stated.strip()) if isinstance(stated, str) else None
    try:
        there = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
    return datetime.combine(day, time(int(found[1]), int(found[2])), there).astimezone(UTC) if found else None


_MIDNIGHT = datetime(1, 1, 1, tzinfo=UTC)

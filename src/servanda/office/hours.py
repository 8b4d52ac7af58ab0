"""When an officer reads mail: the hours of the unit or the officer's own, on working days, in the unit's zone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from servanda.kernel import node
from servanda.kernel.calendars import Calendar, YearDays
from servanda.office import local_days
from servanda.office.models import OfficeHours, Officer, Post
from servanda.processes.agreements import terms
from servanda.processes.models import Unit

OPENS, CLOSES = time(8), time(17)
ALL = ""


@dataclass(frozen=True)
class Hours:
    """From `opens` to before `closes`, in `zone`, on the working days of `calendar`."""

    zone: ZoneInfo
    opens: time
    closes: time
    calendar: Calendar

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return self.calendar.is_working(local.date()) and self.opens <= local.time() < self.closes

    def next_open(self, at: datetime) -> datetime:
        """The first moment from `at` on at which mail may go."""
        if self.is_open(at):
            return at
        day = self.day(at)
        if not self.calendar.is_working(day) or at.astimezone(self.zone).time() >= self.closes:
            day, _ = self.calendar.add_working_days(day, 1)
        return datetime.combine(day, self.opens, tzinfo=self.zone)


def load(officers: Iterable[Officer], *, now: datetime) -> dict[str, Hours]:
    """Officer's id -> hours, in five queries for any number of officers."""
    wanted = {officer.id: officer for officer in officers}
    units = _units(wanted, day=now.date())
    known = {row.id: row for row in Unit.objects.filter(id__in=set(units.values())).only("id", "zone", "kind")}
    rows = OfficeHours.objects.in_bulk({ALL, *units.values()})
    agreed = _agreed(now)
    return {
        name: _hours(officer, units.get(name, ""), known.get(units.get(name, "")), rows, agreed, now=now)
        for name, officer in wanted.items()
    }


def _units(wanted: Iterable[str], *, day: date) -> dict[str, str]:
    """The unit of the first post that each officer holds, not as a substitute where there is another."""
    posts = Post.objects.filter(
        Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day), officer__in=list(wanted)
    )
    found: dict[str, str] = {}
    for officer, unit in posts.values_list("officer_id", "unit"):
        found.setdefault(officer, unit)
    return found


def _hours(
    officer: Officer, unit: str, known: Unit | None, rows: Mapping[str, OfficeHours], agreed: Sequence[Calendar], *,
    now: datetime,
) -> Hours:  # fmt: skip
    zone = known.zone if known else "UTC"
    own, general = rows.get(unit), rows.get(ALL)
    opens, closes = _usual()
    for row in (general, own, officer):
        if row and row.opens and row.closes:
            opens, closes = row.opens, row.closes
    local = _abroad(known, now) if known and not (own and own.days_off) else None
    return Hours(_zone(zone), opens, closes, local or _calendar(zone, own, general, agreed))


def _abroad(unit: Unit, now: datetime) -> Calendar | None:
    """A mission keeps the holidays and the weekend of the country where it is, though the agreement's calendar counts.

    None for any other unit, and where nothing is known of the country.
    """
    if unit.kind != local_days.MISSION:
        return None
    return local_days.calendar(unit.zone, (now.year, now.year + 1))


def _calendar(
    zone: str, own: OfficeHours | None, general: OfficeHours | None, agreed: Sequence[Calendar]
) -> Calendar:  # fmt: skip
    """The unit's own days off; else the agreement's calendar, of the same zone first; else the agency's days off."""
    plain = Calendar(zone="UTC", years={})
    if own and own.days_off:
        return _with(plain, own.days_off)
    if agreed:
        return next((calendar for calendar in agreed if calendar.zone == zone), agreed[0])
    return _with(plain, general.days_off) if general else plain


def _with(calendar: Calendar, days: Iterable[str]) -> Calendar:
    years: dict[int, set[date]] = {}
    for day in map(date.fromisoformat, days):
        years.setdefault(day.year, set()).add(day)
    return Calendar(zone=calendar.zone, years={year: YearDays(frozenset(off)) for year, off in years.items()})


def _agreed(now: datetime) -> list[Calendar]:
    """The calendars of the agreements in force."""
    names = terms.in_force([node.current().agency], at=now)
    known = terms.load(names)
    return [known[name].calendar for name in names if name in known]


def _usual() -> tuple[time, time]:
    """From `[hours]` of node.toml, else from 8 to 17."""
    stated = node.current().config.get("hours") or {}
    return _time(stated.get("opens"), OPENS), _time(stated.get("closes"), CLOSES)


def _time(value: object, default: time) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        return default


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")

"""The results of coordination over a period, counted from what the parties share: equal on every side for one day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.processes.agreements import implementation, terms
from servanda.processes.declaration import money
from servanda.processes.declaration.base import Field, Process, Step
from servanda.processes.organisation.periods import exact_day
from servanda.processes.registry import processes

COORDINATION, OWN = "coordination", "own"
# What every side holds of itself, and reports themselves, are no results.
LEFT_OUT = ("agreement", "directory", "report", "past")
STATES = ("done", "done_late", "late", "open", "due", "not_carried_out", "explained")
OWED, SAID, SUM = "owed", "said", "sum"
AT_ONCE = 500
# A day outside of them begins or ends in no zone.
YEARS = range(1900, 9999)


@dataclass(frozen=True)
class Figure:
    """One number: `what` is owed.STATE, said.PROCESS.STEP or sum.PROCESS.FIELD; `heading` a field of coordination."""

    heading: str
    what: str
    side: str
    value: str
    unit: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.heading, self.what, self.side, self.unit


@dataclass(frozen=True)
class Asked:
    """Of whom, over which days (both included) and as of which day; `is_own` counts all files of this agency."""

    parties: tuple[str, ...]
    since: date
    until: date
    as_of: date
    is_own: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """That of the calendar by which the parties count; without an agreement between them, UTC."""
        at = datetime.combine(self.as_of + timedelta(days=1), time(), tzinfo=UTC)
        known = terms.load(terms.in_force(self.parties, at=at)) if len(self.parties) > 1 else {}
        return ZoneInfo(next((known[name].calendar.zone for name in sorted(known)), "UTC"))


def asked(row: Dossier, as_of: object) -> Asked | None:
    """What a report asks, out of its file; None where its period cannot be read."""
    since, until, day = (exact_day(value) for value in (row.facts.get("since"), row.facts.get("until"), as_of))
    if since is None or until is None or day is None or since > until:
        return None
    if not all(YEARS.start <= one.year < YEARS.stop for one in (since, until, day)):
        return None
    is_own = row.facts.get("about") == OWN
    return Asked((node.current().agency,) if is_own else tuple(row.parties), since, until, day, is_own)


def is_a_span(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """The code of a refusal where a report ends before it begins."""
    said = parts.get("facts", {})
    return "period_reversed" if str(said.get("since") or "") > str(said.get("until") or "") else ""


def computed(dossier: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that a report states beside what is typed: its figures, and since when they are complete."""
    row = Dossier.objects.filter(id=dossier).first()
    wanted = asked(row, facts.get("as_of")) if row else None
    if wanted is None:
        return {}
    found = [
        {"id": f"f{n}", "heading": one.heading, "what": one.what, "side": one.side, "value": one.value,
         "unit": one.unit}
        for n, one in enumerate(figures(wanted), start=1)
    ]  # fmt: skip
    first = complete_from(wanted)
    return {"figures": found, **({"complete_from": first.isoformat()} if first else {})}


def figures(wanted: Asked) -> list[Figure]:
    """In a fixed order; as many queries for many files as for few, but for sums."""
    found = [*_owed(wanted), *_said(wanted), *_sums(wanted)]
    return sorted(found, key=lambda one: one.key)


def files(wanted: Asked) -> QuerySet[Dossier]:
    """The files whose entries are counted: shared by all of these parties, or this agency's own."""
    rows = Dossier.objects.filter(broken="").exclude(process__in=LEFT_OUT)
    if wanted.is_own:
        return rows.filter(is_shared=True)
    rows = rows.filter(is_shared=True).annotate(named=Cast("parties", TextField()))
    for party in wanted.parties:
        rows = rows.filter(named__contains=f'"{party}"')
    return rows


def entries(wanted: Asked) -> QuerySet[Entry]:
    """The entries that open, end, offer or report something within the period and up to the day asked."""
    return _entries(wanted, [process.kind(step) for process, step in counted_steps()])


def adding(wanted: Asked) -> QuerySet[Entry]:
    """The entries that state something that adds up."""
    return _entries(wanted, adding_steps())


def _entries(wanted: Asked, kinds: Collection[str]) -> QuerySet[Entry]:
    last = min(wanted.until, wanted.as_of)
    rows = Entry.objects.filter(
        dossier__in=files(wanted).values("id"), kind__in=kinds, internal=False, has_effect=True,
        at__gte=_begin(wanted, wanted.since), at__lt=_begin(wanted, last + timedelta(days=1)),
    ).exclude(reported="disputed")  # fmt: skip
    return (rows.filter(speaker=wanted.parties[0]) if wanted.is_own else rows).order_by()


def commitments(wanted: Asked) -> QuerySet[Any]:
    """Those that fell due in the period, with how each stands on the day asked."""
    rows = Commitment.objects.filter(
        dossier__in=files(wanted).values("id"), due_on__gte=wanted.since, due_on__lte=wanted.until,
        opened_at__lt=_begin(wanted, wanted.as_of + timedelta(days=1)),
    )  # fmt: skip
    if wanted.is_own:
        rows = rows.filter(debtor=wanted.parties[0])
    elif hidden := _shown_to_neither(wanted):
        rows = rows.exclude(agreement__in=hidden)
    return implementation.with_state(rows, as_of=wanted.as_of).filter(stands__in=STATES).order_by()


def complete_from(wanted: Asked) -> date | None:
    """The day of the first entry between them, where it came after the period had begun."""
    first = Entry.objects.filter(dossier__in=files(wanted).values("id"), internal=False).order_by("at").first()
    day = first.at.astimezone(wanted.zone).date() if first else None
    return day if day and day > wanted.since else None


def counted_steps() -> Iterator[tuple[Process, Step]]:
    """The steps that say that something was begun, offered, handed over as information or report, or ended."""
    for process in processes().values():
        for step in process.steps if process.name not in LEFT_OUT else ():
            tells = {("deliver", "report"), ("deliver", "information")} & set(step.does)
            if step.is_opening or step.offers or tells or step.then in process.ends:
                yield process, step


def adding_steps() -> dict[str, tuple[Process, list[Field]]]:
    """Kind of entry -> its process and those of its fields that add up."""
    return {
        process.kind(step): (process, fields) for process in processes().values() if process.name not in LEFT_OUT
        for step in process.steps if (fields := [one for one in process.fields_of(step) if one.adds_up])
    }  # fmt: skip


def _owed(wanted: Asked) -> Iterator[Figure]:
    rows = commitments(wanted).annotate(field=KeyTextTransform("field", "dossier__facts"))
    counted = rows.values_list("dossier__process", "field", "debtor", "stands").annotate(n=Count("*"))
    yield from _summed((process, field, f"{OWED}.{state}", side, n) for process, field, side, state, n in counted)


def _said(wanted: Asked) -> Iterator[Figure]:
    rows = entries(wanted).annotate(field=KeyTextTransform("field", "dossier__facts"))
    counted = rows.values_list("dossier__process", "field", "speaker", "kind").annotate(n=Count("*"))
    yield from _summed((process, field, f"{SAID}.{kind}", side, n) for process, field, side, kind, n in counted)


def _summed(counted: Iterable[tuple[str, str | None, str, str, int]]) -> Iterator[Figure]:
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for process, field, what, side, n in counted:
        found[heading_of(process, field), what, side] += n
    for (heading, what, side), n in found.items():
        yield Figure(heading, what, side, str(n))


def _sums(wanted: Asked) -> Iterator[Figure]:
    """What numbers and amounts add up to; of each file and side the last one that was stated in the period."""
    found: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for process, field, heading, side, value in last_stated(wanted):
        amount, unit = _amount(field, value)
        if amount is not None:
            found[heading, f"{SUM}.{process.name}.{field.name}", side, unit] += amount
    for (heading, what, side, unit), amount in found.items():
        yield Figure(heading, what, side, format(amount.normalize(), "f"), unit)


def last_stated(wanted: Asked) -> list[tuple[Process, Field, str, str, Any]]:
    """(process, field, heading, side, value) of each file that states something that adds up."""
    known = adding_steps()
    named = adding(wanted).annotate(field=KeyTextTransform("field", "dossier__facts")).order_by("at", "place")
    told = list(named.values_list("name", "dossier", "kind", "speaker", "field"))
    said = _facts([row[0] for row in told])
    found: dict[tuple[str, str, str], tuple[Process, Field, str, str, Any]] = {}
    for name, dossier, kind, side, heading in told:
        process, fields = known[kind]
        for field in fields:
            if (value := said.get(name, {}).get(field.name)) not in (None, ""):
                found[dossier, field.name, side] = (process, field, heading_of(process.name, heading), side, value)
    return list(found.values())


def heading_of(process: str, field: object) -> str:
    """The field of coordination that the file states, else the one to which its kind of work belongs."""
    declared = processes().get(process)
    return field if isinstance(field, str) and field else (declared.area if declared else "")


def _facts(names: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    return {
        stored.name: stored.act.facts
        for start in range(0, len(names), AT_ONCE)
        for stored in StoredAct.objects.filter(name__in=names[start : start + AT_ONCE])
    }


def _amount(field: Field, value: Any) -> tuple[Decimal | None, str]:
    if field.kind == "money":
        return money.read(value) or (None, "")
    return (Decimal(value), "") if isinstance(value, int) and not isinstance(value, bool) else (None, "")


def _shown_to_neither(wanted: Asked) -> list[str]:
    """Agreements between them that show numbers about a side to neither."""
    rows = Dossier.objects.filter(process="agreement", facts__terms__shown="neither")
    return [row.id for row in rows if set(wanted.parties) <= set(row.parties)]


def _begin(wanted: Asked, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=wanted.zone)

"""How early a visit or an activity is announced, beside what the article asks that counts for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from servanda.kernel import duties
from servanda.kernel.calendars import Calendar
from servanda.kernel.dates import Span, read_edtf
from servanda.kernel.duty_forms import Duty
from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.agreements import terms
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding.folded import Terms
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import declared

NOTICE, DAY = "notice", "start_on"


@dataclass(frozen=True)
class Lead:
    """`days` from the notice to the earliest day that it announces; None while no day can be read.

    They are counted in `measure`, working_days or days, of which `article` of the file `agreement` asks for `asked`;
    None where no article does. `is_exact`: the day itself is named. `is_short`: the last day for it was past.
    """

    days: int | None
    is_exact: bool
    measure: str = "working_days"
    asked: int | None = None
    article: str = ""
    agreement: str = ""
    is_short: bool = False


@dataclass(frozen=True)
class _Rule:
    """A duty of terms in force, and the day by which it was to be met, where one is known."""

    terms: Terms
    duty: Duty
    due_on: date | None = None


def of_files(rows: Iterable[Dossier]) -> dict[str, Lead]:
    """File -> how early it was announced, for those that were sent; three queries, however many they are.

    From the first entry that named the day, else from the announcement, as they count.
    """
    sent = {row.id: row for row in rows if row.is_shared and _announces(row)}
    if not sent:
        return {}
    owed: dict[str, list[Commitment]] = defaultdict(list)
    for commitment in Commitment.objects.filter(dossier__in=sent, deliver=NOTICE).order_by("due_on", "id"):
        owed[commitment.dossier_id].append(commitment)
    told = _told(sent)
    known = terms.load({row.terms for several in owed.values() for row in several if row.terms})
    found = {}
    for name, row in sent.items():
        start, said = span_of(row.facts.get(DAY)), told.get(name)
        if start is not None and said:
            found[name] = _lead(row, start, said, owed[name], known)
    return {name: lead for name, lead in found.items() if lead is not None}


def of_prepared(
    kind: str, facts: Mapping[str, Any], *, row: Dossier | None, parties: Iterable[str], at: datetime
) -> Lead | None:
    """How early a step that leaves at that time announces; None for one that announces nothing, or nothing anew.

    `facts` are those that it states; `row` its file, None or not sent yet for a new one among these parties.
    """
    process, step = declared(kind)
    if process is None or step is None or ("deliver", NOTICE) not in step.does:
        return None
    is_new = row is None or not row.is_shared
    rule = _opened(kind, facts, parties, at=at) if is_new or row is None else _still_owed(row)
    if rule is None and not is_new:
        return None
    stated = facts if is_new or row is None else {**row.facts, **facts}
    start = span_of(stated.get(rule.duty.by.fact if rule and rule.duty.by else DAY))
    if start is None and rule is None:
        return None
    calendar = rule.terms.calendar if rule else terms.calendar_among(parties, at=at)
    return _counted(start, at, calendar, rule, is_exact=bool(start and start.is_exact))


def span_of(text: Any) -> Span | None:
    try:
        return read_edtf(text)
    except Refused:
        return None


def _announces(row: Dossier) -> bool:
    process = processes().get(row.process)
    return process is not None and any(("deliver", NOTICE) in step.does for step in process.steps)


def _told(files: Mapping[str, Dossier]) -> dict[str, list[StoredAct]]:
    """File -> what its keeper said that may name the day, in its order."""
    kinds = {process.kind(step) for process in processes().values() for step in _naming(process)}
    said = Entry.objects.filter(dossier__in=files, by_home=True, internal=False, kind__in=kinds)
    found: dict[str, list[StoredAct]] = defaultdict(list)
    for stored in StoredAct.objects.filter(name__in=said.values("name")).order_by("at", "epoch", "n"):
        found[stored.dossier].append(stored)
    return found


def _naming(process: Process) -> list[Step]:
    return [step for step in process.steps if step.is_opening or DAY in step.fields]


def _lead(
    row: Dossier, start: Span, said: list[StoredAct], owed: list[Commitment], known: Mapping[str, Terms]
) -> Lead | None:
    exact = next((stored for stored in said if _names_a_day(stored)), None)
    by = exact or said[0]
    at = next((one.counted_at for one in owed if one.delivered_by == by.name and one.counted_at), by.at)
    rules = (_rule(one, known) for one in owed)
    rule = next((found for found in rules if found), None)
    calendar = rule.terms.calendar if rule else reads.calendar_of(row)
    return _counted(start, at, calendar, rule, is_exact=exact is not None)


def _names_a_day(stored: StoredAct) -> bool:
    span = span_of(stored.act.facts.get(DAY))
    return span is not None and span.is_exact


def _still_owed(row: Dossier) -> _Rule | None:
    """The article under which the day itself is still to be named in a file."""
    open_ = Commitment.objects.filter(dossier=row, deliver=NOTICE, state__in=reads.WORKING).order_by("due_on", "id")
    owed = list(open_)
    known = terms.load({one.terms for one in owed if one.terms})
    return next((found for one in owed if (found := _rule(one, known))), None)


def _rule(owed: Commitment, known: Mapping[str, Terms]) -> _Rule | None:
    agreed = known.get(owed.terms)
    duty = next((duty for duty in agreed.duties if duty.clause == owed.clause), None) if agreed else None
    return _Rule(agreed, duty, owed.due_on) if agreed and duty and _counts_down(duty) else None


def _opened(kind: str, facts: Mapping[str, Any], parties: Iterable[str], *, at: datetime) -> _Rule | None:
    """Of the articles in force that ask for notice of it, the one that asks for it first."""
    among = list(parties)
    if len(among) < 2:
        return None
    rules = [
        _Rule(agreed, duty, duties.due(duty, facts, opened_at=at, calendar=agreed.calendar).on)
        for _name, agreed in sorted(terms.load(terms.in_force(among, at=at)).items())
        for duty in agreed.duties
        if duty.deliver == NOTICE and _counts_down(duty) and duties.opens(duty, kind, facts)
    ]
    return min(rules, key=lambda rule: rule.due_on or date.max, default=None)


def _counts_down(duty: Duty) -> bool:
    return duty.by is not None and duty.by.side == "before" and duty.by.measure in ("working_days", "days")


def _counted(
    start: Span | None, at: datetime, calendar: Calendar, rule: _Rule | None, *, is_exact: bool
) -> Lead | None:
    by = rule.duty.by if rule else None
    measure = by.measure if by else "working_days"
    try:
        days = max(_days(start, at, calendar, measure), 0) if start else None
        is_short = rule is not None and rule.due_on is not None and calendar.local_day(at) > rule.due_on
    except OverflowError:
        # An entry may be dated on the first day that there is.
        return None
    if rule is None or by is None:
        return Lead(days, is_exact)
    return Lead(days, is_exact, measure, by.count, rule.duty.article, rule.terms.agreement, is_short)


def _days(start: Span, at: datetime, calendar: Calendar, measure: str) -> int:
    if measure == "days":
        return (start.first - calendar.local_day(at)).days
    return duties.lead_time(at, start, calendar=calendar)

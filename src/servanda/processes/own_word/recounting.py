"""Counts the dates of open files anew when a year's working days are agreed, and says so in each file that it moves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from servanda.kernel import duties, log, node
from servanda.kernel.acts import Act, By
from servanda.kernel.duty_forms import Duty
from servanda.kernel.log import Draft
from servanda.kernel.models import Commitment, Entry, StoredAct
from servanda.processes.agreements import terms
from servanda.processes.agreements.agreement_terms import APPLY, ENTER
from servanda.processes.folding.folded import Terms

KIND, CONFIRM = "dossier.recount", "dossier.confirm"
OPEN = ("open", "promised", "returned", "declined")


@dataclass(frozen=True)
class Moved:
    """A date that another calendar moves."""

    dossier: str
    before: date | None
    after: date | None


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """State it in every file of which this agency is the home. The file of the agreement counts its own turns anew."""
    for known in _begun(stored):
        log.say([_draft(moved, known, now) for moved in _first_of_each(_moved(known))], now=now)


def _begun(stored: Sequence[StoredAct]) -> list[Terms]:
    """Of each version the last terms that count from now on: just put in force, or by what was just confirmed."""
    here = node.current().agency
    applied = {row.name for row in stored if row.kind == APPLY and not row.internal}
    judging = [row for row in stored if row.kind == CONFIRM and row.agency == here]
    confirmed = {name for row in judging for name in _named(row.act)}
    entered = Entry.objects.filter(kind__in=(ENTER, APPLY), has_effect=True)
    begun = Q(name__in=applied) | Q(dossier__in={row.dossier for row in judging}, dossier__process="agreement")
    names = list(entered.filter(begun).values_list("name", flat=True)) if applied or confirmed else []
    found: dict[tuple[str, str], Terms] = {}
    for known in sorted(terms.load(names).values(), key=lambda each: each.edition):
        if known.name in applied or confirmed & set(known.signatures):
            found[known.agreement, known.version] = known
    return list(found.values())


def _named(act: Act) -> list[str]:
    names = act.facts.get("acts")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _draft(moved: Moved, known: Terms, now: datetime) -> Draft:
    here = node.current().agency
    stated = {"before": moved.before, "after": moved.after}
    facts = {name: day.isoformat() for name, day in stated.items() if day}
    by = By(unit=f"{here}/office", officer="system")
    return Draft(
        dossier=moved.dossier, kind=KIND, process=1, by=by, at=now, under=(known.name,), parts={"facts": facts}
    )


def _first_of_each(moved: Iterable[Moved]) -> Iterable[Moved]:
    """One entry a file, with the soonest of its dates."""
    found: dict[str, Moved] = {}
    for item in moved:
        found.setdefault(item.dossier, item)
    return found.values()


def _moved(known: Terms) -> Iterator[Moved]:
    """What is open under the same version and counts otherwise by these terms, the soonest first."""
    rows = Commitment.objects.filter(agreement=known.agreement, state__in=OPEN, dossier__home=node.current().agency)
    rows = rows.exclude(dossier=known.agreement).select_related("dossier").order_by("due_on", "id")
    older = terms.load({row.terms for row in rows})
    by_clause = {duty.clause: duty for duty in known.duties}
    for row in rows:
        old, duty = older.get(row.terms), by_clause.get(row.clause)
        if old and duty and old.version == known.version and old.edition < known.edition:
            before, after = (_due(row, duty, terms_) for terms_ in (old, known))
            # A date that was granted or asked for is not the calendar's to move.
            if before.on == row.due_on and (before.on, before.provisional) != (after.on, after.provisional):
                yield Moved(row.dossier_id, before.on, after.on)


def _due(row: Commitment, duty: Duty, known: Terms) -> duties.Due:
    facts: Mapping[str, object] = row.dossier.facts
    return duties.due(duty, facts, opened_at=row.opened_at, calendar=known.calendar)

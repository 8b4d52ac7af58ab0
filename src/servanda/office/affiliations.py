"""Member bodies of an agency with their dated membership, and the places that officers of this one hold in them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from servanda.kernel import node
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office.models import Affiliation, Officer
from servanda.processes.models import Unit

BODIES = ("association", "provincial")
ENTERS = frozenset({"admin", "clerk"})


def bodies(on: date) -> list[Unit]:
    """The associations and provincial unions of every known agency that belong to it on that day."""
    return [row for row in Unit.objects.filter(kind__in=BODIES) if row.is_open(on)]


def held(on: date) -> QuerySet[Affiliation]:
    """The places that are held on that day."""
    begun = Q(from_on=None) | Q(from_on__lte=on)
    return Affiliation.objects.filter(begun, Q(until_on=None) | Q(until_on__gte=on)).select_related("officer")


def enter(
    officer: Officer, unit: str, title: str, actor: Actor, *, from_on: date | None, until_on: date | None, at: datetime
) -> Affiliation:
    """Raises Refused(not_your_step, unknown_unit, dates_reversed)."""
    if actor.role not in ENTERS:
        raise Refused("not_your_step", step="affiliation", role=", ".join(sorted(ENTERS)))
    if not Unit.objects.filter(id=unit).exists():
        raise Refused("unknown_unit", unit=unit[:80])
    if from_on and until_on and until_on < from_on:
        raise Refused("dates_reversed")
    with node.current().writing():
        return Affiliation.objects.create(
            officer=officer, unit=unit, title=title, from_on=from_on, until_on=until_on, entered_by=actor.officer,
            entered_at=at,
        )  # fmt: skip


def end(row: Affiliation, actor: Actor, *, on: date) -> None:
    """The last day on which it is held; never before the first. Raises Refused(not_your_step)."""
    if actor.role not in ENTERS:
        raise Refused("not_your_step", step="affiliation", role=", ".join(sorted(ENTERS)))
    last = max(on, row.from_on) if row.from_on else on
    Affiliation.objects.filter(id=row.id).update(until_on=last)


def concerned(row: Dossier, officers: Iterable[str], *, on: date) -> list[Affiliation]:
    """The places that these officers hold in bodies that work on the file: do they handle it all the same?"""
    units = {row.owner, *map(str, row.counterparts.values())}
    return list(held(on).filter(officer__in=list(officers), unit__in=units))

"""Officers who may not handle a file: from then on no step of it is open to them, at whatever door."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from servanda.kernel import plain
from servanda.kernel.audiences import Actor
from servanda.kernel.refusals import Refused
from servanda.processes.models import Recusal

RECUSE, READMIT = "office.recuse", "office.readmit"
# What an officer may still do: say so, and take back what has not left; the system goes on by itself.
STILL = frozenset({RECUSE, "office.discard", "office.hold", "office.sent"})


def of(dossier: str) -> list[Recusal]:
    return list(Recusal.objects.filter(dossier=dossier).order_by("at", "key"))


def is_recused(dossier: str, actor: Actor) -> bool:
    return bool(plain.select(Recusal, ["officer"], dossier=dossier, officer=_both(actor)))


def check(dossier: str, actor: Actor) -> None:
    """Raise Refused("recused") for an officer who may not handle the file, or who stands in for one."""
    if is_recused(dossier, actor):
        raise Refused("recused")


def files_of(actor: Actor) -> QuerySet[Recusal, Any]:
    """The names of the files that are closed to the actor, as a subquery."""
    return Recusal.objects.filter(officer__in=_both(actor)).values("dossier")


def by_file(dossiers: Iterable[str]) -> dict[str, frozenset[str]]:
    """File -> the officers who may not handle it, in one query."""
    found: dict[str, set[str]] = {}
    for dossier, officer in plain.select(Recusal, ["dossier", "officer"], dossier=set(dossiers)):
        found.setdefault(dossier, set()).add(officer)
    return {dossier: frozenset(officers) for dossier, officers in found.items()}


def _both(actor: Actor) -> set[str]:
    """A substitute counts as both persons: the one who is here and the one who is away."""
    return {actor.officer, actor.stands_for} - {""}

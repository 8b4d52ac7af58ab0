"""Agreements in force by a signature that somebody else wrote down and whose party has not confirmed it."""

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.kernel import node
from servanda.kernel.models import Dossier, Entry
from servanda.processes.agreements import terms
from servanda.processes.agreements.agreement_reading import IN_FORCE


@dataclass(frozen=True)
class Doubt:
    """One such signature: the entry, who wrote it down, in whose name, and whether that party disputed it."""

    entry: str
    written_by: str
    speaker: str
    is_disputed: bool

    @property
    def is_ours(self) -> bool:
        """In this agency's name: then nothing is owed here under the agreement."""
        return self.speaker == node.current().agency


def load(rows: Iterable[Dossier]) -> dict[str, list[Doubt]]:
    """File -> the doubts about the terms in force; files without any are left out. As many queries as for one."""
    by = {terms.in_force_by(row): row.id for row in rows if row.process == "agreement" and row.state in IN_FORCE}
    by.pop("", None)
    resting = {name: by[found] for found, names in terms.signatures(by).items() for name in names}
    entries = Entry.objects.filter(name__in=resting, reported__in=("reported", "disputed")).order_by("place")
    doubts: dict[str, list[Doubt]] = {}
    for row in entries:
        found = Doubt(row.name, row.agency, row.speaker, row.reported == "disputed")
        doubts.setdefault(resting[row.name], []).append(found)
    return doubts


def ours(doubts: Iterable[Doubt]) -> Doubt | None:
    """Of several in this agency's name the one that it disputed."""
    return min((doubt for doubt in doubts if doubt.is_ours), key=lambda doubt: not doubt.is_disputed, default=None)

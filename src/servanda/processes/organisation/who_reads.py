"""Which units read a file as far as this agency knows, and which of them it may take out or let in again."""

from collections.abc import Iterable

from servanda.kernel import node
from servanda.kernel.audiences import everyone
from servanda.kernel.models import Commitment, Dossier, Reader, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.generic import OF_THE_SYSTEM
from servanda.processes.folding import narrowing

OPEN = ("open", "promised", "returned", "declined", "delivered")


def readers(row: Dossier) -> set[str]:
    """Its own units that read it, and those of others that shared entries name; whoever is out is left out."""
    here = node.current().agency
    acts = [stored.act for stored in StoredAct.objects.filter(dossier=row.id, internal=False)]
    named = {unit for act in acts for unit in act.to} | {row.owner, *row.counterparts.values()}
    named |= {act.by.unit for act in acts if act.kind not in OF_THE_SYSTEM}
    theirs = {unit for unit in named if unit.partition("/")[0] in set(row.parties) - {here}}
    own = set(Reader.objects.filter(dossier=row).values_list("unit", flat=True)) - {everyone(here)}
    return (own | theirs) - set(row.narrowed)


def working(row: Dossier) -> set[str]:
    """The units that keep the file, answer for their agency in it, or owe or wait for something: they stay in."""
    open_ = Commitment.objects.filter(dossier=row, state__in=OPEN).values_list("debtor_unit", "creditor_unit")
    return {row.owner, *row.counterparts.values()} | {unit for pair in open_ for unit in pair}


def narrowable(row: Dossier, agency: str) -> list[str]:
    """The units that this agency may take out."""
    return sorted(unit for unit in readers(row) - working(row) if agency in (row.home, unit.partition("/")[0]))


def admissible(row: Dossier, agency: str) -> list[str]:
    """The units that this agency may let in again."""
    return sorted(
        unit for unit, said in row.narrowed.items()
        if said["by"] == agency or (agency == row.home and said["by"] != unit.partition("/")[0])
    )  # fmt: skip


def check(row: Dossier, kind: str, units: Iterable[str], *, to: Iterable[str] = ()) -> None:
    """Refuse to take out who still works on the file, and to name in any other step a unit that is out."""
    if kind == narrowing.NARROW and (still := sorted(set(units) & working(row))):
        raise Refused("narrow_works", unit=still[0])
    told = set(to) | (set() if kind in (narrowing.NARROW, narrowing.ADMIT) else set(units))
    if out := sorted(told & set(row.narrowed)):
        raise Refused("unit_taken_out", unit=out[0])

"""The parties of each dossier, as its opening act states them."""

from collections.abc import Iterable

from servanda.exchange.models import DossierParties
from servanda.kernel import acts, plain
from servanda.kernel.door import is_opening
from servanda.kernel.models import StoredAct


def note_parties(stored: Iterable[StoredAct]) -> None:
    """Remember what each opening act says. Of two openings of one dossier the first stays: nobody is added later."""
    rows = [
        DossierParties(dossier=row.dossier, parties=parties, opening=row.name)
        for row in stored
        if row.n == 1 and not row.internal and is_opening(row.act) and (parties := _stated_parties(row))
    ]
    if rows:
        DossierParties.objects.bulk_create(rows, ignore_conflicts=True)


def parties_of(dossiers: Iterable[str]) -> dict[str, frozenset[str]]:
    rows = plain.select(DossierParties, ["dossier", "parties"], dossier=set(dossiers))
    return {dossier: frozenset(parties) for dossier, parties in rows}


def _stated_parties(row: StoredAct) -> list[str]:
    stated = row.act.facts.get("parties")
    if not isinstance(stated, list) or not all(isinstance(p, str) and acts.AGENCY.fullmatch(p) for p in stated):
        return []
    return sorted(set(stated))

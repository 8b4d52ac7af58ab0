"""What was proposed beside the text of an agreement: the working days of a year, a pause; who consented; what holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.kernel.acts import Act
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.processes.agreements.agreement_terms import APPLY, CONSENT, RIDERS


@dataclass(frozen=True)
class Proposal:
    """One proposal; `consents` are by party, `applied` the entry by which it holds."""

    act: Act
    entry: Entry
    consents: Mapping[str, Entry]
    applied: Entry | None

    def waits_for(self, parties: list[str], home: str) -> list[str]:
        """The parties whose consent is still wanted; the one keeping the agreement comes last, and alone."""
        if self.applied:
            return []
        others = [party for party in parties if party not in (home, self.entry.speaker, *self.consents)]
        return others or [home]


def proposals(row: Dossier) -> list[Proposal]:
    """Newest first. Two queries."""
    kinds = (*RIDERS, CONSENT, APPLY)
    entries = list(Entry.objects.filter(dossier=row, kind__in=kinds, has_effect=True).order_by("place"))
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=[e.name for e in entries])}
    entries = [entry for entry in entries if entry.name in acts and entry.reported != "disputed"]
    consents: dict[str, dict[str, Entry]] = {}
    applied: dict[str, Entry] = {}
    for entry in entries:
        rider = str(acts[entry.name].facts.get("rider"))
        if entry.kind == CONSENT:
            consents.setdefault(rider, {})[entry.speaker] = entry
        elif entry.kind == APPLY:
            applied[rider] = entry
    found = [entry for entry in entries if entry.kind in RIDERS]
    return [Proposal(acts[e.name], e, consents.get(e.name, {}), applied.get(e.name)) for e in reversed(found)]

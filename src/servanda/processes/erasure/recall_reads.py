"""How the recalls of a file stand: what was recalled, by whom, and which parties have confirmed that it is erased."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servanda.kernel import recalls
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry, Recalled, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.generic import DOSSIER


@dataclass
class Standing:
    """One entry that was recalled: by which recall, when, and when each other party said that it was erased there."""

    by: str
    agency: str
    at: datetime
    confirmed: dict[str, datetime] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()


def standings(row: Dossier) -> dict[str, Standing]:
    """Entry -> how its recall stands, in three queries; only what its own author recalled."""
    rows = list(Recalled.objects.filter(dossier=row.id))
    if not rows:
        return {}
    authors = dict(Entry.objects.filter(dossier=row, internal=False).values_list("name", "agency"))
    answers = answered([row.id])
    found = {}
    for item in rows:
        if authors.get(item.name) == item.agency and item.by in authors:
            others = [party for party in row.parties if party != item.agency]
            said = {agency: at for agency, at in answers.get(item.by, {}).items() if agency in others}
            waiting = tuple(party for party in others if party not in said)
            found[item.name] = Standing(item.by, item.agency, item.at, said, waiting)
    return found


def answered(files: Iterable[str]) -> dict[str, dict[str, datetime]]:
    """Recall -> which agencies said when that they carried it out, of these files. Two queries."""
    entries = Entry.objects.filter(dossier__in=files, kind=recalls.ERASED, has_effect=True).values("name")
    found: dict[str, dict[str, datetime]] = {}
    for stored in StoredAct.objects.filter(name__in=entries).order_by("seq"):
        for name in recalls.answered(stored.act):
            found.setdefault(name, {}).setdefault(stored.agency, stored.at)
    return found


def may_recall(actor: Actor) -> bool:
    step = DOSSIER.step("recall")
    return step is not None and actor.role in step.roles


def check(row: Dossier, kind: str, facts: Mapping[str, Any]) -> None:
    """Raise Refused("no_act") where a recall names what is not in this file."""
    names = set(facts.get("acts", ())) if kind == recalls.RECALL else set()
    if names and StoredAct.objects.filter(name__in=names, dossier=row.id, internal=False).count() < len(names):
        raise Refused("no_act")


def recallable(row: Dossier, names: Iterable[str], agency: str) -> set[str]:
    """Of these entries, those that this agency said itself and that still hold something to erase."""
    stored = StoredAct.objects.filter(name__in=list(names), dossier=row.id, agency=agency, internal=False)
    stored = stored.exclude(kind__in=(recalls.RECALL, recalls.ERASED))
    return set(stored.exclude(content=None, personal=None).values_list("name", flat=True))

"""Agencies as in-memory peers, made of the kernel's pure functions and of nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from servanda.kernel import acts, commitments, door, jws, lanes
from servanda.kernel.acts import Act
from servanda.kernel.commitments import Event, Standing
from servanda.kernel.keys import Card
from servanda.kernel.lanes import History
from servanda.kernel.refusals import Refused
from tests.kernel.agencies import AT, EVERYONE, Agency, seed, with_fields

Entry = tuple[str, Mapping[str, bytes]]
VERB = "commitment."


@dataclass
class Peer:
    """What one agency holds, as the door knows it. `stored` is all that survives a restart."""

    of: Agency
    now: datetime = AT
    epoch: int = 1
    ceiling: str = "limited"
    cards: dict[str, Card] = field(default_factory=lambda: {agency.name: agency.card for agency in EVERYONE})
    disowned: set[str] = field(default_factory=set)
    stored: list[Entry] = field(default_factory=list)
    acts: dict[str, Act] = field(default_factory=dict)
    parked: dict[str, Entry] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def agency(self) -> str:
        return self.of.name

    def card(self, agency: str) -> Card | None:
        return self.cards.get(agency)

    def act(self, name: str) -> Act | None:
        return self.acts.get(name)

    def parties(self, dossier: str) -> frozenset[str] | None:
        for act in self.acts.values():
            if act.dossier == dossier and door.is_opening(act):
                return frozenset(act.facts["parties"])
        return None

    def is_disowned(self, agency: str, name: str) -> bool:
        return name in self.disowned

    def take(self, entry: Entry) -> str:
        """What became of an entry: taken, parked or refused. Twice the same has the first outcome."""
        name = name_of(entry)
        if name in self.acts:
            return "taken"
        outcome = self._examine(entry)
        if outcome == "taken":
            self._look_again()
        return outcome

    def say(self, dossier: str, kind: str, facts: Mapping[str, Any], **changes: Any) -> Act:
        """Seal an act in this agency's lane, on top of everything that is here, and keep it."""
        act = self.seal(dossier, kind, facts, **changes)
        self.keep(act)
        return act

    def seal(self, dossier: str, kind: str, facts: Mapping[str, Any], **changes: Any) -> Act:
        here = self.shared(dossier)
        heads = lanes.heads(here)
        epoch, n, prev = lanes.next_place(heads.pop(self.agency, None), self.epoch)
        salts = {"facts": seed(f"{dossier} {self.agency} {epoch} {n} {facts}", 16)}
        act = acts.seal(
            key=self.of.key, dossier=dossier, agency=self.agency, epoch=epoch, n=n, prev=prev, kind=kind, process=1,
            at=max([self.now, *(act.at for act in here)]), by=self.of.by, seen=heads, parts={"facts": facts},
            salts=salts, **changes,
        )  # fmt: skip
        return with_fields(act, self.of.key, of_tomorrow=n) if n % 2 else act

    def keep(self, act: Act) -> None:
        self.acts[act.id] = act
        self.stored.append((act.jws, act.parts))

    def restart(self) -> None:
        """Everything folded is forgotten and folded again from the bytes."""
        self.acts = {act.id: act for act in (acts.read(*entry) for entry in self.stored)}

    def roll_back(self, keep: int, *, epoch: int) -> None:
        """An old copy of the data is all that is left; the agency goes on in an epoch that it never used."""
        self.stored, self.parked, self.refused, self.epoch = self.stored[:keep], {}, {}, epoch
        self.restart()

    def dossiers(self) -> list[str]:
        return sorted({act.dossier for act in self.acts.values()})

    def shared(self, dossier: str) -> list[Act]:
        return [act for act in self.acts.values() if act.dossier == dossier]

    def _examine(self, entry: Entry) -> str:
        name = name_of(entry)
        self.parked.pop(name, None)
        try:
            act = door.admit(*entry, self, now=self.now, covered=False).act
        except door.Missing:
            self.parked[name] = entry
            return "parked"
        except Refused as refused:
            self.refused[name] = refused.code
            return "refused"
        self.refused.pop(name, None)
        self.keep(act)
        return "taken"

    def _look_again(self) -> None:
        while any(self._examine(entry) == "taken" for entry in list(self.parked.values())):
            pass


def name_of(entry: Entry) -> str:
    return jws.sha256(entry[0].rpartition(".")[0].encode("ascii"))


@dataclass(frozen=True)
class View:
    """One dossier as one peer folds it; two views are equal where everything that is shared is."""

    history: History
    heads: Mapping[str, acts.Head]
    equivocations: tuple[tuple[str, str], ...]
    standings: Mapping[str, Standing]

    def summary(self) -> tuple[object, ...]:
        order = [act.id for act in self.history.acts]
        past = [[act.id for act in self.history.before(name)] for name in order]
        bytes_kept = [act.jws for act in self.history.acts]
        return order, past, bytes_kept, dict(self.heads), self.equivocations, dict(self.standings)


def view(shared: list[Act]) -> View:
    found = lanes.history(shared)
    pairs = tuple((a.id, b.id) for a, b in lanes.equivocations(shared))
    return View(found, lanes.heads(shared), pairs, dict(standings(found)))


def standings(found: History) -> Iterator[tuple[str, Standing]]:
    """The commitments that openings state, each folded from the words of its debtor and its creditor."""
    for opening in found.acts:
        owed = opening.facts.get("owed") if door.is_opening(opening) else None
        if owed:
            events = [event for act in found.acts if (event := said(act, opening.id, owed))]
            yield (
                opening.id,
                commitments.fold(events, precedes=found.precedes, needs_acceptance=owed["needs_acceptance"]),
            )


def said(act: Act, commitment: str, owed: Mapping[str, Any]) -> Event | None:
    verb = act.kind.removeprefix(VERB)
    if not act.kind.startswith(VERB) or act.facts.get("commitment") != commitment:
        return None
    side = commitments.VERBS[verb].side
    if act.speaker != owed[side] or act.agency not in (owed["debtor"], owed["creditor"]):
        return None
    until = date.fromisoformat(act.facts["until"]) if "until" in act.facts else None
    return Event(act.id, side, verb, act.at, until, reported=act.speaker != act.agency)

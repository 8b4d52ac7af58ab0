"""A long past in bulk: real acts sealed, sent and receipted in their time, and every file folded once, at the end."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from samples.loader import World
from samples.loopback import Loopback, network
from servanda.exchange.cards import peer_of
from servanda.exchange.send import push
from servanda.kernel import log
from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor
from servanda.kernel.log import Draft
from servanda.kernel.models import Entry, LaneHead
from servanda.processes import dossiers
from servanda.processes.agreements import terms
from servanda.processes.folding.fold import fold
from servanda.processes.folding.folded import Terms
from servanda.processes.projection import project
from servanda.processes.registry import processes

# What must be known at once for the exchange; files are folded when all is told.
FEEDS = ["servanda.exchange.feeds.project"]
AT_ONCE = 100


@dataclass
class Routine:
    """What officers say day by day, gathered for each side and sent when the day is told."""

    world: World
    pending: dict[str, list[Draft]] = field(default_factory=lambda: defaultdict(list))
    acts: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))
    parties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _actors: dict[tuple[str, str], Actor] = field(default_factory=dict)
    _terms: dict[str, Terms] = field(default_factory=dict)

    def begin(self, at: datetime) -> None:
        """The clock of the next day of work."""
        self.world.clock = max(self.world.clock, at)

    def under(self, *parties: str) -> None:
        """Read the agreement that binds these, once it is in force."""
        side = next(iter(self.world.sides.values()))
        with side.node.active():
            self._terms = terms.load(terms.in_force(parties, at=self.world.clock))

    def open(self, name: str, officer: str, kind: str, data: Mapping[str, Any], *, to: Sequence[str]) -> str:
        """A new file; returns its id."""
        side = self.world.sides[name]
        with side.node.active():
            statement = dossiers.read_statement(kind, data, to=to)
            draft = dossiers.draft_of(statement, self._actor(name, officer), at=self._tick())
        self.pending[name].append(draft)
        self.parties[draft.dossier] = tuple(draft.parts["facts"]["parties"])
        return draft.dossier

    def say(self, name: str, officer: str, kind: str, data: Mapping[str, Any], file: str, *, to: str) -> None:
        """A step in a file. What the other side said of it before has come in."""
        self._send_others(name, file)
        version = dossiers.declared(kind)[0].version
        statement = dossiers.read_statement(kind, data, dossier=file)
        under = tuple(n for n, known in self._terms.items() if any(duty.opens == kind for duty in known.duties))
        self.pending[name].append(Draft(
            dossier=file, kind=kind, process=version, by=self._actor(name, officer).by(), at=self._tick(), to=(to,),
            under=under, parts=statement.parts))  # fmt: skip

    def verb(self, name: str, officer: str, verb: str, file: str, deliver: str, *, to: str, **data: Any) -> None:
        """A verb upon what is owed in a file."""
        self._send_others(name, file)
        if any(draft.dossier == file for draft in self.pending[name]):
            self._send(name)
        found = fold(self.acts[file], processes=processes(), terms=self._terms)
        owed = [owed.id for owed in found.owed if owed.deliver == deliver]
        self.say(name, officer, f"commitment.{verb}", {"commitment": owed[-1], **data}, file, to=to)

    def inside(self, name: str, officer: str, kind: str, facts: Mapping[str, Any], file: str) -> None:
        self._send_others(name, file)
        self.pending[name].append(Draft(
            dossier=file, kind=kind, process=1, by=self._actor(name, officer).by(), at=self._tick(), internal=True,
            parts={"facts": facts}))  # fmt: skip

    def end_day(self) -> None:
        """What is still to be sent goes now."""
        for name in list(self.pending):
            self._send(name)

    def fold(self) -> None:
        """Fold every file on each node, and see that all that was said had its effect."""
        for side in self.world.sides.values():
            with side.node.active():
                held = set(LaneHead.objects.filter(dossier__in=self.parties).values_list("dossier", flat=True))
                files = [file for file in self.parties if file in held]
                for start in range(0, len(files), AT_ONCE):
                    with side.node.writing():
                        project.refold(files[start : start + AT_ONCE])
                void = Entry.objects.filter(dossier__in=files, has_effect=False).values_list("kind", "why_not")
                if wrong := sorted(set(void)):
                    raise ValueError(f"said without effect: {wrong}")

    def _tick(self) -> datetime:
        self.world.clock += timedelta(minutes=1)
        return self.world.clock

    def _actor(self, name: str, officer: str) -> Actor:
        key = name, officer
        if key not in self._actors:
            self._actors[key] = self.world.sides[name].actor(officer, self.world.clock.date())
        return self._actors[key]

    def _send_others(self, name: str, file: str) -> None:
        for other, drafts in list(self.pending.items()):
            if other != name and any(draft.dossier == file for draft in drafts):
                self._send(other)

    def _send(self, name: str) -> None:
        drafts = self.pending.pop(name, [])
        if not drafts:
            return
        now = self._tick()
        with _only_feeds(), self.world.sides[name].node.active():
            for stored in log.say(drafts, now=drafts[-1].at):
                if not stored.internal:
                    self.acts[stored.dossier].append(stored.act)
            transport = Loopback(network([side.node for side in self.world.sides.values()]), now)
            with httpx.Client(transport=transport) as client:
                for agency in sorted(self._hearers(name, drafts)):
                    push(peer_of(agency), client=client, now=now)

    def _hearers(self, name: str, drafts: Iterable[Draft]) -> set[str]:
        agencies = {side.node.agency for side in self.world.sides.values()}
        told = {agency for draft in drafts if not draft.internal for agency in self.parties[draft.dossier]}
        return told & agencies - {self.world.sides[name].node.agency}


@contextmanager
def _only_feeds() -> Iterator[None]:
    before = settings.PROJECTIONS
    settings.PROJECTIONS = FEEDS
    try:
        yield
    finally:
        settings.PROJECTIONS = before

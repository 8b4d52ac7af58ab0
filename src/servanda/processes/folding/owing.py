"""What the acts of one dossier open: between whom, by which article or by whose asking."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from servanda.kernel import commitments, duties, jws
from servanda.kernel.acts import Act
from servanda.kernel.duty_forms import Duty
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding import asking, claims, stated
from servanda.processes.folding.causes import Causes
from servanda.processes.folding.folded import Judged, Owed, Terms
from servanda.processes.folding.keeping import Keeping, Kept
from servanda.processes.folding.moves import Moves, routed
from servanda.processes.folding.occurrences import Occurrence
from servanda.processes.folding.turns import Turns


@dataclass
class Owing:
    """What is owed in one file while it is folded.

    Owner and counterpart are those of the act that opens a commitment: who keeps the file as its author knew, and each
    other party. A later handover leaves them as they are.
    """

    parties: tuple[str, ...]
    terms: Mapping[str, Terms]
    doubtful: frozenset[str]
    keeping: Keeping
    causes: Causes
    moves: Moves = field(default_factory=Moves)
    turns: Turns = field(default_factory=Turns)
    owed: dict[str, Owed] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Owed]:
        return iter(self.owed.values())

    def begin(self, act: Act, step: Step, facts: Mapping[str, object], opening: Act) -> None:
        """Open what the step asks and what the articles in force say about it."""
        home, covered = self.keeping.of(act).agency, False
        for name in act.under:
            terms = self.terms.get(name)
            for duty in terms.duties if terms else ():
                if terms and home in terms.parties and terms.holds_at(act.at) and duties.opens(duty, act.kind, facts):
                    covered = covered or bool(step.asks and step.asks.deliver == duty.deliver)
                    for other in self.parties:
                        if other != home and other in terms.parties:
                            self._owe(act, step, duty, terms, other, opening)
        if step.asks and not covered:
            for other in self._asked(act, opening):
                for want in asking.wants(step.asks, act.facts, between=(home, other)):
                    self._ask(act, want, other, opening)

    def claim(self, act: Act, step: Step, opening: Act) -> bool:
        """Open what an article owed: of another party and to this one, or with `owns` by this one."""
        home = self.keeping.of(act).agency
        for terms, duty, day in claims.claimed(act, step.claims, self.terms):
            for other in (party for party in self.parties if party != home and party in terms.parties):
                debtor, creditor = (
                    self._party(act, side, other, terms, opening) for side in claims.sides(duty, owns=step.owns)
                )
                if (debtor[0], creditor[0]) == ((home, other) if step.owns else (other, home)):
                    seed = "|".join((act.dossier, terms.agreement, duty.clause, act.id, other))
                    owed = Owed.under(terms, duty, act, seed=seed, debtor=debtor, creditor=creditor)
                    self.owed[owed.id] = replace(owed, claimed_on=day, is_owned=step.owns)
        return any(owed.opener.id == act.id for owed in self)

    def schedule(self, act: Act, process: Process, judged: Iterable[Judged], opening: Act) -> None:
        """Open the turns of the calendar duties in the terms that this act of an agreement put in force."""
        effective = (each.act for each in judged if each.has_effect)
        terms = self.turns.brought(act, process, effective)
        if terms is None or self.doubtful & set(terms.signatures):
            return
        home = self.keeping.of(act).agency
        for duty, turn in self.turns.of(terms, at=act.at):
            for other in terms.parties:
                if other != home:
                    self._owe_turn(act, duty, terms, turn, other, opening)

    def move(self, act: Act) -> str:
        """What is open goes over to the successor; what was settled stays with the unit that settled it."""
        why_not = self.moves.take(act)
        for owed in self if not why_not else ():
            if self.causes.standing_before(act, owed).state not in commitments.SETTLED:
                owed.debtor, owed.creditor = self.moves.side(owed.debtor), self.moves.side(owed.creditor)
        return why_not

    def undo(self, act: Act) -> None:
        """Nothing remains of an act that could not be judged to its end."""
        self.turns.forget()
        self.owed = {key: owed for key, owed in self.owed.items() if owed.opener.id != act.id}
        for owed in self:
            events = [event for event in owed.events if event.act != act.id]
            if len(events) != len(owed.events):
                owed.events, owed.running = events, self.causes.replay(owed, events)

    def leave_off(self) -> None:
        """Turns that are no longer owed: those of which nobody said anything are as if they had never been."""
        for owed in [owed for owed in self if self.turns.is_off(owed)]:
            if not owed.events:
                del self.owed[owed.id]
            elif owed.standing.state not in commitments.SETTLED:
                owed.standing = replace(owed.standing, state="withdrawn")

    def working(self, kept: Kept, opening: Act) -> set[str]:
        """The units that keep the file, answer for their agency in it, or are a side of what is open."""
        open_ = [owed for owed in self if owed.standing.state not in commitments.SETTLED]
        return self._posted(kept, opening) | {unit for owed in open_ for _, unit in (owed.debtor, owed.creditor)}

    def works(self, act: Act, unit: str, opening: Act) -> bool:
        """Is this one of them, as the author of the act could know?"""
        if any(unit == heir and not self.causes.has_seen(act, move) for move, heir in self.moves.said):
            return False
        if unit in self._posted(self.keeping.of(act), opening):
            return True
        of_it = (owed for owed in self if unit in (owed.debtor[1], owed.creditor[1]) and self.causes.knows(act, owed))
        return any(self.causes.standing_before(act, owed).state not in commitments.SETTLED for owed in of_it)

    def _posted(self, kept: Kept, opening: Act) -> set[str]:
        units = (kept.unit or opening.by.unit, *self.counterparts(kept, opening).values())
        return {self.moves.heir(unit) for unit in units}

    def counterparts(self, kept: Kept, opening: Act) -> dict[str, str]:
        return self.keeping.counterparts(kept, stated.counterparts(opening), opening.by.unit)

    def _asked(self, act: Act, opening: Act) -> list[str]:
        """Between whom and the home something is asked: who asks it, or the counterparts named at the opening.

        In a file of its own an agency owes to itself what its step asks of the owner.
        """
        kept = self.keeping.of(act)
        if act.speaker != kept.agency:
            return [act.speaker]
        named = stated.counterparts(opening) and list(self.counterparts(kept, opening))
        return list(named) or [party for party in self.parties if party != kept.agency] or [kept.agency]

    def _ask(self, act: Act, want: asking.Want, other: str, opening: Act) -> None:
        owner, counterpart = (self._party(act, side, other, None, opening) for side in ("owner", "counterpart"))
        debtor, creditor = (self.moves.side(side) for side in want.sides(owner, counterpart, speaker=act.speaker))
        owed = Owed(
            id=asking.commitment_id(act, other, row=want.row), deliver=want.deliver, opener=act, debtor=debtor,
            creditor=creditor, needs_acceptance=want.needs_acceptance, duty=None, terms=None, asked_on=want.due_on,
        )  # fmt: skip
        self.owed.setdefault(owed.id, owed)

    def _owe(self, act: Act, step: Step, duty: Duty, terms: Terms, other: str, opening: Act) -> None:
        sides = (duty.debtor, duty.creditor)
        debtor, creditor = (self.moves.side(self._party(act, side, other, terms, opening)) for side in sides)
        asked = step.asks if step.asks and duty.deliver == step.asks.deliver and not step.asks.rows else None
        owed = Owed(
            id=asking.commitment_id(act, other, agreement=terms.agreement, clause=duty.clause), deliver=duty.deliver,
            opener=act, debtor=debtor, creditor=creditor, duty=duty, terms=terms, needs_acceptance=duty.accept,
            asked_on=stated.day(act.facts.get(asked.due)) if asked and asked.due else None,
        )  # fmt: skip
        self.owed.setdefault(owed.id, owed)

    def _owe_turn(self, act: Act, duty: Duty, terms: Terms, turn: Occurrence, other: str, opening: Act) -> None:
        seed = "|".join((act.dossier, act.dossier, duty.clause, turn.key, other))
        known = self.owed.get(jws.sha256(seed.encode()))
        if known is None:
            sides = (duty.debtor, duty.creditor)
            debtor, creditor = (self.moves.side(self._party(act, side, other, terms, opening)) for side in sides)
            known = replace(Owed.under(terms, duty, act, seed=seed, debtor=debtor, creditor=creditor), turn=turn)
            self.owed[known.id] = known
        known.bound.append((act.id, terms))
        if known.turn and not known.running.delivered_by:
            known.duty, known.terms = duty, terms
            if known.turn.day != turn.day:
                known.turn = replace(turn, opens_at=known.turn.opens_at)

    def _party(self, act: Act, side: str, other: str, terms: Terms | None, opening: Act) -> tuple[str, str]:
        kept = self.keeping.of(act)
        if side == "owner":
            return kept.agency, kept.unit or opening.by.unit
        if side == "counterpart":
            fallback = (terms.fallback if terms else {}).get(other, f"{other}/office")
            return other, self.counterparts(kept, opening).get(other) or routed(act, fallback)
        return side.split("/", 1)[0], routed(act, side)

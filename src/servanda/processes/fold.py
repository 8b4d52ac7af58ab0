"""The fold of one dossier: a pure function from the set of its shared acts to all that is known of it."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from servanda.kernel import commitments, duties, jws, lanes
from servanda.kernel.acts import Act
from servanda.kernel.commitments import CREDITOR, DEBTOR, Event
from servanda.kernel.door import is_opening
from servanda.kernel.duty_forms import Duty
from servanda.processes import asking, claims, recalled, stated, versions
from servanda.processes.base import Process, Step
from servanda.processes.causes import Causes
from servanda.processes.due_days import due_day
from servanda.processes.folded import Folded, Judged, NotOpened, Owed, Point, Terms
from servanda.processes.moves import Moves, routed
from servanda.processes.occurrences import Occurrence
from servanda.processes.received import Received
from servanda.processes.recounts import recount
from servanda.processes.turns import Turns

log = logging.getLogger(__name__)


def fold(
    acts: Iterable[Act], *, processes: Mapping[str, Process], terms: Mapping[str, Terms],
    doubtful: frozenset[str] = frozenset(),
) -> Folded:  # fmt: skip
    """Fold the shared acts of one dossier. `terms` holds every agreement version that any of the acts names.

    A home that opened it twice has said two things; each act counts under the opening in its own causal past, so that
    the second one, however it is dated, voids nothing. What rests on a `doubtful` signature opens no turns.
    """
    history = lanes.history(acts)
    if not any(is_opening(act) for act in history.acts):
        raise NotOpened
    work = _Work(history, processes, terms, doubtful)
    for act in history.acts:
        work.take(act)
    return work.result()


class _Work:
    """The state of one fold under way."""

    def __init__(
        self, history: lanes.History, processes: Mapping[str, Process], terms: Mapping[str, Terms],
        doubtful: frozenset[str],
    ) -> None:  # fmt: skip
        self.history, self.processes, self.terms, self.doubtful = history, processes, terms, doubtful
        first = next(act for act in history.acts if is_opening(act))
        self.home = first.home
        self.parties = tuple(first.facts.get("parties") or [self.home])
        self.root: dict[str, Act] = {}
        self.newest = first
        self.after: dict[str, Point] = {}
        self.last = Point()
        self.judged: dict[str, Judged] = {}
        self.owed: dict[str, Owed] = {}
        self.disputed: dict[str, str] = {}
        self.causes = Causes(history, self.judged, self.disputed)
        self.turns = Turns()
        self.received = Received()
        self.moves = Moves()

    def take(self, act: Act) -> None:
        """Judge one act on its causal past and let it have its effect."""
        root = self._root(act)
        if root is not None:
            self.root[act.id] = root
        try:
            why_not = self._judge(act)
        except Exception:  # facts that no step declares so: another party's fault, alike on every node
            log.exception("the facts of %s cannot be read", act.id)
            self._undo(act)
            why_not = "bad_facts"
        reported = "reported" if act.speaks_for else ""
        self.judged[act.id] = Judged(act, not why_not, why_not, reported)
        if not why_not:
            self.causes.note(act)
            self.turns.note(act)
        if act.agency == self.home:
            self.after.setdefault(act.id, self._base(act))
            if not why_not:
                self.last = self.after[act.id]
                self.newest = self.root.get(act.id, self.newest)

    def _undo(self, act: Act) -> None:
        """Nothing remains of an act that could not be judged to its end."""
        self.after.pop(act.id, None)
        self.turns.forget()
        self.owed = {key: owed for key, owed in self.owed.items() if owed.opener.id != act.id}
        for owed in self.owed.values():
            events = [event for event in owed.events if event.act != act.id]
            if len(events) != len(owed.events):
                owed.events, owed.running = events, self.causes.replay(owed, events)

    def result(self) -> Folded:
        for owed in self.owed.values():
            self._settle(owed)
        self._leave_off()
        crossed = {name for owed in self.owed.values() for pair in owed.standing.crossings for name in pair}
        acts, opening = self.history.acts, self.newest
        process = self._process(opening)
        return Folded(
            opening=opening, state=self.last.state, is_ended=process is not None and self.last.state in process.ends,
            facts=self.last.facts, parties=self.parties, owner=self.moves.heir(opening.by.unit),
            moved=dict(self.moves.to),
            counterparts={agency: self.moves.heir(unit) for agency, unit in stated.counterparts(opening).items()},
            judged=tuple(replace(j, is_crossed=j.act.id in crossed) for j in self.judged.values()),
            owed=tuple(self.owed.values()),
            equivocations=tuple((a.id, b.id) for a, b in lanes.equivocations(acts)),
            last_at=max(act.at for act in acts),
        )  # fmt: skip

    def _root(self, act: Act) -> Act | None:
        """The opening under which an act stands: in its lane, or in what it had seen of the home."""
        if is_opening(act):
            return act
        head = act.seen.get(self.home)
        return self.root.get(act.prev or "") or (self.root.get(head[2]) if head else None)

    def _process(self, root: Act | None) -> Process | None:
        return self.processes.get(root.kind.partition(".")[0]) if root else None

    def _base(self, act: Act) -> Point:
        """The home's lane as this act knew it: its own predecessor, or the head of the home that it names."""
        if act.agency == self.home:
            return self.after.get(act.prev or "", Point())
        head = act.seen.get(self.home)
        return self.after.get(head[2], Point()) if head else Point()

    def _judge(self, act: Act) -> str:
        """'' when the act has its effect, else the code of why it has none."""
        group, _, name = act.kind.partition(".")
        if group == "commitment":
            return self._take_verb(act, name)
        if group == "dossier":
            return self._take_generic(act, name)
        process = self._process(self.root.get(act.id))
        if process is None or group != process.name:
            return self._take_unknown(act, name)
        step = process.step(name)
        if step is None:
            return "unknown_step"
        return self._take_step(act, process, step)

    def _take_step(self, act: Act, process: Process, step: Step) -> str:
        base = self._base(act)
        if act.speaker == self.home and act.agency != self.home:
            return "reported_of_home"
        role = "home" if act.speaker == self.home else "party"
        if step.by not in ("any", role):
            return "not_your_step"
        if step.is_opening != is_opening(act) or (not step.is_opening and base.state not in step.when):
            return "step_not_open"
        if (step.check or step.upon_version or step.needs) and (
            why_not := versions.why_not(act, process, step, self.causes.past(act), parties=self.parties)
        ):
            return why_not
        if any(self.causes.is_awaited(act, o, base.facts) for o in self.owed.values() if o.deliver == step.waits):
            return "still_awaited"
        facts = {**base.facts, **stated.stated(act, process, step, before=base.facts)}
        events = self._events(act, step, facts)
        if step.must and not any((event.verb, owed.deliver) in step.musts for owed, event in events):
            return "step_not_open"
        if step.claims and not self._claim(act, step):
            return "clause_unknown"
        if act.agency == self.home and role == "home":
            derived = process.derive(facts, act) if process.derive else {}
            self.after[act.id] = Point(step.then or base.state, {**facts, **derived})
            self.turns.ended_at = act.at if step.then in process.ends else None
            if step.is_binding:
                self._schedule(act, process)
        self._open(act, step, facts)
        # What an opening step brings with it is delivered at once: look again now that it is owed.
        for owed, event in events or self._events(act, step, facts):
            self.causes.add(owed, event)
        if step.lapses:
            self._lapse(act)
        return ""

    def _events(self, act: Act, step: Step, facts: Mapping[str, Any]) -> list[tuple[Owed, Event]]:
        found = []
        for verb, deliver in step.does:
            for owed in self.owed.values():
                side = owed.side(act.speaker)
                if owed.deliver != deliver or side != commitments.VERBS[verb].side or not self.causes.knows(act, owed):
                    continue
                if owed.side(act.agency) is None:
                    # A third party may report what it heard; only the two lanes of a commitment move it.
                    continue
                if verb == "deliver" and owed.duty and not duties.satisfies(owed.duty, facts):
                    continue
                standing = self.causes.standing_before(act, owed)
                if commitments.allows(standing, verb) and step.meets(verb, deliver, standing=standing.state):
                    found.append((owed, self._event(act, verb, side)))
        # Who speaks for a unit of which something is owed speaks of that, not of what other units of its side owe.
        own = any(event.side == DEBTOR and owed.debtor[1] == act.by.unit for owed, event in found)
        return [it for it in found if not own or it[1].side != DEBTOR or it[0].debtor[1] == act.by.unit]

    def _take_verb(self, act: Act, verb: str) -> str:
        owed = self.owed.get(str(act.facts.get("commitment")))
        if owed is None or not self.causes.knows(act, owed):
            return "no_commitment"
        side = owed.side(act.speaker)
        rule = commitments.VERBS.get(verb)
        if rule is None or verb == "lapse":
            return "unknown_step"
        if side is None or owed.side(act.agency) is None or (side != rule.side and owed.debtor[0] != owed.creditor[0]):
            return "not_your_step"
        event = self._event(act, verb, rule.side)
        before = self.causes.standing_before(act, owed)
        if not commitments.allows(before, verb):
            return "step_not_open"
        if (
            verb == "nudge"
            and before.nudged_at
            and self.causes.calendar(act, owed).is_one_working_day(before.nudged_at, act.at)
        ):
            return "nudged_today"
        self.causes.add(owed, event)
        return ""

    def _take_generic(self, act: Act, name: str) -> str:
        if name == "say":
            return ""
        if name == "received":
            return self.received.take(act, self.judged, precedes=self.history.precedes)
        if name == "recount":
            return self._take_recount(act)
        if name in ("recall", "erased"):
            return recalled.recall(act, self.history) if name == "recall" else recalled.erased(act, self.judged)
        if name == "move":
            return self._move(act)
        if name not in ("confirm", "dispute"):
            return "unknown_step"
        # Read to its end before any of it counts.
        for target in dict.fromkeys(act.facts.get("acts", [])):
            judged = self.judged.get(target)
            if judged is None or judged.act.speaks_for != act.agency or not self.history.precedes(target, act.id):
                continue
            if judged.reported == "reported":
                self.judged[target] = replace(judged, reported="confirmed" if name == "confirm" else "disputed")
                if name == "dispute":
                    self.disputed[target] = act.id
        return ""

    def _take_recount(self, act: Act) -> str:
        known = next((self.terms[name] for name in act.under if name in self.terms), None)
        if act.agency != self.home or known is None:
            return "not_your_step"
        return recount(act, known, self.owed.values(), self.causes)

    def _counted_at(self, owed: Owed, name: str) -> datetime:
        act = self.judged[name].act
        other = owed.creditor[0] if act.agency == owed.debtor[0] else owed.debtor[0]
        return self.received.counted_at(act, by=other, transit=owed.transit)

    def _move(self, act: Act) -> str:
        """What is open goes over to the successor; what was settled stays with the unit that settled it."""
        why_not = self.moves.take(act)
        for owed in self.owed.values() if not why_not else ():
            if self.causes.standing_before(act, owed).state not in commitments.SETTLED:
                owed.debtor, owed.creditor = self.moves.side(owed.debtor), self.moves.side(owed.creditor)
        return why_not

    def _take_unknown(self, act: Act, name: str) -> str:
        """A process that is not known here folds generically: the home's last word is its state."""
        if act.agency == self.home and act.speaker == self.home:
            base = self._base(act)
            self.after[act.id] = Point(name, {**base.facts, **stated.undeclared(act)})
        return ""

    def _open(self, act: Act, step: Step, facts: Mapping[str, Any]) -> None:
        """Open what the step asks and what the articles in force say about it."""
        kind = act.kind
        covered = False
        for name in act.under:
            terms = self.terms.get(name)
            for duty in terms.duties if terms else ():
                if terms and self.home in terms.parties and terms.holds_at(act.at) and duties.opens(duty, kind, facts):
                    covered = covered or bool(step.asks and step.asks.deliver == duty.deliver)
                    for other in self.parties:
                        if other != self.home and other in terms.parties:
                            self._owe(act, step, duty, terms, other)
        if step.asks and not covered:
            for other in self._asked(act):
                for want in asking.wants(step.asks, act.facts, between=(self.home, other)):
                    self._ask(act, want, other)

    def _asked(self, act: Act) -> list[str]:
        """Between whom and the home something is asked: who asks it, or the counterparts of the opening."""
        if act.speaker != self.home:
            return [act.speaker]
        return list(stated.counterparts(self._opening(act))) or [party for party in self.parties if party != self.home]

    def _ask(self, act: Act, want: asking.Want, other: str) -> None:
        owner, counterpart = (self._party(act, side, other, None) for side in ("owner", "counterpart"))
        debtor, creditor = (self.moves.side(side) for side in want.sides(owner, counterpart, speaker=act.speaker))
        owed = Owed(
            id=asking.commitment_id(act, other, row=want.row), deliver=want.deliver, opener=act, debtor=debtor,
            creditor=creditor, needs_acceptance=want.needs_acceptance, duty=None, terms=None, asked_on=want.due_on,
        )  # fmt: skip
        self.owed.setdefault(owed.id, owed)

    def _owe(self, act: Act, step: Step, duty: Duty, terms: Terms, other: str) -> None:
        sides = (duty.debtor, duty.creditor)
        debtor, creditor = (self.moves.side(self._party(act, side, other, terms)) for side in sides)
        asked = step.asks if step.asks and duty.deliver == step.asks.deliver and not step.asks.rows else None
        owed = Owed(
            id=asking.commitment_id(act, other, agreement=terms.agreement, clause=duty.clause), deliver=duty.deliver,
            opener=act, debtor=debtor, creditor=creditor, duty=duty, terms=terms, needs_acceptance=duty.accept,
            asked_on=stated.day(act.facts.get(asked.due)) if asked and asked.due else None,
        )  # fmt: skip
        self.owed.setdefault(owed.id, owed)

    def _claim(self, act: Act, step: Step) -> bool:
        """Open what its creditor says an article owed it: of another party, and to this one."""
        for terms, duty, day in claims.claimed(act, step.claims, self.terms):
            for other in (party for party in self.parties if party != self.home and party in terms.parties):
                debtor, creditor = (self._party(act, side, other, terms) for side in claims.sides(duty))
                if (debtor[0], creditor[0]) == (other, self.home):
                    seed = "|".join((act.dossier, terms.agreement, duty.clause, act.id, other))
                    owed = Owed.under(terms, duty, act, seed=seed, debtor=debtor, creditor=creditor)
                    self.owed[owed.id] = replace(owed, claimed_on=day)
        return any(owed.opener.id == act.id for owed in self.owed.values())

    def _schedule(self, act: Act, process: Process) -> None:
        """Open the turns of the calendar duties in the terms that this act of an agreement put in force."""
        effective = (judged.act for judged in self.judged.values() if judged.has_effect)
        terms = self.turns.brought(act, process, effective)
        if terms is None or self.doubtful & set(terms.signatures):
            return
        for duty, turn in self.turns.of(terms, at=act.at):
            for other in terms.parties:
                if other != self.home:
                    self._owe_turn(act, duty, terms, turn, other)

    def _owe_turn(self, act: Act, duty: Duty, terms: Terms, turn: Occurrence, other: str) -> None:
        seed = "|".join((act.dossier, act.dossier, duty.clause, turn.key, other))
        known = self.owed.get(jws.sha256(seed.encode()))
        if known is None:
            sides = (duty.debtor, duty.creditor)
            debtor, creditor = (self.moves.side(self._party(act, side, other, terms)) for side in sides)
            known = replace(Owed.under(terms, duty, act, seed=seed, debtor=debtor, creditor=creditor), turn=turn)
            self.owed[known.id] = known
        known.bound.append((act.id, terms))
        if known.turn and not known.running.delivered_by:
            known.duty, known.terms = duty, terms
            if known.turn.day != turn.day:
                known.turn = replace(turn, opens_at=known.turn.opens_at)

    def _leave_off(self) -> None:
        """Turns that are no longer owed: those of which nobody said anything are as if they had never been."""
        off = [owed for owed in self.owed.values() if self.turns.is_off(owed)]
        for owed in off:
            if not owed.events:
                del self.owed[owed.id]
            elif owed.standing.state not in commitments.SETTLED:
                owed.standing = replace(owed.standing, state="withdrawn")

    def _opening(self, act: Act) -> Act:
        return self.root.get(act.id, self.newest)

    def _party(self, act: Act, side: str, other: str, terms: Terms | None) -> tuple[str, str]:
        opening = self._opening(act)
        if side == "owner":
            return self.home, opening.by.unit
        if side == "counterpart":
            fallback = (terms.fallback if terms else {}).get(other, f"{other}/office")
            return other, stated.counterparts(opening).get(other) or routed(act, fallback)
        return side.split("/", 1)[0], routed(act, side)

    def _lapse(self, act: Act) -> None:
        for owed in self.owed.values():
            if owed.side(self.home) and self.causes.knows(act, owed):
                self.causes.add(owed, Event(act.id, CREDITOR, "lapse", act.at))

    def _event(self, act: Act, verb: str, side: str) -> Event:
        return Event(
            act.id, side, verb, act.at, until=stated.day(act.facts.get("until")), reported=bool(act.speaks_for)
        )

    def _settle(self, owed: Owed) -> None:
        events = [event for event in owed.events if event.act not in self.disputed]
        owed.standing = self.causes.replay(owed, events)
        facts = self.last.facts
        delivered = owed.standing.delivered_by
        if delivered:
            act = self.judged[delivered].act
            facts = self.after[act.id].facts if act.id in self.after else self._base(act).facts
            owed.counted_at = self._counted_at(owed, delivered)
        owed.opened_at = owed.turn.opens_at if owed.turn else self._counted_at(owed, owed.opener.id)
        owed.due_on, owed.is_provisional = due_day(owed, facts)
        if owed.duty and owed.counted_at:
            owed.lead_days = duties.lead_days(owed.duty, facts, done_at=owed.counted_at, calendar=owed.calendar)

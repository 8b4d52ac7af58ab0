"""The fold of one dossier: a pure function from the set of its shared acts to all that is known of it."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from servanda.kernel import commitments, duties, lanes
from servanda.kernel.acts import Act
from servanda.kernel.commitments import CREDITOR, DEBTOR, Event
from servanda.kernel.door import is_opening
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding import claims, narrowing, recalled, stated, versions
from servanda.processes.folding.causes import Causes
from servanda.processes.folding.due_days import due_day
from servanda.processes.folding.folded import Folded, Judged, NotOpened, Owed, Point, Terms
from servanda.processes.folding.keeping import BESIDE, Keeping, Kept, not_yours
from servanda.processes.folding.keeping import GROUP as HANDOVER
from servanda.processes.folding.narrowing import Narrowing
from servanda.processes.folding.owing import Owing
from servanda.processes.folding.received import Received
from servanda.processes.folding.recounts import recount

log = logging.getLogger(__name__)

# Steps upon a commitment that are another one of its verbs, said without what it holds.
BY_OTHER_MEANS = {"elsewhere": "deliver"}


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
        self.lasts: dict[Kept, Point] = {}
        self.judged: dict[str, Judged] = {}
        self.disputed: dict[str, str] = {}
        self.causes = Causes(history, self.judged, self.disputed)
        process = self._process(first)
        self.keeping = Keeping(self.home, history, stays=process is not None and process.stays)
        self.owing = Owing(self.parties, terms, doubtful, self.keeping, self.causes)
        self.narrowing = Narrowing(history, is_open_inside=process is not None and process.is_open_inside)
        self.received = Received()

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
        reported, kept = "reported" if act.speaks_for else "", self.keeping.of(act)
        by_home = act.agency == kept.agency == act.speaker
        self.judged[act.id] = Judged(act, not why_not, why_not, reported, by_home=by_home)
        if not why_not:
            self.causes.note(act)
            self.owing.turns.note(act)
        if act.agency == kept.agency:
            self.after.setdefault(act.id, self._base(act))
            if not why_not:
                self.lasts[kept] = self.after[act.id]
                self.newest = self.root.get(act.id, self.newest)
                if by_home and act.kind.partition(".")[0] not in BESIDE:
                    self.keeping.note(act, kept)

    def _undo(self, act: Act) -> None:
        """Nothing remains of an act that could not be judged to its end."""
        self.after.pop(act.id, None)
        self.owing.undo(act)

    def result(self) -> Folded:
        kept = self.keeping.at_end()
        last = self.lasts.get(kept) or (self.after[kept.since.id] if kept.since else Point())
        for owed in self.owing:
            self._settle(owed, last.facts)
        self.owing.leave_off()
        crossed = {name for owed in self.owing for pair in owed.standing.crossings for name in pair}
        crossed |= self.keeping.crossed()
        acts, opening, moves = self.history.acts, self.newest, self.owing.moves
        process, working = self._process(opening), self.owing.working(kept, opening)
        return Folded(
            opening=opening, home=kept.agency, handover=self.keeping.standing(),
            narrowed=self.narrowing.as_facts(working),
            state=last.state, is_ended=process is not None and last.state in process.ends,
            facts=last.facts, parties=self.parties, owner=moves.heir(kept.unit or opening.by.unit),
            moved=dict(moves.to),
            counterparts={agency: moves.heir(unit) for agency, unit in self.owing.counterparts(kept, opening).items()},
            judged=tuple(replace(j, is_crossed=j.act.id in crossed) for j in self.judged.values()),
            owed=tuple(self.owing),
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
        """The keeper's lane as this act knew it: its own predecessor, or the head of the keeper that it names.

        What an agency said before the file was handed to it is not that lane: then it stands as it was confirmed.
        """
        kept = self.keeping.of(act)
        head = act.seen.get(kept.agency)
        name = (act.prev if act.agency == kept.agency else head[2] if head else None) or ""
        if kept.since is None or (name in self.after and self.history.precedes(kept.since.id, name)):
            return self.after.get(name, Point())
        return self.after[kept.since.id]

    def _judge(self, act: Act) -> str:
        """'' when the act has its effect, else the code of why it has none."""
        group, _, name = act.kind.partition(".")
        if group == "commitment":
            return self._take_verb(act, name)
        if group == "dossier":
            return self._take_generic(act, name)
        if group == HANDOVER:
            return self.keeping.take(act, name, self.parties)
        process = self._process(self.root.get(act.id))
        if process is None or group != process.name:
            return self._take_unknown(act, name)
        step = process.step(name)
        if step is None:
            return "unknown_step"
        return self._take_step(act, process, step)

    def _take_step(self, act: Act, process: Process, step: Step) -> str:
        base, kept = self._base(act), self.keeping.of(act)
        if act.speaker == kept.agency != act.agency:
            return "reported_of_home"
        role = "home" if act.speaker == kept.agency else "party"
        if step.by not in ("any", role):
            return not_yours(act, kept) if step.by == "home" else "not_your_step"
        if step.is_opening != is_opening(act) or (not step.is_opening and base.state not in step.when):
            return "step_not_open"
        if (step.check or step.upon_version or step.needs) and (
            why_not := versions.why_not(
                act, process, step, self.causes.past(act), parties=self.parties, home=kept.agency
            )
        ):
            return why_not
        if any(self.causes.is_awaited(act, o, base.facts) for o in self.owing if o.deliver == step.waits):
            return "still_awaited"
        facts = {**base.facts, **stated.stated(act, process, step, before=base.facts)}
        events = self._events(act, step, facts)
        if step.must and not any((event.verb, owed.deliver) in step.musts for owed, event in events):
            return "step_not_open"
        if step.claims and not self.owing.claim(act, step, self._opening(act)):
            return "clause_unknown"
        if act.agency == kept.agency and role == "home":
            derived = process.derive(facts, act) if process.derive else {}
            self.after[act.id] = Point(step.then or base.state, {**facts, **derived})
            self.owing.turns.ended_at = act.at if step.then in process.ends else None
            if step.is_binding:
                self.owing.schedule(act, process, self.judged.values(), self._opening(act))
        self.owing.begin(act, step, facts, self._opening(act))
        # What an opening step brings with it is delivered at once: look again now that it is owed.
        for owed, event in events or self._events(act, step, facts):
            self.causes.add(owed, event)
        if step.lapses:
            self._lapse(act, kept)
        return ""

    def _events(self, act: Act, step: Step, facts: Mapping[str, Any]) -> list[tuple[Owed, Event]]:
        found = []
        for verb, deliver in step.does:
            for owed in self.owing:
                side = owed.side(act.speaker)
                if owed.deliver != deliver or side != commitments.VERBS[verb].side or not self.causes.knows(act, owed):
                    continue
                if owed.side(act.agency) is None:
                    # A third party may report what it heard; only the two lanes of a commitment move it.
                    continue
                if verb == "deliver" and owed.duty and not (step.owns or duties.satisfies(owed.duty, facts)):
                    continue
                standing = self.causes.standing_before(act, owed)
                if commitments.allows(standing, verb) and step.meets(verb, deliver, standing=standing.state):
                    found.append((owed, self._event(act, verb, side)))
        # Who speaks for a unit of which something is owed speaks of that, not of what other units of its side owe.
        own = any(event.side == DEBTOR and owed.debtor[1] == act.by.unit for owed, event in found)
        return [it for it in found if not own or it[1].side != DEBTOR or it[0].debtor[1] == act.by.unit]

    def _take_verb(self, act: Act, verb: str) -> str:
        owed = self.owing.owed.get(str(act.facts.get("commitment")))
        if owed is None or not self.causes.knows(act, owed):
            return "no_commitment"
        side = owed.side(act.speaker)
        verb = BY_OTHER_MEANS.get(verb, verb)
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
            return (
                recalled.recall(act, self.history)
                if name == "recall"
                else recalled.erased(act, self.judged, self.history)
            )
        if name in narrowing.STEPS:
            home = self.keeping.of(act).agency
            return self.narrowing.take(
                act, name, self.parties, home=home, works=lambda unit: self.owing.works(act, unit, self._opening(act))
            )
        if name == "move":
            return self.owing.move(act)
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
        if act.agency != self.keeping.of(act).agency or known is None:
            return "not_your_step"
        return recount(act, known, list(self.owing), self.causes)

    def _counted_at(self, owed: Owed, name: str) -> datetime:
        act = self.judged[name].act
        other = owed.creditor[0] if act.agency == owed.debtor[0] else owed.debtor[0]
        return self.received.counted_at(act, by=other, transit=owed.transit)

    def _take_unknown(self, act: Act, name: str) -> str:
        """A process that is not known here folds generically: the home's last word is its state."""
        if act.agency == act.speaker == self.keeping.of(act).agency:
            base = self._base(act)
            self.after[act.id] = Point(name, {**base.facts, **stated.undeclared(act)})
        return ""

    def _opening(self, act: Act) -> Act:
        return self.root.get(act.id, self.newest)

    def _lapse(self, act: Act, kept: Kept) -> None:
        for owed in self.owing:
            if owed.side(kept.agency) and self.causes.knows(act, owed):
                self.causes.add(owed, Event(act.id, CREDITOR, "lapse", act.at))

    def _event(self, act: Act, verb: str, side: str) -> Event:
        return Event(
            act.id, side, verb, act.at, until=stated.day(act.facts.get("until")), reported=bool(act.speaks_for)
        )

    def _settle(self, owed: Owed, facts: Mapping[str, Any]) -> None:
        events = [event for event in owed.events if event.act not in self.disputed]
        owed.standing = self.causes.replay(owed, events)
        delivered = owed.standing.delivered_by
        if delivered:
            act = self.judged[delivered].act
            facts = self.after[act.id].facts if act.id in self.after else self._base(act).facts
            owed.counted_at = self._counted_at(owed, delivered)
        owed.opened_at = owed.turn.opens_at if owed.turn else self._counted_at(owed, owed.opener.id)
        owed.due_on, owed.is_provisional = due_day(owed, facts)
        if owed.duty and owed.claimed_on and owed.is_owned:
            facts = {**facts, **claims.facts(owed.duty, owed.claimed_on)}
        if owed.duty and owed.counted_at:
            owed.lead_days = duties.lead_days(owed.duty, facts, done_at=owed.counted_at, calendar=owed.calendar)

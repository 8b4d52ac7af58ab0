"""The real fold under any history of three agencies: one state for every order, and no late arrival voids an act."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.kernel import commitments
from servanda.kernel.acts import Act
from servanda.kernel.calendars import Calendar
from servanda.kernel.commitments import allows
from servanda.kernel.times import write_time
from servanda.processes import agreement_terms, registry
from servanda.processes.fold import fold
from servanda.processes.folded import Folded, Terms
from tests.kernel.agencies import AT, MINISTRY, MUSEUM, UNION, dossier_id
from tests.kernel.model import Peer
from tests.processes.conftest import TERMS

FILE, AGREEMENT = dossier_id(MINISTRY, "file"), dossier_id(MINISTRY, "agreement")
PARTIES = [MINISTRY.name, UNION.name, MUSEUM.name]
STARTS = ["2026-12-05", "2026-12-21", "2027-01", "2027-02-10"]
VERBS = ["promise", "decline", "deliver", "ask_time", "explain", "accept", "return", "withdraw", "grant", "refuse",
         "nudge", "lapse", "deliver", "deliver", "accept", "accept"]  # fmt: skip
STEPS = ["refine", "confirm", "postpone", "ask_preparation", "refine", "ask_preparation", "close", "cancel"]

numbers = st.integers(0, 10**6)
happenings = st.lists(
    st.tuples(st.sampled_from(["step", "verb", "verb", "verb", "say", "judge", "receive", "move", "recount", "tell"]),
              st.integers(0, 2), numbers, st.booleans(), st.integers(0, 60)),
    min_size=3, max_size=25,
)  # fmt: skip


def rule(verb: str) -> str:
    return commitments.VERBS[verb].side


class World:
    """Three peers, a file of the ministry under an agreement of all three, and what each has not been told yet."""

    def __init__(self) -> None:
        self.peers = [Peer(MINISTRY), Peer(UNION), Peer(MUSEUM)]
        self.untold: list[list[Act]] = [[], [], []]
        stated = {**TERMS, "parties": PARTIES}
        self.enter = self.peers[0].say(AGREEMENT, "agreement.propose", {"parties": PARTIES, "terms": stated})
        self.terms: dict[str, Terms] = {self.enter.id: agreement_terms.read(self.enter.id, AGREEMENT, stated)}
        # A calendar agreed later, in which the days round the new year are off.
        self.later = self.peers[0].say(AGREEMENT, "agreement.apply", {})
        off = {"zone": "Asia/Ho_Chi_Minh", "years": {"2027": {"holidays": ["2027-01-01", "2027-01-04"]}}}
        self.terms[self.later.id] = replace(
            self.terms[self.enter.id], name=self.later.id, calendar=Calendar.from_facts(off)
        )
        facts = {"parties": PARTIES, "direction": "incoming", "level": "official", "start_on": "2027-01"}
        self.spread(0, self.enter)
        self.spread(0, self.later)
        self.spread(0, self.peers[0].say(FILE, "visit.announce", facts, under=(self.enter.id,)))
        self.spread(0, self.peers[0].say(FILE, "visit.ask_preparation", {}, under=(self.enter.id,)))
        for number in (1, 2):
            self.tell(number)
        self.verdicts: dict[str, bool] = {}

    def spread(self, author: int, act: Act) -> None:
        for number, acts in enumerate(self.untold):
            if number != author:
                acts.append(act)

    def tell(self, number: int) -> None:
        for act in self.untold[number]:
            assert self.peers[number].take((act.jws, act.parts)) == "taken"
        self.untold[number] = []

    def fold(self, acts: list[Act]) -> Folded:
        return fold(acts, processes=registry.processes(), terms=self.terms)

    def happen(self, what: str, author: int, pick: int, is_reported: bool, minutes: int) -> None:
        peer = self.peers[author]
        for other in self.peers:
            other.now = min(other.now + timedelta(minutes=minutes), AT + timedelta(minutes=9))
        if what == "tell":
            return self.tell(author)
        known = self.fold(peer.shared(FILE))
        others = [party for party in PARTIES if party != peer.agency]
        changes: dict[str, Any] = {"speaks_for": others[pick % 2], "via": "letter"} if is_reported else {}
        kind, facts = self.statement(what, peer, known, pick)
        agreed = {"step": (self.enter.id,), "recount": ((self.enter if pick % 2 else self.later).id,)}
        under = agreed.get(what, ())
        act = peer.say(FILE, kind, facts, under=under, **changes)
        self.verdicts[act.id] = {j.act.id: j.has_effect for j in self.fold(peer.shared(FILE)).judged}[act.id]
        self.spread(author, act)
        return None

    def statement(self, what: str, peer: Peer, known: Folded, pick: int) -> tuple[str, dict[str, Any]]:
        acts = sorted(judged.act.id for judged in known.judged)
        name = acts[pick % len(acts)]
        if what == "step":
            return f"visit.{STEPS[min(pick % 11, len(STEPS) - 1) if pick % 3 else pick % 6]}", {
                "start_on": STARTS[pick % 4],
                "due_on": "2026-12-10",
            }
        if what == "verb" and known.owed:
            mine = [owed for owed in known.owed if owed.side(peer.agency)] or list(known.owed)
            owed = sorted(mine, key=lambda owed: owed.id)[pick // 11 % len(mine)]
            open_ = [verb for verb in VERBS if rule(verb) == owed.side(peer.agency) and allows(owed.standing, verb)]
            # Mostly what is open to them, sometimes anything.
            verbs = open_ if open_ and pick % 5 else VERBS
            facts = {"commitment": owed.id, "until": "2027-03-01"}
            return f"commitment.{verbs[pick // 7 % len(verbs)]}", facts
        if what == "judge":
            return ("dossier.confirm" if pick % 2 else "dossier.dispute"), {"acts": [name]}
        if what == "receive":
            return "dossier.received", {"received": [{"act": name, "at": write_time(peer.now)}]}
        if what == "move":
            units = [f"{peer.agency}/office", f"{peer.agency}/north", f"{PARTIES[pick % 3]}/south"]
            return "dossier.move", {"from": units[pick % 3], "to": units[(pick + 1) % 3]}
        if what == "recount":
            return "dossier.recount", {"before": "2027-01-01", "after": "2027-01-02"}
        return "dossier.say", {}


@settings(
    max_examples=80, derandomize=True, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(happened=happenings, shuffles=st.integers(0, 10**6))
def test_law_5_one_state_for_every_order_and_nothing_is_voided_later(happened: list[Any], shuffles: int) -> None:
    world = World()
    for event in happened:
        world.happen(*event)
    for number in range(3):
        world.tell(number)
    whole = world.peers[1].shared(FILE)
    folded = world.fold(whole)
    order = random.Random(shuffles)
    for _ in range(3):
        again = list(whole)
        order.shuffle(again)
        assert plain(world.fold(again)) == plain(folded)
    final = {judged.act.id: judged.has_effect for judged in folded.judged}
    assert {name: final[name] for name in world.verdicts} == world.verdicts


def plain(folded: Folded) -> tuple[Any, ...]:
    """All that rows are made of."""
    owed = sorted(
        (o.id, o.debtor, o.creditor, o.due_on, o.is_provisional, o.opened_at, o.counted_at or AT, repr(o.standing))
        for o in folded.owed
    )  # fmt: skip
    judged = [(j.act.id, j.has_effect, j.why_not, j.reported, j.is_crossed) for j in folded.judged]
    return folded.state, dict(folded.facts), folded.owner, dict(folded.counterparts), owed, judged


def test_histories_of_every_kind_are_reached() -> None:
    """The property above says nothing unless acts cross, take effect and are refused."""
    random_ = random.Random(7)
    effects, crossed, kinds = [0, 0], 0, set()
    for _ in range(40):
        world = World()
        for _step in range(20):
            what = random_.choice(
                ["step", "verb", "verb", "verb", "say", "judge", "receive", "move", "tell", "tell", "tell"]
            )
            world.happen(what, random_.randrange(3), random_.randrange(10**6), random_.random() < 0.3, 5)
        for number in range(3):
            world.tell(number)
        folded = world.fold(world.peers[0].shared(FILE))
        for judged in folded.judged:
            effects[judged.has_effect] += 1
            crossed += judged.is_crossed
            kinds |= {judged.act.kind} if judged.has_effect else set()
    assert min(effects) > 50 and crossed > 5
    assert {"commitment.accept", "commitment.deliver", "dossier.confirm", "dossier.received", "dossier.move"} <= kinds

"""A file that changes hands while entries are lost, late, doubled and crossed: never two homes, and never none."""

import random
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.kernel.acts import Act
from servanda.processes.folding.folded import Folded
from servanda.processes.folding.keeping import ACCEPTED, CONFIRM, GROUP, KEPT, OFFERED, STALE
from tests.kernel.agencies import AT
from tests.kernel.model import Peer
from tests.processes.test_fold_laws import FILE, PARTIES, World, plain

happenings = st.lists(
    st.tuples(st.sampled_from(["hand"] * 4 + ["tell"] * 4 + ["step", "verb", "say", "move"]),
              st.integers(0, 2), st.integers(0, 10**6)),
    min_size=6, max_size=30,
)  # fmt: skip


class Handing(World):
    """Entries reach the others in any order, one by one, some of them twice; those lost come at the end."""

    def happen_to(self, what: str, author: int, pick: int) -> None:
        if what == "tell":
            for number in range(3) if pick % 3 else (author,):
                self.tell_some(number, pick)
        elif what == "hand":
            self.hand(author, pick)
        else:
            self.happen(what, author, pick, False, pick % 9)

    def tell_some(self, number: int, pick: int) -> None:
        order = random.Random(pick)
        count = len(self.untold[number])
        told = order.sample(self.untold[number], count if pick % 3 else (count + 1) // 2)
        for act in told:
            for _ in range(1 + pick % 2):
                self.peers[number].take((act.jws, act.parts))
        self.untold[number] = [act for act in self.untold[number] if act not in told]

    def hand(self, author: int, pick: int) -> None:
        """Mostly by who has the next move in it, sometimes by anybody."""
        able = [number for number, peer in enumerate(self.peers) if self.is_able(peer)]
        if pick % 5 and not able:
            return
        author = able[pick % len(able)] if pick % 5 else author
        peer = self.peers[author]
        known = self.fold(peer.shared(FILE))
        name, facts = self.word(peer, known, pick)
        act = peer.say(FILE, f"{GROUP}.{name}", facts)
        self.verdicts[act.id] = {j.act.id: j.has_effect for j in self.fold(peer.shared(FILE)).judged}[act.id]
        self.spread(author, act)

    def is_able(self, peer: Peer) -> bool:
        known = self.fold(peer.shared(FILE))
        if known.handover.state == OFFERED:
            return known.handover.unit.startswith(peer.agency)
        return known.home == peer.agency

    def word(self, peer: Peer, known: Folded, pick: int) -> tuple[str, dict[str, Any]]:
        """Mostly what is open to them, sometimes anything."""
        others = [party for party in PARTIES if party != peer.agency]
        unit, standing = {"unit": f"{others[pick % 2]}/office"}, known.handover
        offers = sorted(j.act.id for j in known.judged if j.act.kind == f"{GROUP}.offer") or [known.opening.id]
        about = {"offer": standing.offer.id if standing.offer and pick % 7 else offers[pick % len(offers)]}
        if pick % 9 == 0:
            name = ("offer", "accept", "decline", "confirm", "withdraw")[pick % 5]
            return name, unit | {"offer": offers[pick % len(offers)]}
        if standing.state == OFFERED and standing.unit.startswith(peer.agency):
            return ("decline" if pick % 8 == 1 else "accept"), about
        if standing.state == ACCEPTED or (standing.state == STALE and pick % 2):
            return ("withdraw" if pick % 8 == 1 else "confirm"), about
        return ("offer", unit) if standing.state == KEPT else ("withdraw", about)

    def believers(self) -> list[str]:
        """Who takes itself for the home of the file."""
        return [peer.agency for peer in self.peers if self.fold(peer.shared(FILE)).home == peer.agency]


@settings(
    max_examples=60, derandomize=True, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(happened=happenings, shuffles=st.integers(0, 10**6))
def test_never_two_homes_and_never_none(happened: list[Any], shuffles: int) -> None:
    world = Handing()
    for event in happened:
        world.happen_to(*event)
        assert len(world.believers()) <= 1
    arrive(world)
    whole, order = world.peers[1].shared(FILE), random.Random(shuffles)
    folded = world.fold(whole)
    assert world.believers() == [folded.home]
    for peer in world.peers:
        assert told(world.fold(peer.shared(FILE))) == told(folded)
    again = list(whole)
    order.shuffle(again)
    assert told(world.fold(again)) == told(folded)
    final = {judged.act.id: judged.has_effect for judged in folded.judged}
    assert {name: final[name] for name in world.verdicts} == world.verdicts
    assert_one_line(folded)


def arrive(world: World) -> None:
    """Whatever was lost is sent again, until everybody holds all of it."""
    for number in range(3):
        for act in world.untold[number]:
            world.peers[number].take((act.jws, act.parts))
        assert not world.peers[number].parked
        world.untold[number] = []


def told(folded: Folded) -> tuple[Any, ...]:
    return (folded.home, folded.handover.as_facts(), *plain(folded))


def assert_one_line(folded: Folded) -> None:
    """From keeper to keeper by its own confirmation; and nobody but who kept it then moved the file."""
    home = PARTIES[0]
    for judged in folded.judged:
        if judged.act.kind == CONFIRM and judged.has_effect:
            assert judged.act.agency == home
            offer = next(other.act for other in folded.judged if other.act.id == judged.act.facts["offer"])
            home = offer.facts["unit"].partition("/")[0]
    assert home == folded.home


def test_a_restored_home_that_forgot_its_handover_hands_nothing_over_twice() -> None:
    """It lost its own confirmation and hands the file to another: what it said first counts, the rest is crossed."""
    world = Handing()
    ministry, union, museum = world.peers
    offer = word(world, ministry, "offer", union, museum, unit=f"{union.agency}/office")
    word(world, union, "accept", ministry, museum, offer=offer.id)
    kept = len(ministry.stored)
    first = word(world, ministry, "confirm", union, offer=offer.id)
    ministry.roll_back(kept, epoch=2)
    word(world, ministry, "withdraw", museum, offer=offer.id)
    second = word(world, ministry, "offer", museum, unit=f"{museum.agency}/office")
    stray = ministry.say(FILE, "visit.refine", {"start_on": "2027-03-10"})
    museum.take((stray.jws, stray.parts))
    word(world, museum, "accept", ministry, offer=second.id)
    other = word(world, ministry, "confirm", museum, offer=second.id)
    strange = museum.say(FILE, "visit.refine", {"start_on": "2027-03-11"})
    refined = union.say(FILE, "visit.refine", {"start_on": "2027-02-10"})
    assert world.believers() == [union.agency, museum.agency]
    everything = {act.id: act for peer in world.peers for act in peer.shared(FILE)}
    folded = world.fold(list(everything.values()))
    judged = {each.act.id: each for each in folded.judged}
    assert (folded.home, folded.facts["start_on"]) == (union.agency, "2027-02-10")
    assert {act.id for act in (first, other, stray, strange, refined)} <= {n for n, j in judged.items() if j.has_effect}
    assert judged[stray.id].is_crossed and judged[strange.id].is_crossed and not judged[refined.id].is_crossed
    for act in everything.values():
        museum.take((act.jws, act.parts))
    after = museum.say(FILE, "visit.refine", {"start_on": "2027-03-12"})
    ((late, why),) = [
        (j.has_effect, j.why_not) for j in world.fold(museum.shared(FILE)).judged if j.act.id == after.id
    ]  # fmt: skip
    assert (late, why) == (False, "not_your_step")


def word(world: World, peer: Peer, name: str, *others: Peer, **facts: str) -> Act:
    for each in world.peers:
        each.now = min(each.now + timedelta(seconds=20), AT + timedelta(minutes=9))
    act = peer.say(FILE, f"{GROUP}.{name}", facts)
    for other in others:
        assert other.take((act.jws, act.parts)) == "taken"
    return act


def test_histories_in_which_files_change_hands_are_reached() -> None:
    """The property above says nothing unless handovers succeed, cross and are refused in many ways."""
    order, why, confirmed, back = random.Random(7), set(), 0, 0
    for _ in range(40):
        world = Handing()
        for _step in range(35):
            what = order.choice(["hand"] * 5 + ["step"] + ["tell"] * 6)
            world.happen_to(what, order.randrange(3), order.randrange(10**6))
        arrive(world)
        folded = world.fold(world.peers[0].shared(FILE))
        why |= {judged.why_not for judged in folded.judged}
        done = sum(judged.has_effect for judged in folded.judged if judged.act.kind == CONFIRM)
        confirmed, back = confirmed + done, back + (done > 1)
    assert confirmed > 25 and back > 4, (confirmed, back, why)
    assert why >= {"handed_over", "handover_open", "handover_not_open", "handover_stale", "not_your_step"}

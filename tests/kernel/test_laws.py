"""The laws that the pure kernel keeps, each tried alone, and all of them on agencies that lose, delay and lie."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from servanda.kernel import acts, commitments, door, jws, lanes
from servanda.kernel.acts import Act
from tests.kernel.agencies import MINISTRY, MUSEUM, UNION, payload
from tests.kernel.forgeries import FORGERIES, forgery
from tests.kernel.machine import Agencies
from tests.kernel.model import VERB, Peer, View, view

Agencies.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestAgencies = Agencies.TestCase

DOSSIER = f"{MINISTRY.name}/AAAAAAAAAAAAAAAAAAAAAA"
PARTIES = [MINISTRY.name, UNION.name, MUSEUM.name]
OWED = {"debtor": UNION.name, "creditor": MINISTRY.name, "needs_acceptance": True}


def three() -> tuple[Peer, Peer, Peer]:
    """The ministry opened a matter in which the union owes it something; all three know."""
    peers = Peer(MINISTRY), Peer(UNION), Peer(MUSEUM)
    tell(peers[0].say(DOSSIER, "visit.announce", {"parties": PARTIES, "owed": OWED}), *peers[1:])
    return peers


def tell(act: Act, *peers: Peer) -> Act:
    for peer in peers:
        assert peer.take((act.jws, act.parts)) == "taken"
    return act


def say(peer: Peer, verb: str) -> Act:
    return peer.say(DOSSIER, VERB + verb, {"commitment": peer.shared(DOSSIER)[0].id})


def seen_by(peer: Peer) -> View:
    return view(peer.shared(DOSSIER))


def state(peer: Peer) -> str:
    (standing,) = seen_by(peer).standings.values()
    return standing.state


@pytest.mark.parametrize("how", range(FORGERIES))
def test_law_1_nobody_writes_in_another_lane(how: int) -> None:
    ministry, union, _ = three()
    before = list(union.stored)
    assert union.take(forgery(how, ministry, DOSSIER)) == "refused"
    assert union.stored == before


def test_law_1_a_commitment_stands_by_the_words_of_its_two_sides() -> None:
    ministry, union, museum = three()
    tell(say(union, "promise"), ministry, museum)
    before = seen_by(museum).standings
    for verb in commitments.VERBS:
        tell(say(museum, verb), ministry, union)
        reported = {"speaks_for": UNION.name, "via": "letter"}
        facts = {"commitment": museum.shared(DOSSIER)[0].id}
        tell(museum.say(DOSSIER, VERB + verb, facts, **reported), ministry, union)
    assert seen_by(museum).standings == seen_by(ministry).standings == before


def test_law_2_bytes_and_unknown_fields_survive_every_hand() -> None:
    ministry, union, _ = three()
    sent = ministry.shared(DOSSIER)[0]
    union.restart()
    kept = union.shared(DOSSIER)[0]
    assert (kept.jws, dict(kept.parts)) == (sent.jws, dict(sent.parts))
    assert payload(kept)["of_tomorrow"] == 1
    assert kept.id == jws.sha256(sent.jws.rpartition(".")[0].encode())


def test_law_5_every_order_of_arrival_gives_the_same() -> None:
    """A lie, a crossing and a restored node among the entries."""
    ministry, union, museum = three()
    lie = museum.seal(DOSSIER, "note.say", {"text": "no"})
    made = [tell(museum.say(DOSSIER, "note.say", {"text": "yes"}), ministry), lie]
    made += [say(ministry, "withdraw"), say(union, "promise"), say(union, "deliver")]
    tell(made[2], museum)
    museum.roll_back(1, epoch=2)
    made.append(museum.say(DOSSIER, "note.say", {"text": "where were we"}))
    opening = ministry.shared(DOSSIER)[0]
    summaries = []
    for arrival in itertools.permutations([opening, *made]):
        peer = Peer(UNION)
        for act in arrival:
            peer.take((act.jws, act.parts))
        assert not peer.parked
        summaries.append(seen_by(peer).summary())
    assert all(summary == summaries[0] for summary in summaries)
    assert len(seen_by(peer).equivocations) == 1
    assert state(peer) == "delivered"


def test_law_5_no_late_arrival_voids_an_act() -> None:
    """The ministry accepts before it hears that the museum and the union had said other things meanwhile."""
    ministry, union, museum = three()
    tell(say(union, "deliver"), ministry)
    tell(say(ministry, "accept"), union)
    for late in (say(museum, "decline"), museum.say(DOSSIER, "note.say", {"text": "wait"})):
        tell(late, ministry, union)
        assert state(ministry) == state(union) == "accepted"


def test_law_10_processing_twice_changes_nothing() -> None:
    _, union, museum = three()
    entry = say(museum, "explain")
    later = museum.say(DOSSIER, "note.say", {"text": "x"})
    for act, outcome in ((later, "parked"), (entry, "taken"), (later, "taken")):
        for _ in range(2):
            assert union.take((act.jws, act.parts)) == outcome
    assert len(union.stored) == 3


def test_law_11_a_restored_node_goes_on_without_a_fork() -> None:
    """It takes a new epoch from the last link that it recovered, and its own later acts come back from its peers."""
    ministry, union, museum = three()
    kept, lost = say(union, "promise"), say(union, "deliver")
    for act in (kept, lost):
        tell(act, ministry, museum)
    union.roll_back(2, epoch=2)
    after = tell(union.say(DOSSIER, "note.say", {"text": "we are back"}), ministry, museum)
    assert (after.position, after.prev) == ((2, 1), kept.id)
    tell(lost, union)
    assert seen_by(union).summary() == seen_by(ministry).summary() == seen_by(museum).summary()
    assert seen_by(union).equivocations == ()
    assert (state(union), seen_by(union).heads[UNION.name]) == ("delivered", (2, 1, after.id))


def test_law_11_a_fork_is_two_signed_acts_for_one_place_and_is_provable() -> None:
    ministry, union, museum = three()
    lie = union.seal(DOSSIER, VERB + "decline", {"commitment": union.shared(DOSSIER)[0].id})
    tell(say(union, "promise"), ministry)
    tell(lie, museum)
    tell(lie, ministry)
    ((one, other),) = seen_by(ministry).equivocations
    tokens = [ministry.acts[name].jws for name in (one, other)]
    found = [acts.read(token, {}) for token in tokens]
    assert found[0].position == found[1].position and found[0].id != found[1].id
    for act in found:
        signed, _, signature = act.jws.rpartition(".")
        jws.verify(signed, jws.unb64(signature), UNION.key.verify_key)


CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
PURE = ["jsonbytes", "jws", "acts", "lanes", "keys", "audiences", "commitments", "door", "times", "refusals"]


@pytest.mark.parametrize("module", PURE)
def test_law_7_no_clock_in_the_pure_kernel(module: str) -> None:
    path = Path(lanes.__file__).with_name(f"{module}.py")
    assert list(clocks(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("source", ["datetime.now(UTC)", "import time", "f = date.today", "from time import monotonic"])
def test_law_7_a_clock_is_found(source: str) -> None:
    assert list(clocks(source))


def clocks(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            yield ast.unparse(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None)]
            yield from (name for name in names if name in CLOCKS)


def test_what_waits_for_ever_is_only_what_nobody_holds() -> None:
    """An entry whose cause is lost everywhere stays waiting: it is neither taken nor dropped."""
    _, union, museum = three()
    say(museum, "explain")
    orphan = museum.say(DOSSIER, "note.say", {"text": "x"})
    assert union.take((orphan.jws, orphan.parts)) == "parked"
    with pytest.raises(door.Missing) as missing:
        door.admit(orphan.jws, orphan.parts, union, now=union.now, covered=False)
    assert missing.value.names == [orphan.prev]

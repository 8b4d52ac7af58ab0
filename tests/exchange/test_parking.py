"""What an act names and is not here makes it wait; nothing else waits for it, and nobody sees more than before."""

from datetime import timedelta

from servanda.exchange import batches
from servanda.exchange.deliveries import deliveries
from servanda.exchange.models import FeedEntry, Parked, ParkedFor, ReceivedEntry
from servanda.kernel import acts
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.sender import Sender, line, sealed
from tests.exchange.speaking import contact, draft, link, names, now, opened, opening, say
from tests.world import MOFA, THIRD, VUFO


def state(node: Node, name: str, peer: str) -> tuple[str, str]:
    with node.active():
        found = next(d for d in deliveries([name]) if d.agency == peer)
        return found.state, found.code


def test_an_act_waits_for_its_predecessor_and_is_let_in(bad: Sender, vufo: Node) -> None:
    first = sealed(bad.here, acts.new_dossier_id(MOFA))
    chain = [first]
    for n in range(2, 6):
        chain.append(
            sealed(bad.here, first.dossier, n=n, prev=chain[-1].id, kind="note.say", parts={"content": {"n": n}})
        )
    other = sealed(bad.here, acts.new_dossier_id(MOFA))
    outcomes = bad.send(*map(line, chain[:0:-1]), line(other))
    assert {n: outcome[:2] for n, outcome in outcomes.items()} == dict.fromkeys(range(1, 5), ("parked", "missing"))
    assert outcomes[4][2] == {"names": [first.id]}
    assert names(vufo, other.dossier) == {other.id}
    assert names(vufo, first.dossier) == set()
    assert bad.send(line(first)) == {}
    assert names(vufo, first.dossier) == {act.id for act in chain}
    with vufo.active():
        assert not Parked.objects.exists()
        assert not ParkedFor.objects.exists()
        assert ReceivedEntry.objects.filter(outcome="taken", is_changed=True).count() == 4


def test_a_chain_turned_round_in_one_batch_is_simply_taken(bad: Sender, vufo: Node) -> None:
    first = sealed(bad.here, acts.new_dossier_id(MOFA))
    second = sealed(bad.here, first.dossier, n=2, prev=first.id, kind="note.say", parts={"content": {"n": 2}})
    assert bad.send(line(second), line(first)) == {}
    assert names(vufo, first.dossier) == {first.id, second.id}


def test_a_parked_act_that_turns_out_bad_is_refused(bad: Sender, vufo: Node) -> None:
    first = sealed(bad.here, acts.new_dossier_id(MOFA))
    late = sealed(
        bad.here, first.dossier, n=2, prev=first.id, kind="note.say", at=now() - timedelta(days=1),
        parts={"content": {"n": 2}},
    )  # fmt: skip
    assert bad.send(line(late))[1][:2] == ("parked", "missing")
    assert bad.send(line(first)) == {}
    with vufo.active():
        assert ReceivedEntry.objects.get(n=1).code == "before_past"
    assert names(vufo, first.dossier) == {first.id}


def test_the_sender_relays_what_is_missing_and_may_be_seen(
    mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    """The union's words have reached the museum but not the ministry; the museum's answer names them."""
    dossier = opened(mofa, VUFO, THIRD)
    contact(mofa, vufo, network)
    contact(mofa, third, network)
    word = say(vufo, draft(vufo, dossier, content={"text": "a"}))[0]
    contact(vufo, third, network)
    reply = say(third, draft(third, dossier, content={"text": "b"}))[0]
    assert state(third, reply.name, MOFA) == ("queued", "")
    contact(third, mofa, network)
    assert {word.name, reply.name} <= names(mofa, dossier)
    with third.active():
        assert [entry.act for entry in FeedEntry.objects.filter(is_relay=True)] == [word.name]
    contact(third, mofa, network)
    assert state(third, reply.name, MOFA) == ("taken", "")
    contact(vufo, mofa, network)  # the author's own copy is a duplicate, and simply taken
    assert state(vufo, word.name, MOFA) == ("taken", "")
    with mofa.active():
        assert StoredAct.objects.filter(name=word.name).count() == 1


def test_nothing_is_relayed_into_a_dossier_of_others(mofa: Node, vufo: Node, third: Node, network: Network) -> None:
    """An act is named that the peer is no party to: it stays parked, and the audience does not grow."""
    private = opened(mofa, THIRD)
    secret = next(iter(names(mofa, private)))
    say(mofa, opening(mofa, VUFO, under=(secret,)))
    contact(mofa, vufo, network)
    contact(mofa, vufo, network)
    assert names(vufo, private) == set()
    with mofa.active():
        assert not FeedEntry.objects.filter(peer=VUFO, act=secret).exists()
    with vufo.active():
        assert Parked.objects.get().missing == [secret]


def test_an_author_not_linked_here_waits_for_the_link(make_node, mofa: Node, vufo: Node, network: Network) -> None:
    museum = make_node(THIRD)
    network.join(museum)
    link(vufo, museum)
    dossier = opened(vufo, MOFA, THIRD)
    contact(vufo, museum, network)
    contact(vufo, mofa, network)
    word = say(museum, draft(museum, dossier, content={"text": "a"}))[0]
    contact(museum, vufo, network)
    say(vufo, draft(vufo, dossier, content={"text": "b"}))
    contact(vufo, mofa, network)
    contact(vufo, mofa, network)
    with mofa.active():
        assert Parked.objects.count() == 2
    assert word.name not in names(mofa, dossier)
    link(mofa, museum)
    assert names(mofa, dossier) == names(vufo, dossier)
    contact(mofa, vufo, network)
    assert state(vufo, word.name, MOFA) == ("taken", "")


def test_what_came_too_early_is_said_again(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    early = say(mofa, draft(mofa, dossier, at=now() + timedelta(minutes=30)))[0]
    contact(mofa, vufo, network)
    assert state(mofa, early.name, VUFO) == ("refused", "from_future")
    with mofa.active():
        entry = FeedEntry.objects.get(act=early.name)
        assert entry.retry_at
        assert entry.retry_at > now() + timedelta(minutes=15)
        FeedEntry.objects.filter(pk=entry.pk).update(retry_at=now())
    contact(mofa, vufo, network)
    with mofa.active():
        assert [e.n for e in FeedEntry.objects.filter(act=early.name).order_by("n")] == [2, 3]
        again = FeedEntry.objects.get(n=3)
        assert again.retry_at
        assert again.retry_at > entry.retry_at  # each refusal doubles the wait


def test_parts_of_others_cannot_be_thinned(mofa: Node, vufo: Node, third: Node, network: Network) -> None:
    """A relay that leaves out a part is refused; the author may, with a reason."""
    dossier = opened(vufo, MOFA, THIRD)
    word = say(vufo, draft(vufo, dossier, content={"text": "whole"}))[0]
    relay = Sender(third, mofa, network)
    first = batches.line(stored_acts(vufo, dossier)[0].jws, {"facts": bytes(stored_acts(vufo, dossier)[0].facts)})
    assert relay.send(first) == {}
    assert relay.send(batches.line(word.jws, {}, "recalled"))[2][:2] == ("refused", "bad_part")
    author = Sender(vufo, mofa, network)
    assert author.send(batches.line(word.jws, {}, "recalled"))[1][:2] == ("taken", "recalled")


def stored_acts(node: Node, dossier: str) -> list[StoredAct]:
    with node.active():
        return list(StoredAct.objects.filter(dossier=dossier).order_by("n"))


def test_a_duplicate_by_another_way_keeps_its_first_outcome(
    mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    """The union lowers its ceiling after it took an act: the museum's copy of that act is still simply taken."""
    from servanda.kernel import node as nodes

    dossier = opened(mofa, VUFO, THIRD)
    say(mofa, draft(mofa, dossier, cls="limited", content={"text": "a"}))
    contact(mofa, vufo, network)
    nodes.update_card(vufo, at=now(), ceiling="internal")
    relay = Sender(third, vufo, network)
    rows = stored_acts(mofa, dossier)
    lines = [batches.line(r.jws, {k: bytes(v) for k in acts.PARTS if (v := getattr(r, k)) is not None}) for r in rows]
    assert relay.send(*lines) == {}

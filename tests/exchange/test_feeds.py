"""Acts reach every party, and for each it is known what became of it."""

from datetime import timedelta

import httpx
import pytest

from servanda.exchange import links
from servanda.exchange.deliveries import deliveries, undelivered
from servanda.exchange.models import Feed, FeedEntry, Receipt, ReceivedEntry
from servanda.kernel import log
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, joined, link, names, now, opened, opening, say
from tests.world import MOFA, THIRD, VUFO


def states(node: Node, dossier: str) -> list[tuple[str, str]]:
    with node.active():
        return sorted((d.agency, d.state) for d in deliveries(names(node, dossier)))


def test_a_shared_act_reaches_the_other_party(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    assert states(mofa, dossier) == [(VUFO, "queued")]
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier) != set()
    assert states(mofa, dossier) == [(VUFO, "taken")]
    with mofa.active():
        got = Receipt.objects.get(direction="got", n=1)
    with vufo.active():
        assert Receipt.objects.get(direction="given", n=1).jws == got.jws


def test_bytes_arrive_as_sealed(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    say(mofa, draft(mofa, dossier, content={"text": 'Đoàn đến ngày 5/12\n"quoted" \\ وفد'}, personal={"n": "A"}))
    contact(mofa, vufo, network)

    def rows(node: Node) -> list[tuple[object, ...]]:
        with node.active():
            return list(StoredAct.objects.order_by("n").values_list("jws", "facts", "content", "personal"))

    assert rows(mofa) == rows(vufo)


def test_internal_acts_stay(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    inner = say(mofa, draft(mofa, dossier, internal=True, content={"text": "only here"}))[0]
    contact(mofa, vufo, network)
    with vufo.active():
        assert not StoredAct.objects.filter(name=inner.name).exists()
    with mofa.active():
        assert not FeedEntry.objects.filter(act=inner.name).exists()


def test_a_dossier_without_stated_parties_goes_nowhere(mofa: Node, vufo: Node) -> None:
    say(mofa, draft(mofa, opening(mofa).dossier, kind="note.open"))
    with mofa.active():
        assert not FeedEntry.objects.exists()


def test_a_contact_with_nothing_to_say_is_one_request(mofa: Node, vufo: Node, network: Network) -> None:
    opened(mofa, VUFO)
    contact(mofa, vufo, network)
    network.calls.clear()
    contact(mofa, vufo, network)
    assert network.calls == [("POST", "/exchange/v1/contact/")]


def test_held_until_linked_then_delivered_in_order(make_node, mofa: Node, network: Network) -> None:
    late = joined(make_node(THIRD), network)
    dossier = opened(mofa, THIRD)
    say(mofa, *(draft(mofa, dossier, content={"n": n}) for n in range(3)))
    assert states(mofa, dossier) == [(THIRD, "held")] * 4
    link(mofa, late)
    assert states(mofa, dossier) == [(THIRD, "queued")] * 4
    contact(mofa, late, network)
    assert names(late, dossier) == names(mofa, dossier)
    with late.active():
        assert not ReceivedEntry.objects.exclude(outcome="taken").exists()


def test_a_lost_receipt_costs_nothing(mofa: Node, vufo: Node, network: Network) -> None:
    contact(mofa, vufo, network)
    dossier = opened(mofa, VUFO)
    network.lost_answers = 1.0
    with pytest.raises(httpx.ReadTimeout):
        contact(mofa, vufo, network)
    assert states(mofa, dossier) == [(VUFO, "sent")]
    assert names(vufo, dossier) == names(mofa, dossier)
    network.lost_answers = 0.0
    contact(mofa, vufo, network)
    assert states(mofa, dossier) == [(VUFO, "taken")]
    with vufo.active():
        assert StoredAct.objects.count() == ReceivedEntry.objects.count() == 1


def test_a_batch_that_comes_twice_changes_nothing(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    network.doubled = 1.0
    contact(mofa, vufo, network)
    assert states(mofa, dossier) == [(VUFO, "taken")]
    with vufo.active():
        assert StoredAct.objects.count() == ReceivedEntry.objects.count() == 1


@pytest.mark.parametrize("seed", range(5))
def test_everything_arrives_over_a_bad_network(mofa: Node, vufo: Node, third: Node, seed: int) -> None:
    network = Network(seed=seed, lost_requests=0.3, lost_answers=0.3, doubled=0.3)
    nodes = [mofa, vufo, third]
    network.join(*nodes)
    dossier = opened(mofa, VUFO, THIRD)
    for turn in range(60):
        here, there = nodes[turn % 3], nodes[(turn + 1 + turn // 3 % 2) % 3]
        if turn < 40 and names(here, dossier):
            say(here, draft(here, dossier, content={"turn": turn}))
        try:
            contact(here, there, network)
        except httpx.TransportError:
            continue
    network.lost_requests = network.lost_answers = 0.0
    for _ in range(3):
        for here in nodes:
            for there in nodes:
                if here is not there:
                    contact(here, there, network)
    assert names(mofa, dossier) == names(vufo, dossier) == names(third, dossier)
    assert len(names(mofa, dossier)) > 10
    for node in nodes:
        assert {state for _, state in states(node, dossier)} <= {"taken"}


def test_some_hundred_acts_catch_up_after_an_outage(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    network.is_down.add(VUFO)
    say(mofa, *(draft(mofa, dossier, content={"n": n}) for n in range(600)))
    with pytest.raises(httpx.ConnectTimeout):
        contact(mofa, vufo, network)
    network.is_down.clear()
    contact(mofa, vufo, network)
    assert len(names(vufo, dossier)) == 601
    assert [path for _, path in network.calls].count("/exchange/v1/feed/") == 3


def test_a_peer_restored_from_a_copy_gets_everything_again(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with vufo.active():
        feed = Feed.objects.get()
        before = (feed.in_n, feed.in_link)
    say(mofa, draft(mofa, dossier), draft(mofa, dossier))
    contact(mofa, vufo, network)
    with vufo.active():
        StoredAct.objects.filter(n__gt=1).delete()
        ReceivedEntry.objects.filter(n__gt=1).delete()
        Feed.objects.update(in_n=before[0], in_link=before[1])
    assert len(names(vufo, dossier)) == 1
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier)
    assert states(mofa, dossier) == [(VUFO, "taken")] * 3


def test_a_restored_sender_is_told_and_goes_on_under_a_new_epoch(mofa: Node, vufo: Node, network: Network) -> None:

    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with mofa.active():
        kept = Feed.objects.values().get()
    say(mofa, draft(mofa, dossier))
    contact(mofa, vufo, network)
    with mofa.active():
        lost = StoredAct.objects.get(n=2)
        StoredAct.objects.filter(n=2).delete()
        from servanda.kernel.models import LaneHead

        LaneHead.objects.update(n=1, name=StoredAct.objects.get().name)
        FeedEntry.objects.filter(n=2).delete()
        Feed.objects.update(**{k: v for k, v in kept.items() if k != "peer_id"})
    with pytest.raises(Refused) as refused:
        contact(mofa, vufo, network)
    assert refused.value.code == "feed_ahead"
    with mofa.active():
        epoch = log.current_epoch()
        assert epoch > 1
    say(mofa, draft(mofa, dossier))
    contact(mofa, vufo, network)
    contact(mofa, vufo, network)
    assert len(names(vufo, dossier)) == 3
    assert lost.name in names(vufo, dossier)
    with vufo.active():
        assert Feed.objects.get().in_epoch == epoch


def test_what_has_no_receipt_in_time_is_listed(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    with mofa.active():
        assert undelivered(now(), timedelta(hours=24)) == []
        late = undelivered(now() + timedelta(hours=25), timedelta(hours=24))
    assert [(row.agency, row.state) for row in late] == [(VUFO, "queued")]
    contact(mofa, vufo, network)
    with mofa.active():
        assert undelivered(now() + timedelta(hours=25), timedelta(hours=24)) == []
    assert dossier


def test_a_disowned_name_is_refused(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    forged = say(mofa, draft(mofa, dossier))[0]
    with mofa.active():
        held = FeedEntry.objects.get(act=forged.name)
        assert held.n == 2
        own = opening(mofa, VUFO)
        log.say([own, draft(mofa, own.dossier, kind="directory.disown", facts={"acts": [forged.name]})], now=now())
        # the disowning travels first
        FeedEntry.objects.filter(n__gte=2).delete()
        Feed.objects.update(out_n=1, out_link=FeedEntry.objects.get(n=1).link)
        from servanda.exchange import feeds

        later = list(StoredAct.objects.exclude(name=forged.name).filter(dossier=own.dossier).order_by("n"))
        with mofa.writing():
            feeds.enqueue({VUFO: [*(row.name for row in later), forged.name]}, now=now())
    contact(mofa, vufo, network)
    assert forged.name not in names(vufo, dossier)
    with vufo.active():
        assert ReceivedEntry.objects.get(act=forged.name).code == "disowned"


def test_a_card_under_another_root_is_noted_and_not_taken(make_node, mofa: Node, vufo: Node, tmp_path, engine) -> None:
    from servanda.exchange.models import Peer
    from tests import world

    other = world.make_node(tmp_path / "impostor", VUFO, engine=engine)
    with mofa.active():
        with pytest.raises(Refused) as refused:
            links.link(other.card.jws, None, now=now())
        assert refused.value.code == "other_key"
        assert Peer.objects.get().card == vufo.card.jws
        with pytest.raises(Refused) as refused:
            links.link(other.card.jws, vufo.card.fingerprint(), now=now())
        assert refused.value.code == "bad_fingerprint"
        links.link(other.card.jws, other.card.fingerprint(), now=now())
        assert Peer.objects.get().card == other.card.jws


def test_a_newer_card_travels_with_the_contact(mofa: Node, vufo: Node, network: Network) -> None:
    from servanda.exchange.models import Peer
    from servanda.kernel import node as nodes

    contact(mofa, vufo, network)
    nodes.update_card(mofa, at=now(), ceiling="internal")
    contact(mofa, vufo, network)
    with vufo.active():
        assert Peer.objects.get().serial == 2
    nodes.update_card(vufo, at=now(), ceiling="internal")
    contact(mofa, vufo, network)
    with mofa.active():
        assert Peer.objects.get().serial == 2
    assert MOFA != VUFO

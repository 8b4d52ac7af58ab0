"""Failures seen between other systems, shown not to happen here where no other test shows it by itself."""

from collections.abc import Callable
from datetime import timedelta

from servanda.exchange import epochs, wire
from servanda.exchange.models import FeedEntry, ReceivedEntry
from servanda.kernel import log
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, joined, link, names, now, opened, opening, say
from tests.world import MOFA, THIRD, VUFO


def test_a_clock_that_is_put_back_hides_no_change(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with mofa.active():
        log.say([draft(mofa, dossier, at=now() - timedelta(hours=3))], now=now() - timedelta(hours=3))
    contact(mofa, vufo, network, at=now() - timedelta(hours=3))
    say(mofa, draft(mofa, dossier))
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier)
    assert len(names(vufo, dossier)) == 3


def test_an_echo_changes_nothing_where_it_came_from(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with mofa.active():
        before = list(StoredAct.objects.values_list("seq", "name", "jws", "stored_at"))
    with vufo.active():
        epochs.relay_back(MOFA, wire.Place(1, 0, wire.genesis(MOFA, VUFO)), now=now())
    for _ in range(3):
        contact(vufo, mofa, network)
        contact(mofa, vufo, network)
    with mofa.active():
        assert list(StoredAct.objects.values_list("seq", "name", "jws", "stored_at")) == before
        assert FeedEntry.objects.count() == 1
    with vufo.active():
        assert ReceivedEntry.objects.count() == 1
    assert names(vufo, dossier) == names(mofa, dossier)


def test_a_peer_linked_late_gets_everything_from_the_first(
    mofa: Node, vufo: Node, network: Network, make_node: Callable[..., Node]
) -> None:
    dossier = say(mofa, opening(mofa, VUFO, THIRD))[0].dossier
    say(mofa, *(draft(mofa, dossier, content={"n": n}) for n in range(20)))
    third = joined(make_node(THIRD), network)
    link(mofa, third)
    say(mofa, draft(mofa, dossier, content={"n": 20}))
    contact(mofa, third, network)
    assert names(third, dossier) == names(mofa, dossier)
    with third.active():
        assert list(ReceivedEntry.objects.order_by("n").values_list("n", flat=True)) == list(range(1, 23))

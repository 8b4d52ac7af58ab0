"""A node that goes on under a new epoch owes and learns what became of all that it had said before."""

import io
from pathlib import Path

from django.db.models import F

from servanda.exchange import epochs, files, loop, wire
from servanda.exchange.deliveries import deliveries
from servanda.exchange.models import Feed, FeedEntry, Peer
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, names, now, opened, say, second_ends
from tests.world import MOFA, VUFO


def test_an_epoch_that_was_only_begun_leaves_nothing_to_send(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with mofa.active(), network.client() as client:
        epochs.begin(now=second_ends())
        assert not Feed.objects.get(peer=VUFO).is_behind
        assert loop.due({VUFO: loop.Standing(now(), now())}, urgent=set(), now=now()) == []
        assert loop.attempt(VUFO, client=client, now=now())
        assert Peer.objects.get(agency=VUFO).last_failure == ""
    say(mofa, draft(mofa, dossier))
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier)


def test_what_waited_for_a_receipt_still_leaves_under_the_new_epoch(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    with mofa.active():
        epochs.begin(now=second_ends())
        assert Feed.objects.get(peer=VUFO).is_behind
    contact(mofa, vufo, network)
    assert names(vufo, dossier) == names(mofa, dossier) != set()


def test_files_that_come_after_the_new_epoch_are_told(mofa: Node, vufo: Node, network: Network) -> None:
    dossier = opened(mofa, VUFO)
    with mofa.active():
        sha256, size = files.store_file(io.BytesIO(b"scan"), 100)
    named = {"files": [{"name": "scan.txt", "sha256": sha256, "size": size}]}
    act = say(mofa, draft(mofa, dossier, content=named))[0].name
    contact(mofa, vufo, network)
    with mofa.active():
        assert [(row.state, row.code) for row in deliveries([act])] == [("taken", "files")]
        epochs.begin(now=second_ends())
    contact(mofa, vufo, network)
    contact(vufo, mofa, network)
    contact(vufo, mofa, network)
    with mofa.active():
        (row,) = deliveries([act])
        assert row.is_complete and (row.state, row.code) == ("taken", "")
    with vufo.active():
        assert Path(files.path_of(sha256)).read_bytes() == b"scan"


def test_what_stays_open_is_said_once_in_each_epoch(mofa: Node, vufo: Node, network: Network) -> None:
    """A peer that lets all wait, and makes this node begin anew again and again, does not double the feed."""
    opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with mofa.active():
        FeedEntry.objects.update(state="parked", code="missing", is_relay=True)
        for round_ in range(1, 5):
            epochs.begin(now=second_ends())
            assert FeedEntry.objects.count() == 1 + round_
            assert FeedEntry.objects.filter(is_relay=False).count() == 0
            FeedEntry.objects.filter(state="queued").update(state="parked", code="missing")
            Feed.objects.update(ack_epoch=F("out_epoch"), ack_n=F("out_n"))
        FeedEntry.objects.filter(id=FeedEntry.objects.latest("id").pk).update(state="taken", code="")
        epochs.begin(now=second_ends())
        assert not FeedEntry.objects.filter(state="queued").exists()


def test_what_a_peer_lost_is_relayed_once(mofa: Node, vufo: Node, network: Network) -> None:
    opened(mofa, VUFO)
    contact(mofa, vufo, network)
    with vufo.active():
        start = wire.Place(1, 0, wire.genesis(MOFA, VUFO))
        epochs.relay_back(MOFA, start, now=now())
    contact(vufo, mofa, network)
    with vufo.active():
        epochs.relay_back(MOFA, start, now=now())
        assert FeedEntry.objects.filter(peer=MOFA).count() == 1

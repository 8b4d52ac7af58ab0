"""The thread delivers what is queued, waits longer for who does not answer, and begins again at the first sign."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from servanda.exchange import loop
from servanda.exchange.bell import bell, wake_for
from servanda.exchange.loop import Standing
from servanda.exchange.models import Peer
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, names, now, opened, say
from tests.world import MOFA, VUFO


def eventually(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.01)
    return False


def test_what_is_said_arrives_by_itself(mofa: Node, vufo: Node, network: Network) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=loop.run, args=(mofa, stop), kwargs={"client": network.client()})
    thread.start()
    try:
        first = opened(mofa, VUFO)
        assert eventually(lambda: bool(names(vufo, first)))
        began = time.monotonic()
        second = opened(mofa, VUFO)
        assert eventually(lambda: bool(names(vufo, second)))
        assert time.monotonic() - began < 0.9  # woken, not swept
    finally:
        stop.set()
        bell(mofa).heard.set()
        thread.join(10)
    assert not thread.is_alive()
    connections[vufo.alias].close()


def test_a_failure_is_written_on_the_peer_and_cleared(mofa: Node, vufo: Node, network: Network) -> None:
    opened(mofa, VUFO)
    network.is_down.add(VUFO)
    with mofa.active(), network.client() as client:
        assert not loop.attempt(VUFO, client=client, now=now())
        peer = Peer.objects.get()
        assert (peer.last_failure, peer.failure_params["why"]) == ("unreachable", "ConnectTimeout")
        network.is_down.clear()
        assert loop.attempt(VUFO, client=client, now=now())
        peer = Peer.objects.get()
        assert (peer.last_failure, peer.failure_at) == ("", None)
        assert peer.last_contact_at


def test_who_is_due(mofa: Node, vufo: Node, network: Network) -> None:
    at = now()
    with mofa.active():
        standings: dict[str, Standing] = {}
        assert loop.due(standings, urgent=set(), now=at) == [VUFO]  # never heard of
        standings[VUFO].last_at = at
        assert loop.due(standings, urgent=set(), now=at) == []
        opened(mofa, VUFO)
        assert loop.due(standings, urgent=set(), now=at) == [VUFO]
        standings[VUFO].not_before = at + timedelta(minutes=5)
        assert loop.due(standings, urgent=set(), now=at) == []
        assert loop.due(standings, urgent={VUFO}, now=at) == [VUFO]
        wake_for(mofa, VUFO)
        assert bell(mofa).heard.is_set()
        Peer.objects.update(is_blocked=True)
        assert loop.due(standings, urgent=set(), now=at + timedelta(hours=1)) == []


def test_who_could_not_be_reached_is_tried_again_though_nothing_waits(mofa: Node, vufo: Node) -> None:
    at = now()
    with mofa.active():
        failed = {VUFO: Standing(not_before=at + loop.FIRST_WAIT, last_at=at, failures=1)}
        assert loop.due(failed, urgent=set(), now=at) == []
        assert loop.due(failed, urgent=set(), now=at + loop.FIRST_WAIT) == [VUFO]
        assert loop.due(failed, urgent={VUFO}, now=at) == [VUFO], "it was just heard of"


@pytest.mark.parametrize("failures", [1, 3, 20])
def test_waiting_grows_up_to_a_limit(failures: int) -> None:
    waits = loop.FIRST_WAIT * 2 ** (failures - 1)
    assert min(waits, loop.LONGEST_WAIT) <= loop.LONGEST_WAIT


def test_a_file_that_cannot_be_had_is_not_asked_for_without_end(mofa: Node, vufo: Node, network: Network) -> None:
    item = {"name": "a", "size": 4, "type": "text/plain", "sha256": "sha256:" + "0" * 64}
    say(mofa, draft(mofa, opened(mofa, VUFO), content={"files": [item]}))
    contact(mofa, vufo, network)
    at = now()
    with vufo.active():
        standings = {MOFA: Standing(not_before=at, last_at=at)}
        assert loop.due(standings, urgent=set(), now=at) == []
        assert loop.due(standings, urgent={MOFA}, now=at) == [MOFA]
        assert loop.due(standings, urgent=set(), now=at + loop.FILES_AGAIN) == [MOFA]
    for _ in range(2):
        contact(vufo, mofa, network)
    with vufo.active():
        assert loop.due(standings, urgent=set(), now=at + loop.FILES_AGAIN) == [], "its author told that it is lost"

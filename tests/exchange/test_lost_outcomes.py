"""An outcome whose receipt was lost is learnt before anything counts as taken."""

from datetime import timedelta

import httpx
import pytest

from servanda.exchange.models import FeedEntry, State
from servanda.kernel import log
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, names, now, opened
from tests.world import VUFO


def test_what_was_refused_does_not_count_as_taken_by_a_receipt_that_tells_the_place_alone(
    mofa: Node, vufo: Node, network: Network
) -> None:
    dossier = opened(mofa, VUFO)
    contact(mofa, vufo, network)
    later = now() + timedelta(hours=2)
    with mofa.active():
        early = log.say([draft(mofa, dossier, at=later)], now=later)[0].name
    network.lost_answers = 1.0
    with pytest.raises(httpx.ReadTimeout):
        contact(mofa, vufo, network)
    network.lost_answers = 0.0
    contact(vufo, mofa, network)
    with mofa.active():
        assert FeedEntry.objects.get(act=early).state == State.SENT
    contact(mofa, vufo, network)
    with mofa.active():
        entry = FeedEntry.objects.get(act=early)
        assert (entry.state, entry.code) == (State.REFUSED, "from_future")
    contact(mofa, vufo, network, at=later + timedelta(minutes=5))
    with mofa.active():
        assert FeedEntry.objects.filter(act=early).count() == 2
    assert early not in names(vufo, dossier)

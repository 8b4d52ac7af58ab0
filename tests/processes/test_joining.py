"""Useful alone, better together: a party without a system that joins later."""

from collections.abc import Callable

import pytest

from servanda.exchange import links
from servanda.kernel.models import Dossier, Entry
from servanda.kernel.node import Node
from tests.processes.conftest import Pair, assert_converged
from tests.world import MOFA, THIRD


@pytest.mark.mission("S63")
def test_a_party_that_joins_later_confirms_what_was_reported_of_it(make_node: Callable[..., Node]) -> None:
    alone = Pair({MOFA: make_node(MOFA)})
    files = []
    for title in ("Drums", "Masks", "Lanterns"):
        stated = {"title": title, "about": "action", "question": "Lend them?", "answer_by": "2026-12-01"}
        file = alone.open(MOFA, "request.ask", stated, to=[f"{THIRD}/office"])
        alone.say(MOFA, "request.answer", {"answer": "Letter 4: yes."}, dossier=file, speaks_for=THIRD, via="letter")
        files.append(file)
    pair = Pair({**alone.nodes, THIRD: make_node(THIRD)}, clock=alone.clock)
    for here, other in ((MOFA, THIRD), (THIRD, MOFA)):
        with pair.nodes[here].active():
            card = pair.nodes[other].card
            links.link(card.jws, card.fingerprint(), now=pair.clock)
    pair.exchange()
    with pair.nodes[THIRD].active():
        assert Dossier.objects.count() == 3
        reported = {e.dossier_id: e.name for e in Entry.objects.filter(reported="reported", speaker=THIRD)}
    assert set(reported) == set(files)
    pair.say(THIRD, "dossier.confirm", {"acts": [reported[files[0]]]}, dossier=files[0], unit="office")
    pair.say(
        THIRD, "dossier.dispute", {"acts": [reported[files[1]]], "text": "Not us."}, dossier=files[1], unit="office"
    )
    pair.exchange()
    for agency in (MOFA, THIRD):
        found = {file: pair.entries(agency, file)[reported[file]].reported for file in files}
        assert list(found.values()) == ["confirmed", "disputed", "reported"]
        assert pair.commitment(agency, files[0], "answer").state == "delivered"
        assert pair.commitment(agency, files[1], "answer").state == "open"
    assert_converged(pair)

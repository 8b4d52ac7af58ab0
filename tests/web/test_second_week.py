"""The second week: a party that worked by letter links its own system and answers what was recorded in its name."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.exchange import links
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Entry
from servanda.kernel.node import Node
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, take
from servanda.processes.organisation import directory
from tests.web.house import START, TERMS, TEXTS, Browser, House, settle, text_of
from tests.world import MOFA, VUFO

VISITS = 29


@pytest.fixture
def linked(make_node: Callable[..., Node]) -> House:
    """A regulation that the union signed on paper, its word on each of 29 visits by letter; then it links."""
    house = House(settle(make_node(MOFA)), settle(make_node(VUFO)))
    with house.node.active():
        clerk, desk = house.actor("o-clerk"), house.actor("o-desk")
        stated = {"title": "Regulation", "terms": TERMS, "texts": TEXTS}
        proposed = _say("agreement.propose", stated, clerk, to=[f"{VUFO}/office"])
        house.agreement = proposed.dossier
        signing = {"version": proposed.name, "number": "1", "signed_on": "2026-01-01", "signatory": "Head"}
        theirs = _say("agreement.sign", signing, clerk, dossier=house.agreement, speaks_for=VUFO, via="letter")
        _say("agreement.enter", signing | {"signatures": [theirs.name]}, clerk, dossier=house.agreement)
        for n in range(VISITS):
            visit = {"title": f"Delegation {n}", "direction": "incoming", "level": "official", "start_on": "2031-05-06"}
            file = _say("visit.announce", visit, desk, to=[f"{VUFO}/europe"]).dossier
            _say("visit.ask_preparation", {"preparation": "Rooms"}, desk, dossier=file)
            owed = Commitment.objects.get(dossier_id=file, deliver="preparation")
            said = {"commitment": owed.id, "text": f"Letter {n}"}
            _say("commitment.promise", said, desk, dossier=file, speaks_for=VUFO, via="letter")
    now = datetime.now(UTC)
    for node, peer in ((house.node, house.other), (house.other, house.node)):
        with node.active():
            links.link(peer.card.jws, peer.card.fingerprint(), now=now)
            system = Actor(agency=node.agency, officer="system", unit=f"{node.agency}/office", role="clerk")
            directory.publish(directory.own_units(), system, peers=(peer.agency,), title="Units", at=now)
    house.exchange()
    return house


def _say(kind: str, data: dict[str, Any], actor: Actor, **more: Any) -> Any:
    return take(read_statement(kind, data, **more), actor, at=START)


def names_on(page: Any) -> list[str]:
    return re.findall(r'name="acts" value="([^"]+)"', page.content.decode())


def digests(node: Node) -> dict[str, str]:
    with node.active():
        shared = Dossier.objects.filter(is_shared=True).exclude(process="directory").values_list("id", flat=True)
        return {name: reads.digest(name, as_of=START.date()) for name in shared}


@pytest.mark.mission("S63")
def test_thirty_entries_are_answered_one_disputed_and_the_rest_in_one_go(linked: House) -> None:
    clerk = Browser(linked.other, "o-clerk")
    first = clerk.get("/reported/")
    assert len(names_on(first)) == VISITS + 1, "also those that count only once the signature is confirmed"
    assert text_of(first).count("It counts here once your signature of the agreement is confirmed.") == VISITS
    wrong = next(entry["name"] for entry in first.context["entries"] if "Delegation 7" in entry["file"]["title"])
    disputed = {"acts": [wrong], "do": "dispute", "text": "Nobody here wrote that.", "once": first.context["once"]}
    assert clerk.post("/reported/", disputed).status_code == 302

    rest = clerk.get("/reported/")
    assert wrong not in names_on(rest) and "Confirm all 29" in text_of(rest)
    answer = {"do": "confirm-all", "shown": names_on(rest), "once": rest.context["once"]}
    assert clerk.post("/reported/", answer).status_code == 302
    after = clerk.get("/reported/")
    assert "29 entries were confirmed." in text_of(after) and names_on(after) == []
    linked.exchange()
    for node in (linked.node, linked.other):
        with node.active():
            found = Entry.objects.filter(speaker=VUFO).exclude(reported="")
            assert found.filter(reported="confirmed").count() == VISITS and found.get(name=wrong).reported == "disputed"
            owed = Commitment.objects.filter(deliver="preparation")
            assert owed.filter(state="promised").count() == VISITS - 1 and owed.filter(state="open").count() == 1
    assert digests(linked.node) == digests(linked.other)


def test_all_of_the_page_is_what_was_shown_and_no_more(linked: House) -> None:
    clerk = Browser(linked.other, "o-clerk")
    shown = names_on(clerk.get("/reported/"))
    assert clerk.post("/reported/", {"do": "confirm-all", "shown": shown[:3]}).status_code == 302
    assert sorted(names_on(clerk.get("/reported/"))) == sorted(shown[3:])


def test_the_list_asks_no_more_for_more_entries(linked: House) -> None:
    clerk = Browser(linked.other, "o-clerk")
    shown = names_on(clerk.get("/reported/"))
    counted = []
    for answered in ([], shown[:20]):
        if answered:
            clerk.post("/reported/", {"do": "confirm", "acts": answered})
            clerk.get("/reported/")
        with linked.other.active(), CaptureQueriesContext(connections[linked.other.alias]) as captured:
            assert clerk.get("/reported/").status_code == 200
        counted.append(len(captured))
    assert counted[1] <= counted[0]

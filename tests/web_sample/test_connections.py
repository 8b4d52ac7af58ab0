"""Connections: who sees them, what they say, and that words are compared before anything is connected."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from servanda.exchange.models import FeedEntry, Peer, Quarantine
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.office.models import Officer
from tests.web_sample.visitors import Visitor, said

OURS = re.compile(r"\b(feed|node|hash|act|lane|fold|digest|seal)s?\b", re.IGNORECASE)


@pytest.fixture
def stranger_card(make_node: Callable[..., Node]) -> str:
    return make_node("museum.example").card.jws


def test_a_card_is_pasted_its_words_compared_and_then_it_is_connected(mofa: Node, stranger_card: str) -> None:
    admin = Visitor(mofa, "o-admin")
    mail = f"Our card:\r\n> {stranger_card[:60]}\r\n> {stranger_card[60:]}\r\nWith our best regards, the museum"
    page = admin.post("/connections/add/", {"card": mail})
    assert admin.status == 200
    assert "museum.example" in page
    assert len(re.findall(r"<span>[a-z]{5}</span>", page)) == 8
    with mofa.active():
        assert not Peer.objects.filter(agency="museum.example").exists(), "nothing is connected yet"
    admin.post("/connections/confirm/", {"card": stranger_card})
    assert admin.status == 422, "the words were not compared"
    admin.post("/connections/confirm/", {"card": stranger_card, "compared": "on"})
    assert admin.status == 302
    with mofa.active():
        assert Peer.objects.filter(agency="museum.example").exists()
        told = [row for row in Dossier.objects.filter(process="directory") if "museum.example" in row.parties]
        assert len(told) == 1 and told[0].facts["units"], "it reads our units by their names"
    assert "museum.example" in admin.get("/connections/")


@pytest.mark.parametrize("wrong", ["", "nonsense", "a.b.c", "own"])
def test_what_is_no_card_of_another_agency_is_refused(mofa: Node, wrong: str) -> None:
    admin = Visitor(mofa, "o-admin")
    card = mofa.card.jws if wrong == "own" else wrong
    for url in ("/connections/add/", "/connections/confirm/"):
        page = admin.post(url, {"card": card, "compared": "on"})
        assert admin.status == 422
        assert "own card" in page or "No card stands in this text" in page or not wrong
    with mofa.active():
        assert Peer.objects.count() == 1


@pytest.mark.parametrize("officer", ["o-prot-desk", "o-prot-head"])
def test_officers_without_the_role_do_not_find_the_page(mofa: Node, officer: str) -> None:
    visitor = Visitor(mofa, officer)
    for url in ("/connections/", "/connections/card/"):
        visitor.get(url)
        assert visitor.status == 404
    visitor.post("/connections/vufo.org.vn/contact/")
    assert visitor.status == 404


@pytest.mark.parametrize("officer", ["o-prot-desk", "o-leadership", "o-clerk"])
def test_only_an_administrator_connects(mofa: Node, stranger_card: str, officer: str) -> None:
    visitor = Visitor(mofa, officer)
    for url in ("/connections/add/", "/connections/confirm/"):
        visitor.post(url, {"card": stranger_card, "compared": "on"})
        assert visitor.status == 403
    with mofa.active():
        assert Peer.objects.count() == 1


def test_troubles_are_told_in_words_and_titles_only_to_who_sees_the_file(mofa: Node) -> None:
    with mofa.active(), mofa.writing():
        row = Dossier.objects.filter(process="visit", home=mofa.agency, is_shared=True).first()
        assert row is not None
        act = StoredAct.objects.filter(dossier=row.id, internal=False, agency=mofa.agency).first()
        assert act is not None
        entry = FeedEntry.objects.filter(act=act.name).latest("id")
        entry.state, entry.code, entry.params = "refused", "bad_part", {"part": "facts"}
        entry.save()
        Quarantine.objects.create(raw=b"x" * 700, act=act.name, peer="vufo.org.vn", epoch=1, n=1,
                                  code="bad_signature", at=datetime.now(UTC))  # fmt: skip
        Officer.objects.update(language="en")
    leader, admin = (said(Visitor(mofa, officer).get("/connections/")) for officer in ("o-leadership", "o-admin"))
    for page in (leader, admin):
        assert "The part facts does not match its signed value." in page
        assert "The signature does not verify." in page
        assert not OURS.findall(page), OURS.findall(page)
    assert row.title in leader
    assert row.title not in admin, "an administrator reads no files"


def test_the_own_card_is_downloaded_as_it_was_signed(mofa: Node) -> None:
    admin = Visitor(mofa, "o-admin")
    assert admin.get("/connections/card/").strip() == mofa.card.jws
    assert "attachment" in admin.last["Content-Disposition"]


def test_another_key_of_a_known_agency_is_shouted(mofa: Node, make_node: Callable[..., Node]) -> None:
    other = make_node("vufo.org.vn")
    page = Visitor(mofa, "o-admin").post("/connections/add/", {"card": other.card.jws})
    assert "told late" in page


def test_queries_do_not_grow_with_entries(mofa: Node) -> None:
    admin = Visitor(mofa, "o-admin")
    add_parked(mofa, range(1))
    before = admin.queries("/connections/")
    add_parked(mofa, range(1, 30))
    assert admin.queries("/connections/") == before


def add_parked(node: Node, places: range) -> None:
    with node.active(), node.writing():
        for n in places:
            entry = FeedEntry.objects.all()[n]
            entry.pk, entry.epoch, entry.n = None, 9, n
            entry.state, entry.code = "parked", "missing"
            entry.save(force_insert=True)

"""An agreement that says it is in force on a signature which this agency never confirmed."""

import pytest

from servanda.kernel.models import Commitment, Entry
from servanda.processes.dossiers import read_statement, take
from tests.web.house import START, TERMS, TEXTS, Browser, House, text_of
from tests.web.test_queries import queries
from tests.world import VUFO


@pytest.fixture
def forged(house: House) -> str:
    """A second agreement, which the home put in force on its own word that the other side signed; its file."""
    return forge(house, "r-2")


def forge(house: House, code: str) -> str:
    terms = TERMS | {"code": code}
    signing = {"number": "1", "signed_on": "2026-01-01", "signatory": "Head"}
    actor = house.actor("o-clerk")
    with house.node.active():
        proposed = take(
            read_statement(
                "agreement.propose", {"title": "Second", "terms": terms, "texts": TEXTS}, to=[f"{VUFO}/office"]
            ), actor, at=START)  # fmt: skip
        version = {"version": proposed.name}
        signed = take(
            read_statement(
                "agreement.sign", signing | version, dossier=proposed.dossier, speaks_for=VUFO, via="letter"
            ), actor, at=START)  # fmt: skip
        stated = signing | version | {"signatures": [signed.name]}
        take(read_statement("agreement.enter", stated, dossier=proposed.dossier), actor, at=START)
    house.exchange()
    return proposed.dossier


UNCONFIRMED = "this agency has not confirmed it. Until it does, nothing is owed here under this agreement."


def test_it_says_so_with_the_way_to_confirm_and_both_sides_see_it(house: House, forged: str) -> None:
    theirs, page = Browser(house.other, "o-clerk"), f"/agreements/{forged}/"
    shown = theirs.get(page)
    assert UNCONFIRMED in text_of(shown) and "not confirmed here" in text_of(shown)
    for url in ("/agreements/", "/files/?kind=agreement", f"/files/{forged}/"):
        assert "not confirmed here" in text_of(theirs.get(url)), url
    assert "Until it does, nothing is owed on its side" in text_of(house.browser("o-clerk").get(page))
    assert "not confirmed here" not in text_of(house.browser("o-clerk").get("/agreements/"))
    # Nothing is owed there; once it is confirmed, the word is gone on both sides.
    file = house.announce(start_on="2031-05-04")
    house.exchange()
    with house.other.active():
        assert not Commitment.objects.filter(dossier=file, agreement=forged).exists()
    confirm = next(step.url for step in shown.context["doubts"][0]["steps"] if "confirm" in step.url)
    once = theirs.get(confirm).context["once"]
    house.other.config["undo_seconds"] = 0
    assert theirs.post(confirm, {"once": once, "do": "send"}).status_code == 302
    house.exchange()
    for browser in (theirs, house.browser("o-clerk")):
        assert "nothing is owed" not in text_of(browser.get(page))
    assert "not confirmed here" not in text_of(theirs.get("/agreements/"))


def test_a_disputed_one_is_told_for_good(house: House, forged: str) -> None:
    with house.other.active():
        name = Entry.objects.get(dossier=forged, kind="agreement.sign").name
        disputing = read_statement("dossier.dispute", {"acts": [name], "text": "We never did."}, dossier=forged)
        take(disputing, House(house.other, house.node).actor("o-clerk"), at=START)
    house.exchange()
    theirs, page = Browser(house.other, "o-clerk"), f"/agreements/{forged}/"
    shown = theirs.get(page)
    assert "this agency disputed it. Nothing is owed here" in text_of(shown)
    assert "signature disputed here" in text_of(theirs.get("/agreements/"))
    assert [step.label for step in shown.context["doubts"][0]["steps"]] == ["The entry"]
    assert "disputed the signature that" in text_of(house.browser("o-clerk").get(page))


def test_the_lists_ask_no_more_questions_for_many(house: House, forged: str) -> None:
    turned, pages = House(house.other, house.node), ("/agreements/", "/files/")
    few = [queries(turned, page) for page in pages]
    for n in range(3):
        forge(house, f"r-{n + 3}")
    assert [queries(turned, page) for page in pages] == few

"""Nobody decides on something else than was shown: what changed meanwhile comes back with a sentence."""

from typing import Any

import pytest

from servanda.kernel.models import Commitment
from servanda.processes.models import Outgoing
from tests.web.house import House, text_of
from tests.web.test_at_hand import click, state
from tests.web.test_main_job import rule

CHANGED = "What this decides on has changed since you looked at it."


@pytest.fixture
def theirs(house: House) -> House:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    return House(house.other, house.node)


def asked(house: House) -> str:
    """A file in which a hall is asked for."""
    dossier = house.announce(start_on="2031-05-06")
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall"}, dossier)
    house.exchange()
    return dossier


def at_hand(house: House, officer: str, dossier: str, which: str = "next") -> Any:
    return house.browser(officer).get(f"/files/{dossier}/").context[which]


def hand_over(theirs: House, house: House, dossier: str, text: str) -> None:
    link = at_hand(theirs, "o-europe", dossier)
    assert theirs.browser("o-europe").post(link.url, {"text": text}).status_code == 302
    both(house)


def send_back(house: House, dossier: str) -> None:
    link = at_hand(house, "o-colleague", dossier, "back")
    assert house.browser("o-colleague").post(link.url, {"text": "The wrong hall"}).status_code == 302
    both(house)


def both(house: House) -> None:
    house.exchange()
    house.exchange()


def form_of(page: Any) -> str:
    """Where the form of a page goes."""
    content = page.content.decode()
    found = content[content.index('<form class="stack" method="post"') :].split(">")[0]
    return str(found.split('action="')[1].split('"')[0].replace("&amp;", "&"))


@pytest.mark.mission("S53")
def test_a_result_that_was_not_shown_is_neither_accepted_nor_returned(house: House, theirs: House) -> None:
    dossier = asked(house)
    hand_over(theirs, house, dossier, "Version A")
    seen, returning = at_hand(house, "o-desk", dossier), at_hand(house, "o-desk", dossier, "back")
    read = house.browser("o-desk").get(seen.url)
    assert "Version A" in text_of(read) and " action=" not in read.content.decode().split("<form")[-1]
    send_back(house, dossier)
    hand_over(theirs, house, dossier, "Version B, at your cost")

    for link, stated in ((seen, {}), (seen, {"text": "With our thanks"}), (returning, {"text": "Not this one"})):
        page = house.browser("o-desk").post(link.url, {"once": seen.once, "do": "send"} | stated)
        shown = text_of(page)
        assert page.status_code == 422 and CHANGED in shown and "Version B, at your cost" in shown
        assert stated.get("text", "") in page.content.decode() and state(house) == "delivered"
    # The page that came back says what it shows now, and what is sent from it counts.
    page = house.browser("o-desk").post(seen.url, {"once": seen.once, "do": "send"})
    assert house.browser("o-desk").post(form_of(page), {"once": seen.once, "do": "send"}).status_code == 302
    assert state(house) == "accepted"


def test_what_waits_for_approval_is_not_accepted_when_another_result_came(house: House, theirs: House) -> None:
    dossier = asked(house)
    hand_over(theirs, house, dossier, "Version A")
    rule(house, "commitment.accept", 1)
    assert click(house, "o-desk", at_hand(house, "o-desk", dossier)).status_code == 302
    with house.node.active():
        prepared = Outgoing.objects.get(state="clearing").name
        commitment = Commitment.objects.get(deliver="preparation")
    url = f"/files/{dossier}/steps/commitment.return/?commitment={commitment.id}"
    assert house.browser("o-colleague").post(url, {"text": "The wrong hall"}).status_code == 302
    both(house)
    hand_over(theirs, house, dossier, "Version B, at your cost")
    page = house.browser("o-head").post(f"/prepared/{prepared}/", {"do": "approve"})
    assert CHANGED in text_of(page) and state(house) == "delivered"
    # It goes back to who prepared it, who decides anew on what stands there now.
    back = {"do": "return", "note": "Look again"}
    assert house.browser("o-head").post(f"/prepared/{prepared}/", back).status_code == 302
    again = house.browser("o-desk").get(f"/prepared/{prepared}/").context["again_url"]
    page = house.browser("o-desk").get(again)
    assert page.status_code == 200 and "Version B, at your cost" in text_of(page)
    assert house.browser("o-desk").post(form_of(page), {}).status_code == 302
    with house.node.active():
        assert Outgoing.objects.get(state="clearing").step == "commitment.accept"


def test_more_time_is_granted_or_refused_only_as_it_was_asked_for(house: House, theirs: House) -> None:
    dossier = asked(house)
    ask(theirs, house, dossier, "2031-02-01")
    seen = at_hand(house, "o-desk", dossier)
    assert "commitment.grant" in seen.url
    refusing = seen.url.replace("commitment.grant", "commitment.refuse")
    ask(theirs, house, dossier, "2031-04-30")
    for url in (seen.url, refusing):
        page = house.browser("o-desk").post(url, {"until": "2031-02-01", "text": "Good"})
        assert page.status_code == 422 and CHANGED in text_of(page)
    with house.node.active():
        assert Commitment.objects.get(deliver="preparation").asked_until is not None
    assert house.browser("o-desk").post(form_of(page), {"text": "No"}).status_code == 302
    with house.node.active():
        assert Commitment.objects.get(deliver="preparation").asked_until is None


def ask(theirs: House, house: House, dossier: str, until: str) -> None:
    with theirs.node.active():
        commitment = Commitment.objects.get(deliver="preparation").id
    url = f"/files/{dossier}/steps/commitment.ask_time/?commitment={commitment}"
    assert theirs.browser("o-europe").post(url, {"until": until, "text": "The hall is let"}).status_code == 302
    both(house)


def test_a_promise_is_of_what_was_asked_for(house: House, theirs: House) -> None:
    """Who saw it open does not promise what was carried out and returned since, with other wishes."""
    dossier = asked(house)
    seen = at_hand(theirs, "o-europe", dossier, "beside")
    declining = seen.url.replace("commitment.promise", "commitment.decline")
    hand_over(theirs, house, dossier, "Version A")
    send_back(house, dossier)
    page = click(theirs, "o-europe", seen)
    assert page.status_code == 422 and CHANGED in text_of(page) and state(theirs) == "returned"
    page = theirs.browser("o-europe").post(declining, {"text": "We cannot"})
    assert page.status_code == 422 and CHANGED in text_of(page) and state(theirs) == "returned"
    assert theirs.browser("o-europe").post(form_of(page), {"text": "We cannot"}).status_code == 302
    assert state(theirs) == "declined"

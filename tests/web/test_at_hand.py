"""What is decided by one click, with what it is decided on beside the button: assign, promise, accept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from servanda.kernel.models import Commitment
from servanda.processes.models import Assignment, Outgoing
from tests.web.house import House, text_of
from tests.web.test_main_job import rule
from tests.world import VUFO


def state(house: House) -> str:
    with house.node.active():
        return Commitment.objects.get(deliver="preparation").state


def click(house: House, officer: str, link: Any) -> Any:
    """What the button of a step sends that may be taken as it stands."""
    return house.browser(officer).post(link.url, dict(link.values) | {"once": link.once, "do": "send"})


@pytest.mark.mission("S53")
def test_assigning_promising_and_accepting_take_one_click_each(house: House) -> None:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    theirs, dossier = House(house.other, house.node), house.announce(start_on="2031-05-06")
    url = f"/files/{dossier}/"
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall"}, dossier)
    house.exchange()

    inbox = theirs.browser("o-clerk").get("/desk/?tab=inbox")
    assign = inbox.context["groups"][0].rows[0].next
    assert assign.label == "Assign to Europe" and 'value="union.example/europe"' in inbox.content.decode()
    assert "Assign otherwise" in text_of(inbox)
    assert click(theirs, "o-clerk", assign).status_code == 302
    with theirs.node.active():
        assert Assignment.objects.get().unit == f"{VUFO}/europe"

    page = theirs.browser("o-europe").get(url)
    following, promise = page.context["next"], page.context["beside"]
    assert [str(link.label) for link in (following, promise)] == ["Hand over the result", "Promise"]
    assert page.content.decode().count('class="button primary"') >= 2 and promise.once in page.content.decode()
    row = theirs.browser("o-europe").get("/desk/").context["groups"][0].rows[0]
    assert (str(row.next.label), str(row.beside.label)) == ("Hand over the result", "Promise")
    first, second = click(theirs, "o-europe", promise), click(theirs, "o-europe", promise)
    assert first["Location"] == second["Location"] == url
    assert theirs.browser("o-europe").get(url).context["beside"] is None, "it is promised"

    paper = SimpleUploadedFile("plan.txt", b"Row and seat")
    told = {"text": "The hall of the museum is ready.", "files": paper}
    assert theirs.browser("o-europe").post(following.url, told).status_code == 302
    house.exchange()
    house.exchange()
    assert state(house) == "delivered"
    page = house.browser("o-desk").get(url)
    accept, attached = page.context["next"], page.context["handed"]["files"][0]["url"]
    assert str(accept.label) == "Accept the result" and accept.once
    assert str(page.context["back"].label) == "Return for more work"
    for shown in (page, house.browser("o-desk").get(accept.url),
                  house.browser("o-desk").get(accept.url.replace("accept", "return"))):  # fmt: skip
        assert "What was handed over" in text_of(shown) and "The hall of the museum is ready." in text_of(shown)
        assert attached in shown.content.decode()
    assert click(house, "o-desk", accept).status_code == 302
    assert state(house) == "accepted" and house.browser("o-desk").get(url).context["handed"] is None
    # Nobody sees what was handed over in a file that is hidden from them.
    assert house.browser("o-stranger").get(accept.url).status_code == 404


def test_one_click_goes_to_who_has_to_approve_it_and_says_so(house: House) -> None:
    rule(House(house.other, house.node), "commitment", 1)
    dossier = house.announce(start_on="2031-05-06")
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall"}, dossier)
    house.exchange()
    theirs = House(house.other, house.node)
    page = theirs.browser("o-europe").get(f"/files/{dossier}/")
    assert page.context["at_once"] == "1 approval is needed before it leaves." and page.context["at_once"] in text_of(
        page
    )
    assert click(theirs, "o-europe", page.context["beside"]).status_code == 302
    with theirs.node.active():
        assert Outgoing.objects.get().state == "clearing"
    page = theirs.browser("o-europe").get(f"/files/{dossier}/")
    assert page.context["beside"] is None, "what waits is not offered again"

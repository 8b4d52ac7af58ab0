"""A step that was sent and can still be undone, or waits for approval, is not offered a second time."""

from typing import Any

import pytest

from servanda.kernel.models import Commitment, StoredAct
from servanda.office.models import ClearingRule
from servanda.processes.dossiers import read_statement, take
from servanda.processes.models import Outgoing
from tests.web.house import START, Browser, House, text_of
from tests.world import MOFA


@pytest.fixture
def asked(house: House) -> tuple[str, str]:
    """A file in which the other agency asks this one something; the file and what is owed."""
    theirs = House(house.other, house.node).actor("o-desk")
    question = {"title": "A contact", "about": "contact", "question": "Who looks after it?"}
    with house.other.active():
        file = take(read_statement("request.ask", question, to=[f"{MOFA}/protocol"]), theirs, at=START).dossier
    house.exchange()
    with house.node.active():
        return file, Commitment.objects.get(dossier=file).id


def send(browser: Browser, url: str, **typed: str) -> Any:
    shown = browser.get(url)
    answer = browser.post(url, {"once": shown.context["once"], "do": "send"} | typed)
    assert answer.status_code == 302, text_of(answer)
    return answer


def test_what_can_still_be_undone_stands_where_it_was_offered(house: House, asked: tuple[str, str]) -> None:
    file, commitment = asked
    browser, url = house.browser("o-desk"), f"/files/{file}/steps/request.answer/"
    deliver = f"/files/{file}/steps/commitment.deliver/"
    before = browser.get(f"/files/{file}/").content.decode()
    assert f'href="{url}' in before and deliver in before
    again = browser.get(url).context["once"]
    send(browser, url, answer="The cultural section.")
    for page in (f"/files/{file}/", f"/desk/?item={commitment}"):
        shown = browser.get(page)
        html = shown.content.decode()
        assert f'href="{url}' not in html and deliver not in html, page
        assert "Answer: about to leave." in text_of(shown), page
    assert "Undo" in text_of(browser.get(f"/files/{file}/"))
    # The address of the step leads to what waits, with the way to take it back; a second form is refused.
    led = browser.get(url)
    assert led["Location"].startswith("/prepared/")
    assert "Take it back" in text_of(browser.get(led["Location"]))
    twice = browser.post(url, {"once": again, "do": "send", "answer": "Once more."})
    assert twice.status_code == 422 and "has not left yet" in text_of(twice) and "Once more." in twice.content.decode()
    browser.post(undo_url(browser, file))
    after = browser.get(f"/files/{file}/").content.decode()
    assert f'href="{url}' in after and "about to leave" not in after


def undo_url(browser: Browser, file: str) -> str:
    return str(browser.get(f"/files/{file}/").context["leaving"][0]["undo_url"])


def test_what_waits_for_approval_is_not_offered_either(house: House, asked: tuple[str, str]) -> None:
    file, _commitment = asked
    with house.node.active():
        ClearingRule.objects.create(step="", levels=1)
        before = StoredAct.objects.count()
    browser, url = house.browser("o-desk"), f"/files/{file}/steps/request.answer/"
    send(browser, url, answer="The cultural section.", do="prepare")
    shown = browser.get(f"/files/{file}/")
    assert f'href="{url}' not in shown.content.decode() and "Answer: waiting for approval." in text_of(shown)
    # What moves nothing can be said as often as it is needed.
    note = f"/files/{file}/steps/dossier.say/"
    for _ in range(2):
        once = browser.get(note).context["once"]
        assert browser.post(note, {"once": once, "do": "prepare", "text": "Soon."}).status_code == 302
    with house.node.active():
        assert Outgoing.objects.filter(dossier=file).count() == 3 and StoredAct.objects.count() == before + 3


def test_a_step_of_the_file_itself_is_not_offered_twice(house: House) -> None:
    file = house.announce(start_on="2031-05-04")
    browser, url = house.browser("o-desk"), f"/files/{file}/steps/visit.confirm/"
    assert f'href="{url}' in browser.get(f"/files/{file}/").content.decode()
    send(browser, url, start_on="2031-05-04", end_on="2031-05-06")
    shown = browser.get(f"/files/{file}/")
    assert f'href="{url}' not in shown.content.decode() and "about to leave" in text_of(shown)
    assert "/steps/visit.refine/" in shown.content.decode(), "what else can be said stays open"


def test_a_signature_that_waits_is_not_offered_again(house: House) -> None:
    browser, url = house.browser("o-clerk"), f"/files/{house.agreement}/steps/agreement.end/"
    page = f"/agreements/{house.agreement}/"
    assert url in browser.get(page).content.decode()
    send(browser, url, reason="Another one takes its place.")
    shown = browser.get(page)
    assert url not in shown.content.decode()
    assert "End the agreement" in text_of(shown) and "Undo" in text_of(shown)

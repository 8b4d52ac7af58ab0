"""Handing a file over by clicks, between two real nodes: forms, the desk, what is refused, and who may do it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.office import outgoing
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, take
from tests.web.house import START, Browser, House, text_of
from tests.world import MOFA, VUFO


@pytest.fixture
def file(house: House) -> str:
    found = house.announce()
    house.exchange()
    return found


def page_of(browser: Browser, file: str) -> Any:
    return browser.get(reverse("web:file", args=[file]))


def link(page: Any, label: str) -> str:
    """The address behind the words of a link on a page; '' where there is none."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>\s*([^<]*)', page.content.decode())
    return next((url.replace("&amp;", "&") for url, words in found if words.strip() == label), "")


def send(browser: Browser, url: str, **typed: str) -> Any:
    form = browser.get(url, follow=True)
    assert form.status_code == 200, text_of(form)
    address = form.redirect_chain[-1][0] if form.redirect_chain else url
    once = form.context["once"]
    return browser.post(address, {"once": once, "do": "send", **typed})


def owners(house: House, file: str) -> list[tuple[str, str]]:
    found = []
    for node in (house.node, house.other):
        with node.active():
            row = Dossier.objects.get(id=file)
            found.append((row.home, reads.digest(file)))
    return found


def release(house: House) -> None:
    """Let what is held for its moment of grace leave on both sides."""
    for node in (house.node, house.other):
        with node.active():
            outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))
    house.exchange()


@pytest.mark.mission("S28")
def test_a_file_is_handed_over_by_clicks(house: House, file: str) -> None:
    head, theirs = house.browser("o-head"), Browser(house.other, "o-clerk")
    page = page_of(head, file)
    assert "Who keeps this file" in text_of(page)
    assert not link(page_of(house.browser("o-desk"), file), "Hand the file over")
    offering = link(page, "Hand the file over")
    form = head.get(offering)
    assert f'value="{VUFO}/europe"' in form.content.decode() and f'value="{MOFA}/europe"' not in form.content.decode()
    assert [one["units"] for one in form.context["audience"]["agencies"]] == [["Protocol"], ["Europe"]]
    bare = send(head, offering, unit=f"{VUFO}/europe")
    assert bare.status_code == 422 and bare.context["form"].errors.keys() == {"reason"}
    assert send(head, offering, unit=f"{VUFO}/europe", reason="The matter is the union's now.").status_code == 302
    release(house)
    assert "this agency keeps the file" in text_of(page_of(head, file))
    assert not link(page_of(head, file), "Hand the file over")
    assert head.get(offering).status_code in (403, 422)

    shown = page_of(theirs, file)
    assert "Files to be handed over" in text_of(theirs.get(reverse("web:desk")))
    assert "Files to be handed over" not in text_of(Browser(house.other, "o-head").get(reverse("web:desk")))
    assert "offers to hand this file over" in text_of(shown) and "The matter is the union's now." in text_of(shown)
    assert send(theirs, link(shown, "Accept the file"), kept_by=f"{VUFO}/africa").status_code == 302
    release(house)
    desk = head.get(reverse("web:desk"))
    assert "Files to be handed over" in text_of(desk)
    assert [home for home, _ in owners(house, file)] == [MOFA, MOFA]
    assert send(head, link(page_of(head, file), "Confirm the handover")).status_code == 302
    release(house)

    assert owners(house, file)[0] == owners(house, file)[1] and owners(house, file)[0][0] == VUFO
    after = page_of(head, file)
    assert "Opened by" in text_of(after) and not link(after, "Refine") and not link(after, "Hand the file over")
    told = text_of(page_of(theirs, file))
    assert "accepted to keep the file" in told and "confirmed the handover" in told
    assert link(page_of(theirs, file), "Hand the file over")
    # The step that the former keeper still has open in another window changes nothing.
    old = head.get(reverse("web:step", args=[file, "visit.refine"]))
    assert old.status_code in (403, 422)


def test_an_offer_that_was_read_is_the_offer_that_is_answered(house: House, file: str) -> None:
    """It was withdrawn and another made meanwhile; who answers the page that they opened answers nothing else."""
    offered = house.say("o-head", "handover.offer", {"unit": f"{VUFO}/europe", "reason": "Theirs"}, file)
    house.exchange()
    theirs = Browser(house.other, "o-clerk")
    url = link(page_of(theirs, file), "Accept the file")
    form = theirs.get(url)
    house.say("o-head", "handover.withdraw", {"offer": offered}, file)
    house.say("o-head", "handover.offer", {"unit": f"{VUFO}/protocol", "reason": "Or these"}, file)
    house.exchange()
    answer = theirs.post(url, {"once": form.context["once"], "do": "send"})
    assert answer.status_code == 422 and "not open any more" in text_of(answer)
    with house.other.active():
        assert Dossier.objects.get(id=file).handover["state"] == "offered"


def test_no_file_goes_to_an_agency_without_a_system(house: House) -> None:
    """Nor is it offered there: the sentence says what to do instead."""
    paper = house.browser("o-head")
    fields = {"title": "Loan", "about": "action", "question": "Two drums", "answer_by": "2031-01-05"}
    with house.node.active():
        statement = read_statement("request.ask", fields, to=[f"{VUFO}/europe", "province.example/office"])
        file = take(statement, house.actor("o-head"), at=START).dossier
    offering = link(page_of(paper, file), "Hand the file over")
    assert "province.example" not in str(paper.get(offering).context["form"]["unit"])
    answer = send(paper, offering, unit="province.example/office", reason="Theirs")
    assert answer.status_code == 422
    with house.node.active():
        assert Dossier.objects.get(id=file).handover == {}
    for unit, code in (("province.example/office", "handover_no_system"), (f"{VUFO}/nobody", "unknown_unit")):
        statement = read_statement("handover.offer", {"unit": unit, "reason": "Theirs"}, dossier=file)
        with house.node.active(), pytest.raises(Refused) as refused:
            outgoing.submit(statement, house.actor("o-head"), at=datetime.now(UTC))
        assert refused.value.code == code


@pytest.mark.parametrize("officer", ["o-desk", "o-stranger", "o-admin"])
def test_who_does_not_speak_for_a_unit_hands_nothing_over(house: House, file: str, officer: str) -> None:
    url = reverse("web:step", args=[file, "handover.offer"])
    answer = house.browser(officer).post(url, {"unit": f"{VUFO}/europe", "reason": "x", "do": "send"})
    assert answer.status_code in (403, 404)
    assert owners(house, file)[0][0] == MOFA

"""The working days of a year are proposed, consented to and put in force on both sides' pages."""

import re

import pytest

from servanda.kernel.models import Dossier
from servanda.kernel.node import Node
from tests.web_sample.test_signing_agreements import exchange, hidden
from tests.web_sample.visitors import Visitor, said


@pytest.fixture
def agreement(mofa: Node) -> str:
    with mofa.active():
        return Dossier.objects.get(process="agreement").id


def propose(clerk: Visitor, agreement: str, **stated: str) -> None:
    url = f"/files/{agreement}/steps/agreement.propose_calendar/"
    page = clerk.get(url)
    assert clerk.status == 200
    clerk.post(url, {"once": hidden(page, "once"), "do": "send", "year": "2029", **stated})


def rider_url(page: str) -> str:
    found = re.search(r'href="(/agreements/[^"]+/proposals/sha256:[0-9a-f]{64}/)"', page)
    assert found
    return found[1]


def take(visitor: Visitor, url: str) -> None:
    page = visitor.get(url)
    assert visitor.status == 200
    visitor.post(url, {"once": hidden(page, "once"), "do": "send", "text": ""})
    assert visitor.status == 302


@pytest.mark.mission("S45")
def test_a_year_is_agreed_on_both_sides(mofa: Node, vufo: Node, agreement: str) -> None:
    ministry, union = Visitor(mofa, "o-clerk"), Visitor(vufo, "o-leadership")
    propose(ministry, agreement, holidays="2029-01-01\n2029-02-12")
    assert ministry.status == 302
    exchange(mofa, vufo)
    page = ministry.get(f"/agreements/{agreement}/")
    assert "2029" in said(page) and "/proposals/" not in page, "it waits for the other side"
    take(union, rider_url(union.get(f"/agreements/{agreement}/")))
    exchange(mofa, vufo)
    take(ministry, rider_url(ministry.get(f"/agreements/{agreement}/")))
    exchange(mofa, vufo)
    for visitor in (ministry, union):
        page = visitor.get(f"/agreements/{agreement}/")
        assert "/proposals/" not in page and "2029" in said(page)


def test_the_next_year_is_proposed_for_the_country_of_the_calendar(mofa: Node, agreement: str) -> None:
    page = Visitor(mofa, "o-clerk").get(f"/files/{agreement}/steps/agreement.propose_calendar/")
    year = re.search(r'name="year"[^>]* value="(\d{4})"', page)
    assert year
    assert f"{year[1]}-09-02" in page, "the National Day of Viet Nam"


def test_a_wrong_day_is_refused_and_nothing_typed_is_lost(mofa: Node, agreement: str) -> None:
    clerk = Visitor(mofa, "o-clerk")
    url = f"/files/{agreement}/steps/agreement.propose_calendar/"
    page = clerk.get(url)
    stated = {"year": "2029", "holidays": "2029-01-01\n2029-02-31", "reason": "As published."}
    again = clerk.post(url, {"once": hidden(page, "once"), "do": "send", **stated})
    assert clerk.status == 422
    assert "2029-02-31" in again and "As published." in again


def test_only_those_who_sign_consent(mofa: Node, vufo: Node, agreement: str) -> None:
    propose(Visitor(mofa, "o-clerk"), agreement)
    exchange(mofa, vufo)
    url = rider_url(Visitor(vufo, "o-leadership").get(f"/agreements/{agreement}/"))
    desk = Visitor(vufo, "o-eur-desk")
    assert "/proposals/" not in desk.get(f"/agreements/{agreement}/")
    desk.get(url)
    assert desk.status == 403
    stranger = Visitor(vufo)
    stranger.get(url)
    assert stranger.status == 302 and "sign-in" in stranger.where
    other = Visitor(vufo, "o-leadership")
    other.get(url[:-9] + "00000000/")
    assert other.status == 404

"""An assignment of a colleague is not replaced by a button or a form that was made before it."""

from typing import Any

import pytest

from servanda.processes.models import Assignment
from tests.web.house import House, text_of
from tests.web.test_at_hand import click
from tests.web.test_recusal import program
from tests.world import VUFO

SAID = "This file was assigned after you looked."
EUROPE, PROTOCOL, AFRICA = (f"{VUFO}/{unit}" for unit in ("europe", "protocol", "africa"))


@pytest.mark.mission("S53")
def test_what_a_colleague_assigned_meanwhile_stays_and_is_shown(house: House) -> None:
    theirs, dossier = House(house.other, house.node), house.announce(start_on="2031-05-06")
    house.exchange()
    clerk, leader, url = theirs.browser("o-clerk"), theirs.browser("o-leader"), f"/files/{dossier}/assign/"
    button = clerk.get("/desk/?tab=inbox").context["groups"][0].rows[0].next
    form = filled(clerk.get(url), unit=EUROPE, officer="", coordinating=[])
    chosen = {"unit": PROTOCOL, "officer": "o-head", "coordinating": [AFRICA]}
    assert leader.post(url, filled(leader.get(url), **chosen)).status_code == 302
    led = standing(theirs)
    assert led == (PROTOCOL, "o-head", [AFRICA])

    page = click(theirs, "o-clerk", button)
    assert page.status_code == 422 and standing(theirs) == led
    for told in (SAID, "It is led by: Protocol", "Coordinating units: Africa."):
        assert told in text_of(page)
    assert [page.context["form"][name].value() for name in chosen] == list(chosen.values()), "what stands there now"
    page = clerk.post(url, form)
    assert page.status_code == 422 and SAID in text_of(page) and standing(theirs) == led
    assert page.context["form"]["unit"].value() == EUROPE, "what was chosen is not lost"
    # Who was shown it may replace it; a button that was pressed twice says the same twice.
    anew = filled(page, unit=EUROPE, officer="", coordinating=[])
    assert clerk.post(url, anew).status_code == clerk.post(url, anew).status_code == 302
    assert standing(theirs) == (EUROPE, "", [])

    caller, path = program(theirs, "o-clerk"), f"/dossiers/{dossier}/acts"
    known = caller.get(f"/dossiers/{dossier}").json()["assignment"]["mark"]
    back = {"step": "office.assign", "data": {"unit": PROTOCOL}}
    refused = caller.post(path, {**back, "upon": {"assignment": None}})
    assert (refused.status_code, refused.json()["code"]) == (409, "assigned_since")
    assert caller.post(path, {**back, "upon": {"state": "open"}}).json()["code"] == "faults"
    assert caller.post(path, {**back, "upon": {"assignment": known}}).status_code == 201
    assert standing(theirs) == (PROTOCOL, "", [])


def filled(page: Any, **stated: Any) -> dict[str, Any]:
    """What the form of a page sends: what it hides, and what is stated."""
    return {"once": page.context["once"], "upon": page.context["upon_mark"]} | stated


def standing(house: House) -> tuple[str, str, list[str]]:
    with house.node.active():
        found = Assignment.objects.get()
        return found.unit, found.officer, found.coordinating

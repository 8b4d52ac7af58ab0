"""Who works with whom: the page, its warnings on desks, and what is asked before a step goes to who stands in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.kernel.node import Node
from servanda.office import outgoing
from servanda.office.models import Officer, Post
from servanda.processes.models import Outgoing, Partner, Unit
from servanda.processes.organisation import directory
from tests.web.house import Browser, House, connect, settle, text_of
from tests.world import MOFA, VUFO

TODAY = datetime.now(UTC).date()


def state(house: House, node: Node, **changes: dict[str, Any]) -> None:
    """An agency states these things of its units, to itself and to the other one."""
    with node.active():
        peer = VUFO if node.agency == MOFA else MOFA
        units = [unit | changes.get(unit["code"], {}) for unit in directory.own_units()]
        clerk = house.actor("o-clerk") if node is house.node else _theirs()
        directory.publish(units, clerk, peers=(peer,), title="Units", at=datetime.now(UTC))
    house.exchange()


def _theirs() -> Actor:
    return Actor(agency=VUFO, officer="o-clerk", unit=f"{VUFO}/office", role="clerk")


def rows(page: Any) -> list[tuple[str, str, str]]:
    """(region, our unit, their unit) of each line."""
    (agency,) = page.context["agencies"]
    return [(row["region"], row["own"]["name"], row["other"]["name"]) for row in agency["rows"]]


@pytest.mark.mission("S2")
def test_fields_and_regions_show_unit_beside_unit(house: House) -> None:
    state(house, house.node, protocol={"fields": ["visits"]}, europe={"fields": ["visits"], "regions": ["europe"]})
    state(house, house.other, europe={"fields": ["visits"], "regions": ["europe"]}, africa={"fields": ["visits"]})
    page = house.browser("o-desk").get("/counterparts/")
    assert rows(page) == [("any region", "Protocol", "Africa"), ("Europe", "Europe", "Europe")]
    assert "Visits" in text_of(page) and "What is missing" not in text_of(page)
    theirs = Browser(house.other, "o-desk").get("/counterparts/")
    assert rows(theirs) == [("any region", "Africa", "Protocol"), ("Europe", "Europe", "Europe")]


@pytest.mark.mission("S55")
def test_the_map_is_that_of_the_day_asked_for(house: House) -> None:
    week = [(TODAY + timedelta(days=days)).isoformat() for days in range(8)]
    pair = {"unit": f"{VUFO}/office", "field": "visits", "from": week[3], "until": week[5]}
    state(house, house.node, protocol={"fields": ["visits"], "counterparts": [pair]})
    state(house, house.other, africa={"fields": [{"code": "visits", "until": week[4]}]})
    desk = house.browser("o-desk")
    shown = {day: rows(desk.get("/counterparts/", {"on": day}))[0][2] for day in week}
    assert shown == dict(zip(week, ["Africa"] * 3 + ["Office"] * 3 + [f"{VUFO}/office"] * 2, strict=True)) | {
        week[6]: "Office", week[7]: "Office",
    }  # fmt: skip
    assert "stated by us" in text_of(desk.get("/counterparts/", {"on": week[4]}))
    assert "stands in" in text_of(desk.get("/counterparts/", {"on": week[6]}))
    assert desk.get("/counterparts/", {"on": "soon"}).status_code == 200


def test_what_is_missing_is_told_to_those_who_can_change_it(house: House) -> None:
    state(house, house.node, protocol={"fields": ["visits"]})
    sentence = "No unit of Union is named for Visits: what concerns it goes to Office, as the agreement says."
    for officer in ("o-admin", "o-clerk", "o-leader", "o-head"):
        browser = house.browser(officer)
        assert sentence in text_of(browser.get("/desk/")), officer
        assert sentence in text_of(browser.get("/counterparts/")), officer
    for officer in ("o-desk", "o-stranger"):
        browser = house.browser(officer)
        assert "No unit of" not in text_of(browser.get("/desk/")) + text_of(browser.get("/counterparts/")), officer
    # A head is told only of what concerns the units below.
    state(house, house.node, protocol={"fields": []}, europe={"fields": ["visits"]})
    assert "No unit of" not in text_of(house.browser("o-head").get("/desk/"))
    state(house, house.other, europe={"fields": ["visits"]})
    assert "No unit of" not in text_of(house.browser("o-admin").get("/desk/"))


def test_a_unit_without_officers_and_a_post_without_holder_are_vacant(house: House) -> None:
    state(house, house.node, protocol={"fields": ["visits"]}, europe={"fields": ["visits"], "regions": ["europe"]})
    state(house, house.other, europe={"fields": ["visits"]})
    admin = house.browser("o-admin")
    assert admin.get("/desk/").context["counterparts"] is None
    with house.node.active():
        Post.objects.filter(officer="o-head").update(until_on=TODAY - timedelta(days=5))
        Officer.objects.filter(id="o-europe").update(is_active=False)
    text = text_of(admin.get("/desk/"))
    assert "Nobody holds a post in Europe: what comes" in text
    assert "2 gaps among the counterparts" in text
    assert "Protocol has had no head of unit since" in text
    assert "nobody holds a post" in text_of(house.browser("o-stranger").get("/counterparts/"))


def test_an_agency_that_published_no_units_is_one_line(lone: House, make_node: Any) -> None:
    house = connect(House(lone.node, settle(make_node(VUFO))))
    with house.node.active():
        Unit.objects.filter(agency=VUFO).delete()
    page = text_of(house.browser("o-admin").get("/counterparts/"))
    assert page.count("Union has not published its units: what is meant for it goes to") == 2, "as warning and in place"


def test_before_it_goes_to_the_unit_that_stands_in_the_officer_is_asked(house: House) -> None:
    state(house, house.other, europe={"fields": ["visits"], "regions": ["europe"]})
    with house.node.active():
        Partner.objects.filter(code="FR").update(region="africa")
    desk = house.browser("o-desk")
    form = {"title": "A delegation", "direction": "incoming", "level": "working", "start_on": "2031-05-06",
            "partner": "FR", "to-unit": VUFO, "class": "internal", "do": "send"}  # fmt: skip
    page = desk.post("/new/visit/", form)
    assert "No unit of Union is named for this field and partner: it goes to Office, which stands in." in text_of(page)
    with house.node.active():
        assert not Dossier.objects.filter(process="visit").exists()
    answer = desk.post("/new/visit/", form | {"stands-in": page.context["stands_in"]["mark"]})
    assert answer.status_code == 302
    with house.node.active():
        assert outgoing.statement_of(Outgoing.objects.get()).to == (f"{VUFO}/office",)
        Partner.objects.filter(code="FR").update(region="europe")
    another = form | {"title": "Another", "start_on": "2031-09-08"}
    assert desk.post("/new/visit/", another).status_code == 302, "a unit is named: nothing is asked"


def test_pages_of_counterparts_take_as_many_queries_for_many_units(house: House) -> None:
    state(house, house.node, protocol={"fields": ["visits"]})
    few = {page: queries(house, page) for page in ("/counterparts/", "/desk/")}
    with house.node.active():
        units = [{"code": f"u{n}", "name": {"en": str(n)}, "fields": ["visits"], "regions": ["europe", "americas"],
                  "counterparts": [{"unit": f"{VUFO}/europe", "field": "visits"}]} for n in range(20)]  # fmt: skip
        directory.publish([*directory.own_units(), *units], house.actor("o-clerk"), peers=(), title="Units",
                          at=datetime.now(UTC))  # fmt: skip
    assert {page: queries(house, page) for page in ("/counterparts/", "/desk/")} == few
    assert max(few.values()) < 45, few


def queries(house: House, place: str) -> int:
    browser = house.browser("o-leader")
    browser.get(place)
    with CaptureQueriesContext(connections[house.node.alias]) as found:
        assert browser.get(place).status_code == 200
    return len(found)

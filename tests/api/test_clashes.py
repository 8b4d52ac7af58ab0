"""Clashes through the API: asked before anything is said, and only of what the caller may see."""

import pytest

from servanda.kernel.node import Node
from tests.api.offices import VISIT, Caller
from tests.world import VUFO


@pytest.fixture
def announced(linked: tuple[Node, Node]) -> Node:
    stated = VISIT | {"start_on": "2031-05-10", "partner": "FR", "place": "Hà Nội", "head": "Nguyễn Văn A"}
    body = {"process": "visit", "fields": stated, "to": [f"{VUFO}/europe"]}
    assert Caller(linked[0], "o-desk").post("/dossiers", body).status_code == 201
    return linked[0]


@pytest.mark.mission("S40")
def test_a_clash_is_answered_with_its_reasons(announced: Node) -> None:
    asked = {"start_on": "2031-05-10", "partner": "FR", "place": "hanoi", "guest": "nguyen van a", "title": "X"}
    (found,) = Caller(announced, "o-desk").get("/clashes", **asked).json()["items"]
    assert found["reasons"] == ["guest", "partner", "place"] and found["is_sure"] and not found["is_same"]
    (found,) = Caller(announced, "o-desk").get("/clashes", start_on="2031-05", partner="FR").json()["items"]
    assert found["reasons"] == ["partner"] and not found["is_sure"]


def test_nobody_learns_of_what_they_may_not_see(announced: Node) -> None:
    asked = {"start_on": "2031-05-10", "partner": "FR", "place": "hanoi", "guest": "nguyen van a"}
    assert Caller(announced, "o-stranger").get("/clashes", **asked).json() == {"items": []}
    assert Caller(announced, "o-admin").get("/clashes", **asked).json() == {"items": []}
    assert Caller(announced, "nobody").get("/clashes", **asked).status_code == 401


def test_what_is_no_date_and_what_is_not_declared_is_refused(announced: Node) -> None:
    desk = Caller(announced, "o-desk")
    assert desk.get("/clashes", start_on="soon").status_code == 422
    assert desk.get("/clashes", start_on="2031", who="x").status_code == 422
    assert desk.get("/clashes").status_code == 422

"""Fields of many rows through the API: their schema, their names, every fault with its row and column."""

from typing import Any

from servanda.kernel.node import Node
from servanda.processes.declaration import rows
from tests.api.offices import Caller
from tests.world import VUFO

LIST = {"title": "Visits of the year"}


def begin(desk: Caller, stated: Any) -> Any:
    body = {"process": "visit_list", "fields": LIST | {"visits": stated}, "to": [f"{VUFO}/europe"]}
    return desk.post("/dossiers", body)


def faults(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.content
    return {name: fault["code"] for name, fault in answer.json()["faults"].items()}


def test_the_schema_says_what_a_row_holds(desk: Caller) -> None:
    kinds = {row["process"]: row for row in desk.get("/processes").json()["items"]}
    takes = kinds["visit_list"]["steps"][0]["takes"]["properties"]["visits"]
    assert (takes["type"], takes["maxItems"], takes["x-kind"]) == ("array", rows.MOST, "rows")
    assert takes["items"]["required"] == ["visit", "start_on"]
    assert {"id", "visit", "direction", "start_on"} <= set(takes["items"]["properties"])


def test_a_row_keeps_its_name_through_a_revision(linked: tuple[Node, Node]) -> None:
    desk = Caller(linked[0], "o-desk")
    answer = begin(desk, [{"visit": "A", "start_on": "2031-05"}, {"id": "mine", "visit": "B", "start_on": "2031"}])
    assert answer.status_code == 201, answer.content
    name = answer.json()["dossier"]
    one, other = desk.get(f"/dossiers/{name}").json()["facts"]["visits"]
    assert other["id"] == "mine" and rows.ID.fullmatch(one["id"])
    revised = {"visits": [{**one, "start_on": "2031-05-02"}, {"visit": "C", "start_on": "2032"}], "note": "News"}
    assert desk.post(f"/dossiers/{name}/acts", {"step": "revise", "data": revised}).status_code == 201
    now = desk.get(f"/dossiers/{name}").json()["facts"]["visits"]
    assert [row["visit"] for row in now] == ["A", "C"] and now[0]["id"] == one["id"]


def test_every_fault_names_its_row_and_column(desk: Caller) -> None:
    stated = [
        {"id": "a", "visit": "A", "start_on": "2031"}, {"id": "a", "visit": "B", "start_on": "2031"},
        {"visit": "C"}, {"visit": "D", "start_on": "soon", "level": "grand", "name": "x"}, "E", {"id": "NOT SO"},
        {"id": "UP", "visit": "F", "start_on": "2031"}, {"visit": {"a": 1}, "start_on": ["2031"]},
    ]  # fmt: skip
    assert faults(begin(desk, stated)) == {
        "visits.2.id": "row_twice", "visits.3.start_on": "field_missing", "visits.4.start_on": "date_not_readable",
        "visits.4.level": "field_choice", "visits.4.name": "field_unknown", "visits.5": "field_wrong",
        "visits.7.id": "field_wrong", "visits.8.visit": "field_wrong", "visits.8.start_on": "date_not_readable",
    }  # fmt: skip


def test_a_list_has_its_limit_and_is_never_empty(desk: Caller) -> None:
    row = {"visit": "A", "start_on": "2031"}
    assert faults(begin(desk, [row] * (rows.MOST + 1))) == {"visits": "rows_too_many"}
    assert faults(begin(desk, [])) == faults(begin(desk, [{}, {"id": "a"}])) == {"visits": "field_missing"}
    assert faults(begin(desk, {"visit": "A"})) == faults(begin(desk, "A")) == {"visits": "field_wrong"}

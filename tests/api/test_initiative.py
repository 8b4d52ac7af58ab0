"""What was given unasked, reminders, and silent pairs of units: the same on both nodes."""

from typing import Any

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node
from servanda.processes.organisation import directory
from tests.api.offices import START, Caller
from tests.api.test_two_agencies import meet, sign
from tests.world import MOFA, VUFO

BRIEF = {"process": "brief", "to": [f"{VUFO}/europe"], "fields": {"title": "News", "brief": "Much."}}


@pytest.fixture
def agreement(linked: tuple[Node, Node]) -> str:
    for node, peer in (linked, linked[::-1]):
        actor = Actor(agency=node.agency, officer="system", unit=f"{node.agency}/office", role="clerk")
        units = [
            {"code": code, "kind": "department", "name": {"en": code.title()}, "fields": fields}
            for code, fields in (("leadership", []), ("office", []), ("protocol", ["visits"]),
                                 ("europe", ["information"] if node.agency == MOFA else ["visits"]),
                                 ("africa", ["information"]))
        ]  # fmt: skip
        with node.active():
            directory.publish(units, actor, peers=(peer.agency,), title="Units", at=START)
    meet(*linked)
    return sign(*(Caller(node, "o-clerk") for node in linked))


def told(node: Node, agreement: str, officer: str = "o-clerk", **query: Any) -> dict[str, Any]:
    answer = Caller(node, officer).get(f"/agreements/{agreement}/initiative", **query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def opened(caller: Caller, body: dict[str, Any]) -> str:
    answer = caller.post("/dossiers", body)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["dossier"])


@pytest.mark.mission("S39")
def test_only_what_nobody_asked_for_is_initiative(linked: tuple[Node, Node], agreement: str) -> None:
    desk = Caller(linked[0], "o-desk")
    opened(desk, BRIEF)
    # The only article asks for the notice of a visit, so announcing one is no gift.
    desk.announce(f"{VUFO}/europe")
    asked = opened(Caller(linked[1], "o-europe"), {
        "process": "information", "to": [f"{MOFA}/protocol"],
        "fields": {"title": "Regular news", "wanted": "All that moves", "first_by": "2031-01-01"}})  # fmt: skip
    meet(*linked)
    for _ in range(2):
        sent = desk.post(f"/dossiers/{asked}/acts", {"step": "send", "data": {"brief": "It moves."}})
        assert sent.status_code == 201, sent.content
        meet(*linked)
    one, other = (told(node, agreement) for node in linked)
    assert one == other
    # Of the two briefs, the first was owed under the subscription and the second was not.
    assert one["offered"] == [{"side": MOFA, "kind": "brief.send", "n": 1},
                              {"side": MOFA, "kind": "information.send", "n": 1}]  # fmt: skip
    assert told(linked[0], agreement, to="2026-01-31")["offered"] == []


def test_reminders_are_counted_on_both_sides(linked: tuple[Node, Node], agreement: str) -> None:
    desk = Caller(linked[0], "o-desk")
    asked = opened(desk, {"process": "request", "to": [f"{VUFO}/europe"],
                          "fields": {"title": "A list", "about": "information", "question": "Which?",
                                     "answer_by": "2031-01-01"}})  # fmt: skip
    owed = desk.get("/commitments", side="owed").json()["items"][0]["id"]
    said = desk.post(f"/dossiers/{asked}/acts", {"step": "commitment.nudge", "data": {"commitment": owed}})
    assert said.status_code == 201, said.content
    meet(*linked)
    for node in linked:
        assert told(node, agreement)["reminders"] == [{"side": MOFA, "kind": "commitment.nudge", "n": 1}]


@pytest.mark.mission("S55")
def test_silent_pairs_come_first(linked: tuple[Node, Node], agreement: str) -> None:
    Caller(linked[0], "o-desk").announce(f"{VUFO}/europe")
    meet(*linked)
    one, other = (told(node, agreement)["pairs"] for node in linked)
    assert one == other
    # By their fields, protocol answers protocol and europe; africa answers africa and europe of the other side.
    silent = [tuple(pair["units"]) for pair in one if pair["is_silent"]]
    assert (f"{MOFA}/africa", f"{VUFO}/africa") in silent and len(silent) == len(one) - 1
    last = one[-1]
    assert last["units"] == [f"{MOFA}/protocol", f"{VUFO}/europe"]
    assert last["days"] == 0 and last["last_at"][0] and last["last_at"][1] is None
    later = told(linked[0], agreement, as_of="2031-01-01")["pairs"]
    assert all(pair["is_silent"] for pair in later)


def test_nobody_is_told_of_files_that_they_may_not_see(linked: tuple[Node, Node], agreement: str) -> None:
    opened(Caller(linked[0], "o-desk"), BRIEF)
    found = told(linked[0], agreement, "o-stranger")
    assert found["offered"] == [] and all(pair["days"] is None for pair in found["pairs"])
    assert told(linked[0], agreement, "o-desk")["offered"][0]["n"] == 1

"""Joint drafting by programs on both sides: the same rules, told by codes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from samples.loopback import exchange
from servanda.kernel.node import Node
from tests.api.offices import Caller
from tests.world import VUFO

BEGUN = {"title": "Decree", "form": "decree", "decider": "The Prime Minister", "body": "One.\nTwo."}


@pytest.mark.mission("S17")
def test_an_approval_by_a_program_is_of_one_text_too(linked: tuple[Node, Node]) -> None:
    mofa, vufo = linked
    ours, theirs = Caller(mofa, "o-desk"), Caller(vufo, "o-desk")
    begun = ours.post("/dossiers", {"process": "drafting", "fields": BEGUN, "to": [f"{VUFO}/protocol"]})
    assert begun.status_code == 201, begun.content
    file, first = begun.json()["dossier"], begun.json()["act"]

    def say(caller: Caller, step: str, data: dict[str, Any], *, status: int = 201) -> dict[str, Any]:
        exchange([mofa, vufo], now=datetime.now(UTC) + timedelta(seconds=1))
        answer = caller.post(f"/dossiers/{file}/acts", {"step": step, "data": data})
        assert answer.status_code == status, answer.content
        return dict(answer.json())

    say(theirs, "remark", {"version": first, "paragraph": 2, "text": "Shorter."})
    second = say(ours, "revise", {"body": "One.", "note": "Shorter.", "version": first})["act"]
    assert say(theirs, "approve", {"version": first}, status=422)["code"] == "other_version"
    assert say(theirs, "approve", {}, status=422)["code"] != "other_version"
    sent = {"version": second, "number": "1/TTr", "submitted_on": "2026-11-22"}
    assert say(ours, "submit", sent, status=422)["code"] == "not_said_by_all"
    say(theirs, "offer", {"body": "One, or none.", "note": "Ours.", "version": second})
    say(theirs, "approve", {"version": second})
    say(ours, "submit", sent)
    say(ours, "decide", {"outcome": "refused", "decided_on": "2026-11-22", "number": "2"})
    for caller in (ours, theirs):
        exchange([mofa, vufo], now=datetime.now(UTC) + timedelta(seconds=1))
        assert caller.get(f"/dossiers/{file}").json()["state"] == "decided"
    too_long = {**BEGUN, "body": "x" * 200_001}
    assert ours.post("/dossiers", {"process": "drafting", "fields": too_long}).status_code == 422

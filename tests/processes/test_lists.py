"""Lists kept by one side and shown to the other: coming visits, assigned tasks, regulations that lag behind."""

from datetime import date
from typing import Any

import pytest

from servanda.kernel.models import Commitment
from servanda.kernel.refusals import Refused
from servanda.processes.telling.timeline import deliverables
from tests.processes.conftest import Pair
from tests.world import MOFA, VUFO

VISITS = [{"id": "v1", "visit": "A minister", "start_on": "2027-03"}]
TASKS: list[dict[str, Any]] = [
    {"id": "t1", "task": "Friendship year", "origin": "instruction", "body": "The Secretariat", "number": "12/CT",
     "given_on": "2026-10-01", "stage": "open"},
    {"id": "t2", "task": "A survey", "origin": "request", "body": "The union"},
]  # fmt: skip
GAP = {"title": "Recipients that no longer exist", "provision": "58/2022", "hinders": "Reports go nowhere."}


@pytest.mark.mission("S50")
def test_a_revised_list_of_visits_is_owed_when_it_is_asked_for(pair: Pair) -> None:
    file = pair.open(MOFA, "visit_list.begin", {"title": "Visits", "visits": VISITS}, to=[f"{VUFO}/europe"])
    pair.exchange()
    pair.say(VUFO, "visit_list.ask", {"wanted": "The spring", "wanted_by": "2026-12-01"}, dossier=file)
    pair.exchange()
    row = pair.commitment(MOFA, file, "information")
    assert (row.debtor, row.creditor, row.state, row.due_on) == (MOFA, VUFO, "open", date(2026, 12, 1))
    now = [VISITS[0] | {"start_on": "2027-03-04"}, {"visit": "A choir", "start_on": "2027-05"}]
    pair.say(MOFA, "visit_list.revise", {"visits": now, "note": "A day is known"}, dossier=file)
    pair.exchange()
    assert {pair.commitment(agency, file, "information").state for agency in (MOFA, VUFO)} == {"accepted"}
    visits = pair.file(VUFO, file).facts["visits"]
    assert [row["visit"] for row in visits] == ["A minister", "A choir"] and visits[0]["id"] == "v1"
    pair.say(MOFA, "visit_list.end", {}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).is_ended


@pytest.mark.mission("S41")
def test_the_other_side_stands_ready_for_tasks_and_support_is_called_for(pair: Pair) -> None:
    file = pair.open(MOFA, "task.list", {"title": "Tasks of the year", "tasks": TASKS}, to=[f"{VUFO}/europe"])
    pair.exchange()
    ready = [{"task": "Friendship year", "support": "Two interpreters"}, {"support": "A hall", "until": "2027-06-30"}]
    pair.say(VUFO, "task.stand_ready", {"readiness": ready}, dossier=file)
    pair.exchange()
    for agency in (MOFA, VUFO):
        with pair.nodes[agency].active():
            rows = {row.debtor: row for row in Commitment.objects.filter(dossier_id=file)}
            words = deliverables(Commitment.objects.filter(dossier_id=file))
        assert set(rows) == {VUFO} and {row.state for row in rows.values()} == {"promised"}
        assert sorted(words.values()) == ["A hall", "Two interpreters"]
    pair.say(VUFO, "task.request", {"wanted": "A survey"}, dossier=file)
    pair.exchange()
    pair.say(MOFA, "task.end", {"reason": "The year is over"}, dossier=file)
    pair.exchange()
    with pair.nodes[VUFO].active():
        states = {(row.deliver, row.state) for row in Commitment.objects.filter(dossier_id=file)}
    assert states == {("support", "withdrawn"), ("action", "lapsed")}


@pytest.mark.mission("S29")
def test_an_instruction_is_listed_and_a_request_may_be_declined(pair: Pair) -> None:
    file = pair.open(MOFA, "task.list", {"title": "Tasks of the year", "tasks": TASKS}, to=[f"{VUFO}/europe"])
    pair.exchange()
    assert [row["origin"] for row in pair.file(VUFO, file).facts["tasks"]] == ["instruction", "request"]
    pair.say(VUFO, "task.request", {"wanted": "Help with a survey", "wanted_by": "2026-12-20"}, dossier=file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "action").debtor == MOFA
    pair.verb(MOFA, "decline", file, "action", text="No means this year.")
    done = [TASKS[0] | {"stage": "done", "progress": "Closed with a concert"}, TASKS[1]]
    pair.say(MOFA, "task.report", {"tasks": done, "note": "One is done"}, dossier=file)
    pair.say(MOFA, "task.finish", {}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).state == "done"


@pytest.mark.mission("S34")
def test_a_gap_goes_its_way_and_the_other_side_gives_its_view(pair: Pair) -> None:
    file = pair.open(MOFA, "gap.register", GAP, to=[f"{VUFO}/europe"])
    pair.say(MOFA, "gap.ask_view", {"answer_by": "2026-12-10"}, dossier=file)
    pair.exchange()
    with pytest.raises(Refused):
        pair.say(VUFO, "gap.submit", {"submitted_to": "The government"}, dossier=file)
    pair.say(VUFO, "gap.give_view", {"view": "It hinders us too."}, dossier=file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "answer").state == "accepted"
    for step, stated in (
        ("submit", {"submitted_to": "The government"}), ("take_up", {"expected_on": "2027"}),
        ("change", {"changed_on": "2027-01-01"}),
    ):  # fmt: skip
        pair.say(MOFA, f"gap.{step}", stated, dossier=file)
    pair.exchange()
    assert (pair.file(VUFO, file).state, pair.file(VUFO, file).is_ended) == ("changed", True)

"""Meetings between two sides: each decision of the minutes becomes a commitment of the side that carries it out."""

from datetime import date
from typing import Any

import pytest

from servanda.kernel.models import Commitment
from servanda.kernel.refusals import Refused
from servanda.processes.declaration.fields import Faults
from servanda.processes.telling.timeline import deliverables
from tests.processes.conftest import Pair
from tests.world import MOFA, THIRD, VUFO

CALL = {"title": "Half-yearly meeting", "start_on": "2026-12-10", "answer_by": "2026-12-01", "cadence": "half-yearly"}
SAID = [{"id": "m1", "speaker": "Head of Europe", "side": "counterpart", "statement": "News comes late."}]
OURS = {"id": "d1", "what": "Send the list each month", "side": "owner", "due_on": "2026-12-20"}
THEIRS = {"id": "d2", "what": "Name one office", "side": "counterpart", "unit": f"{VUFO}/office"}


def minuted(pair: Pair, decisions: list[Any]) -> str:
    file = pair.open(MOFA, "meeting.call", CALL, to=[f"{VUFO}/europe"])
    pair.exchange()
    pair.say(VUFO, "meeting.accept", {"coming": "Head of unit"}, dossier=file)
    pair.exchange()
    pair.say(MOFA, "meeting.hold", {"held_on": "2026-11-22"}, dossier=file)
    stated = {"minutes": SAID, "decisions": decisions, "agree_by": "2026-12-15"}
    pair.say(MOFA, "meeting.record", stated, dossier=file)
    pair.exchange()
    return file


def actions(pair: Pair, agency: str, file: str) -> dict[str, Commitment]:
    with pair.nodes[agency].active():
        rows = list(Commitment.objects.filter(dossier_id=file, deliver="action"))
        words = deliverables(rows)
    return {words[row.id]: row for row in rows}


@pytest.mark.mission("S8")
def test_each_decision_becomes_a_commitment_of_the_side_that_its_row_names(pair: Pair) -> None:
    file = minuted(pair, [OURS])
    assert actions(pair, MOFA, file) == {}
    pair.say(VUFO, "meeting.agree", {}, dossier=file)
    pair.exchange()
    pair.say(MOFA, "meeting.conclude", {"decisions": [OURS, THEIRS]}, dossier=file)
    pair.exchange()
    for agency in (MOFA, VUFO):
        found = actions(pair, agency, file)
        ours, theirs = found[OURS["what"]], found[THEIRS["what"]]
        assert (ours.debtor_unit, ours.creditor_unit, ours.due_on) == (
            f"{MOFA}/europe", f"{VUFO}/europe", date(2026, 12, 20))  # fmt: skip
        assert (theirs.debtor_unit, theirs.creditor_unit, theirs.due_on) == (f"{VUFO}/office", f"{MOFA}/europe", None)
    pair.say(VUFO, "commitment.deliver", {"commitment": theirs.id, "text": "Named."}, dossier=file, unit="office")
    pair.say(MOFA, "commitment.promise", {"commitment": ours.id}, dossier=file)
    pair.exchange()
    states = {agency: [row.state for row in actions(pair, agency, file).values()] for agency in (MOFA, VUFO)}
    assert sorted(states[MOFA]) == sorted(states[VUFO]) == ["delivered", "promised"]


def test_minutes_are_answered_and_an_objection_does_not_stop_them(pair: Pair) -> None:
    file = minuted(pair, [])
    asked = [row for row in _of(pair, VUFO, file) if row.state == "open"]
    assert [(row.deliver, row.due_on, row.debtor) for row in asked] == [("answer", date(2026, 12, 15), VUFO)]
    objection = {"reason": "It is not complete", "objections": [{"place": "1", "wording": "It came in time."}]}
    pair.say(VUFO, "meeting.object", objection, dossier=file)
    pair.exchange()
    pair.say(MOFA, "meeting.conclude", {}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).state == "concluded"
    assert {row.state for row in _of(pair, MOFA, file)} == {"accepted"}


def test_minutes_without_an_answer_are_concluded_and_the_answer_is_no_longer_needed(pair: Pair) -> None:
    file = minuted(pair, [OURS])
    pair.say(MOFA, "meeting.conclude", {"decisions": [OURS]}, dossier=file)
    pair.exchange()
    states = {(row.deliver, row.state) for row in _of(pair, VUFO, file)}
    assert ("answer", "withdrawn") in states and ("action", "open") in states


@pytest.mark.parametrize(("step", "stated"), [("hold", {"held_on": "2026-11-22"}), ("cancel", {"reason": "No quorum"})])
def test_an_answer_is_no_longer_needed_once_it_is_held_or_cancelled(pair: Pair, step: str, stated: Any) -> None:
    file = pair.open(MOFA, "meeting.call", CALL, to=[f"{VUFO}/europe"])
    pair.say(MOFA, f"meeting.{step}", stated, dossier=file)
    pair.exchange()
    assert [row.state for row in _of(pair, VUFO, file)] == ["withdrawn"]


def test_an_invitation_can_be_declined_moved_and_cancelled(pair: Pair) -> None:
    file = pair.open(MOFA, "meeting.call", CALL, to=[f"{VUFO}/europe"])
    pair.exchange()
    pair.say(VUFO, "meeting.decline", {"reason": "A holiday"}, dossier=file)
    pair.exchange()
    moved = {"start_on": "2026-12-17", "reason": "A holiday", "answer_by": "2026-12-05"}
    pair.say(MOFA, "meeting.move", moved, dossier=file)
    pair.exchange()
    pair.say(VUFO, "meeting.accept", {}, dossier=file)
    pair.exchange()
    assert {row.state for row in _of(pair, MOFA, file)} == {"accepted"}
    assert pair.file(VUFO, file).facts["start_on"] == "2026-12-17"
    pair.say(MOFA, "meeting.cancel", {"reason": "No quorum"}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).state == "cancelled"


def test_a_decision_for_a_day_that_is_past_is_refused(pair: Pair) -> None:
    file = minuted(pair, [])
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "meeting.conclude", {"decisions": [OURS | {"due_on": "2026-01-02"}]}, dossier=file)
    assert refused.value.code == "day_past"
    with pytest.raises(Faults) as faults:
        pair.say(MOFA, "meeting.conclude", {"decisions": [OURS | {"side": "both"}]}, dossier=file)
    assert set(faults.value.faults) == {"decisions.1.side"}


def test_of_three_parties_a_unit_of_one_carries_it_out_alone(three: Pair) -> None:
    file = three.open(MOFA, "meeting.call", CALL, to=[f"{VUFO}/europe", f"{THIRD}/office"])
    three.exchange()
    three.say(MOFA, "meeting.hold", {"held_on": "2026-11-22"}, dossier=file)
    three.say(MOFA, "meeting.record", {"minutes": SAID}, dossier=file)
    both = {"id": "d3", "what": "Both answer", "side": "counterpart"}
    stranger = {"id": "d4", "what": "Nobody's", "side": "counterpart", "unit": "other.example/office"}
    three.say(MOFA, "meeting.conclude", {"decisions": [THEIRS, both, stranger]}, dossier=file)
    three.exchange()
    with three.nodes[THIRD].active():
        rows = list(Commitment.objects.filter(dossier_id=file, deliver="action"))
        words = deliverables(rows)
    assert sorted((words[row.id], row.debtor) for row in rows) == sorted(
        [(THEIRS["what"], VUFO), ("Both answer", VUFO), ("Both answer", THIRD)]
    )


def _of(pair: Pair, agency: str, file: str) -> list[Commitment]:
    with pair.nodes[agency].active():
        return list(Commitment.objects.filter(dossier_id=file))

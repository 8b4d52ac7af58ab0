"""Official letters between two nodes, and letters that came on paper."""

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Reader
from servanda.kernel.refusals import Refused
from servanda.processes import dossiers, reads
from servanda.processes.models import Assignment
from tests.processes.conftest import Pair, desk
from tests.processes.test_hostile import raw
from tests.world import MOFA, VUFO

LETTER = {"title": "On the programme of 2027", "number": "12/CV-LHHN", "dated_on": "2026-11-20", "text": "Please see.",
          "urgency": "normal"}  # fmt: skip
CAME = LETTER | {"received_on": "2026-11-22", "book_number": "345", "came": "paper"}


def send(pair: Pair, **stated: object) -> str:
    file = pair.open(VUFO, "letter.send", LETTER | stated, to=[f"{MOFA}/europe"])
    pair.exchange()
    return file


def test_an_answer_is_owed_only_where_a_day_is_named(pair: Pair) -> None:
    silent = send(pair)
    with pair.nodes[MOFA].active():
        assert not Commitment.objects.filter(dossier_id=silent).exists()
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "letter.answer", {"answer": "Yes", "answer_number": "7", "answer_dated_on": "2026-11-20"},
                 dossier=silent)  # fmt: skip
    assert refused.value.code == "step_not_open"
    file = send(pair, answer_by="2026-12-04")
    assert pair.commitment(MOFA, file, "answer").due_on.isoformat() == "2026-12-04"
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "letter.answer", {"answer": "Yes"}, dossier=file)
    assert refused.value.code == "number_missing"
    answer = {"answer": "Yes", "answer_number": "88/BNG-CA", "answer_dated_on": "2026-11-23"}
    pair.say(MOFA, "letter.answer", answer, dossier=file)
    pair.exchange()
    pair.say(VUFO, "letter.accept", {}, dossier=file)
    pair.exchange()
    row = pair.file(MOFA, file)
    # The file keeps the number of the letter itself.
    assert (row.state, row.is_ended, row.facts["number"]) == ("answered", True, "12/CV-LHHN")


def test_who_registers_it_hands_it_to_the_units_that_lead_and_coordinate(pair: Pair) -> None:
    file = send(pair)
    africa = Actor(agency=MOFA, officer="o-a", unit=f"{MOFA}/africa", role="desk", units=frozenset({f"{MOFA}/africa"}))
    with pair.nodes[MOFA].active(), pytest.raises(Refused):
        reads.find(file, africa)
    stated = {"received_on": "2026-11-23", "book_number": "901", "lead": f"{MOFA}/africa",
              "coordinating": [f"{MOFA}/law", f"{VUFO}/europe"]}  # fmt: skip
    pair.say(MOFA, "letter.receive", stated, dossier=file, role="clerk")
    pair.exchange()
    with pair.nodes[MOFA].active():
        found = Assignment.objects.get(dossier=file)
        assert (found.unit, found.coordinating) == (f"{MOFA}/africa", [f"{MOFA}/law"])
        assert reads.find(file, africa).id == file
    with pair.nodes[VUFO].active():
        assert not Assignment.objects.filter(dossier=file).exists()
    pair.clock = pair.clock.replace(hour=5)
    assign_inside(pair, file)
    with pair.nodes[MOFA].active():
        assert Assignment.objects.get(dossier=file).unit == f"{MOFA}/law"


def assign_inside(pair: Pair, file: str) -> None:
    with pair.nodes[MOFA].active():
        facts = {"unit": f"{MOFA}/law", "officer": "", "coordinating": []}
        dossiers.say_inside(file, "office.assign", {"facts": facts}, desk(MOFA, role="clerk"), at=pair.clock)


def test_a_recalled_letter_stays_with_what_was_done_on_it(pair: Pair) -> None:
    file = send(pair, answer_by="2026-12-04")
    registered = pair.say(MOFA, "letter.receive", {"received_on": "2026-11-23", "book_number": "901"}, dossier=file)
    pair.exchange()
    pair.say(VUFO, "letter.recall", {"reason": "A wrong annex"}, dossier=file)
    pair.exchange()
    assert pair.file(MOFA, file).state == "recalled" and pair.entries(MOFA, file)[registered].has_effect
    assert pair.commitment(MOFA, file, "answer").state == "withdrawn"
    assert pair.commitment(MOFA, file, "action").state == "open", "until it is confirmed"
    pair.say(MOFA, "letter.put_aside", {"remark": "Only registered."}, dossier=file)
    pair.exchange()
    assert pair.commitment(VUFO, file, "action").state == "accepted"
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "letter.put_aside", {"remark": "Twice."}, dossier=file)
    assert refused.value.code == "step_not_open"


def test_a_letter_replaces_another_and_names_it(pair: Pair) -> None:
    old = send(pair, answer_by="2026-12-04")
    new = send(pair, number="13/CV-LHHN", replaces="12/CV-LHHN", instead_of=old)
    pair.say(VUFO, "letter.replace", {"new_number": "13/CV-LHHN", "reason": "Wrong day"}, dossier=old)
    pair.exchange()
    row = pair.file(MOFA, old)
    assert (row.state, row.facts["number"], row.facts["new_number"]) == ("replaced", "12/CV-LHHN", "13/CV-LHHN")
    assert pair.commitment(MOFA, old, "answer").state in ("withdrawn", "lapsed")
    assert pair.file(MOFA, new).facts["instead_of"] == old
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "letter.recall", {"reason": "x"}, dossier=new)
    assert refused.value.code == "not_your_step"


def test_a_letter_that_came_on_paper_is_answered_in_time(pair: Pair) -> None:
    stated = CAME | {"answer_by": "2026-12-04", "lead": f"{MOFA}/africa"}
    file = pair.open(MOFA, "letter_in.register", stated, to=["museum.example/office"], unit="office")
    row = pair.commitment(MOFA, file, "answer")
    assert (row.debtor, row.creditor, row.due_on.isoformat()) == (MOFA, "museum.example", "2026-12-04")
    with pair.nodes[MOFA].active():
        assert Assignment.objects.get(dossier=file).unit == f"{MOFA}/africa"
    answer = {"answer": "Yes", "answer_number": "88/BNG-CA", "answer_dated_on": "2026-11-23"}
    pair.say(MOFA, "letter_in.answer", answer, dossier=file, unit="office")
    assert pair.commitment(MOFA, file, "answer").state == "accepted"
    assert (pair.file(MOFA, file).state, pair.file(MOFA, file).facts["number"]) == ("answered", "12/CV-LHHN")


def test_a_letter_of_our_own_book_needs_no_other_side_and_its_fate_is_kept(pair: Pair) -> None:
    file = pair.open(MOFA, "letter_in.register", CAME, to=[], unit="office")
    pair.say(MOFA, "letter_in.settle", {"note": "For information"}, dossier=file, unit="office")
    pair.say(MOFA, "letter_in.recalled", {"reason": "Their letter 13"}, dossier=file, unit="office")
    with pair.nodes[MOFA].active():
        assert Dossier.objects.get(id=file).state == "recalled"


def test_nobody_hands_a_letter_on_inside_another_agency(pair: Pair) -> None:
    """What the sender reports in the receiver's name opens the file to no unit of its choice."""
    file = send(pair)
    stated = {"received_on": "2026-11-23", "book_number": "901", "lead": f"{MOFA}/africa"}
    raw(pair, VUFO, file, "letter.receive", stated, speaks_for=MOFA)
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not Assignment.objects.filter(dossier=file).exists()
        assert not Reader.objects.filter(dossier=file, unit=f"{MOFA}/africa").exists()

"""The main job between two nodes: a notice that is owed, given, prepared for, accepted."""

from datetime import date

import pytest

from servanda.kernel.models import Commitment
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from tests.processes.conftest import TERMS, TEXTS, Pair, desk
from tests.world import MOFA, VUFO

VISIT = {"title": "Cultural delegation", "direction": "incoming", "level": "official"}


def announce(pair: Pair, start: str) -> str:
    return pair.open(MOFA, "visit.announce", {**VISIT, "start_on": start}, to=[f"{VUFO}/europe"], unit="protocol")


@pytest.mark.mission("S53")
def test_a_notice_is_measured_against_its_article(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.commitment(agency, file, "notice")
        # 15 working days before 21 December, with 2 December off.
        assert (row.clause, row.due_on, row.state) == ("5/notice", date(2026, 11, 27), "accepted")
        assert reads.state_on(row, date(2026, 12, 1)) == "done"


def test_a_late_notice_is_done_late_and_can_be_explained(pair: Pair) -> None:
    file = announce(pair, "2026-12-04")
    row = pair.commitment(MOFA, file, "notice")
    assert reads.state_on(row, date(2026, 12, 1)) == "done_late"
    assert "explain" in reads.verbs_for(row, MOFA)
    pair.verb(MOFA, "explain", file, "notice", text="Agreed late.")
    assert pair.commitment(MOFA, file, "notice").is_explained


@pytest.mark.mission("S50")
def test_a_month_is_provisional_until_a_day_is_given(pair: Pair) -> None:
    file = announce(pair, "2027-01")
    row = pair.commitment(MOFA, file, "notice")
    assert (row.state, row.is_provisional, row.due_on) == ("open", True, date(2026, 12, 11))
    pair.say(MOFA, "visit.refine", {"start_on": "2027-01-20"}, dossier=file, unit="protocol")
    row = pair.commitment(MOFA, file, "notice")
    assert (row.state, row.is_provisional) == ("accepted", False)


@pytest.mark.mission("S54")
def test_the_preparation_is_asked_promised_delivered_accepted(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    assert pair.commitment(VUFO, file, "preparation").due_on == date(2026, 12, 16)
    pair.verb(VUFO, "promise", file, "preparation")
    pair.verb(VUFO, "deliver", file, "preparation", text="Ready.")
    pair.exchange()
    pair.verb(MOFA, "accept", file, "preparation")
    pair.exchange()
    assert {pair.commitment(agency, file, "preparation").state for agency in (MOFA, VUFO)} == {"accepted"}


def test_crossed_entries_end_alike_on_both_sides(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    promised = pair.verb(VUFO, "promise", file, "preparation")
    withdrawn = pair.verb(MOFA, "withdraw", file, "preparation")
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.commitment(agency, file, "preparation")
        assert (row.state, row.is_crossed) == ("withdrawn", True)
        entries = pair.entries(agency, file)
        assert entries[promised].is_crossed and entries[withdrawn].is_crossed


def test_only_the_home_moves_the_file(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "visit.cancel", {"reason": "no"}, dossier=file)
    assert refused.value.code == "not_your_step"
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "visit.close", {"report": "x"}, dossier=file, unit="protocol")
    assert refused.value.code == "step_not_open"
    assert pair.file(MOFA, file).state == "announced"


def test_a_cancelled_visit_owes_nothing_more(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.say(MOFA, "visit.cancel", {"reason": "no"}, dossier=file, unit="protocol")
    assert pair.commitment(MOFA, file, "preparation").state == "lapsed"
    assert pair.commitment(MOFA, file, "notice").state == "accepted"


@pytest.mark.mission("S48")
@pytest.mark.mission("S25")
def test_a_request_is_answered_and_closed(pair: Pair) -> None:
    ask = {"title": "Contact in Lyon", "about": "contact", "question": "Whom?", "answer_by": "2026-12-01"}
    file = pair.open(VUFO, "request.ask", ask, to=[f"{MOFA}/mission-paris"])
    pair.exchange()
    pair.say(MOFA, "request.answer", {"answer": "The town hall."}, dossier=file, unit="mission-paris")
    pair.exchange()
    pair.say(VUFO, "request.accept", {}, dossier=file)
    pair.exchange()
    assert pair.file(MOFA, file).state == "answered" and pair.file(MOFA, file).is_ended


@pytest.mark.mission("S44")
def test_reported_words_are_confirmed_or_disputed_by_their_speaker(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    commitment = pair.commitment(MOFA, file, "preparation").id
    stated = {"commitment": commitment, "text": "By telephone: ready."}
    act = pair.say(MOFA, "commitment.deliver", stated, dossier=file, unit="protocol", speaks_for=VUFO, via="phone")
    pair.exchange()
    assert pair.commitment(VUFO, file, "preparation").state == "delivered"
    assert pair.commitment(VUFO, file, "preparation").is_reported
    assert pair.entries(VUFO, file)[act].reported == "reported"
    pair.say(VUFO, "dossier.dispute", {"acts": [act], "text": "We said: next week."}, dossier=file)
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.entries(agency, file)[act].reported == "disputed"
        assert pair.commitment(agency, file, "preparation").state == "open"


def test_reported_words_of_the_home_move_nothing(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "visit.cancel", {"reason": "by telephone"}, dossier=file, speaks_for=MOFA, via="phone")
    assert refused.value.code == "reported_of_home"


def test_a_stranger_unit_does_not_see_the_file(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    pair.exchange()
    with pair.nodes[VUFO].active():
        assert reads.visible(desk(VUFO, "europe")).filter(id=file).exists()
        assert not reads.visible(desk(VUFO, "paccom")).filter(id=file).exists()
        assert not reads.visible(desk(VUFO, "office", "admin")).filter(id=file).exists()
        assert reads.visible(desk(VUFO, "office", "clerk")).filter(id=file).exists()
        with pytest.raises(Refused) as refused:
            reads.find(file, desk(VUFO, "paccom"))
    assert refused.value.code == "no_file"
    with pytest.raises(Refused):
        pair.say(VUFO, "dossier.say", {"text": "x"}, dossier=file, unit="paccom")


@pytest.mark.mission("S35")
@pytest.mark.mission("S36")
def test_an_agreement_binds_only_when_all_signed_the_version_on_the_table(pair: Pair) -> None:
    file = pair.open(MOFA, "agreement.propose", {"title": "B", "terms": {**TERMS, "code": "b"}, "texts": TEXTS},
                     to=[f"{VUFO}/office"], unit="office")  # fmt: skip
    version = pair.file(MOFA, file).facts["proposed"]
    stated = {"version": version, "number": "2", "signed_on": "2026-11-20", "signatory": "Head"}
    clerk = {"dossier": file, "unit": "office", "role": "clerk"}
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "agreement.enter", {**stated, "signatures": [version]}, **clerk)
    assert refused.value.code == "not_signed_by_all"
    pair.exchange()
    with pytest.raises(Refused) as refused:
        pair.say(VUFO, "agreement.sign", stated, dossier=file, unit="office")
    assert refused.value.code == "not_your_step"  # a desk reads an agreement, and signs none
    signature = pair.say(VUFO, "agreement.sign", stated, **clerk)
    pair.exchange()
    pair.say(MOFA, "agreement.revise", {"terms": {**TERMS, "code": "c"}, "texts": TEXTS}, dossier=file, unit="office")
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "agreement.enter", {**stated, "signatures": [signature]}, **clerk)
    assert refused.value.code == "other_version"


def test_every_commitment_of_the_pair_has_the_terms_it_was_opened_under(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    with pair.nodes[MOFA].active():
        row = Commitment.objects.get(dossier_id=file)
    assert row.terms and row.agreement.startswith(MOFA) and row.zone == "Asia/Ho_Chi_Minh"


def test_nobody_is_made_late_by_being_asked_by_a_day_that_is_past(pair: Pair) -> None:
    ask = {"title": "x", "about": "action", "question": "?", "answer_by": "2026-11-01"}
    with pytest.raises(Refused) as refused:
        pair.open(VUFO, "request.ask", ask, to=[f"{MOFA}/europe"])
    assert refused.value.code == "day_past"

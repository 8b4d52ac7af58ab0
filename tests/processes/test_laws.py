"""The laws that hold over log and folds, on real nodes."""

from datetime import date, timedelta

import pytest

from servanda.exchange import links
from servanda.kernel import node as nodes
from servanda.kernel.models import Commitment, Dossier, LaneHead, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.dossiers import say_inside
from servanda.processes.folding import fold as folds
from servanda.processes.projection import rebuild, refolding
from tests.processes.conftest import Pair, desk
from tests.processes.test_work import announce
from tests.world import MOFA, THIRD, VUFO

pytestmark = pytest.mark.both_engines


def snapshot() -> refolding.Rows:
    return refolding.rows(refolding.names())


def test_law_3_a_refused_step_leaves_no_trace(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    with pair.nodes[MOFA].active():
        before = (StoredAct.objects.count(), list(LaneHead.objects.values_list("name", flat=True)), snapshot())
        with pytest.raises(Refused):
            pair.say(MOFA, "visit.close", {"report": "too early"}, dossier=file, unit="protocol")
        after = (StoredAct.objects.count(), list(LaneHead.objects.values_list("name", flat=True)), snapshot())
    assert before == after


def test_law_3_a_fold_that_fails_marks_its_file_and_stops_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = announce(pair, "2026-12-21")
    good = announce(pair, "2026-12-22")
    take = folds._Work.take

    def failing(self: folds._Work, act: folds.Act) -> None:
        if act.dossier == bad:
            raise ZeroDivisionError("planted")
        take(self, act)

    monkeypatch.setattr(folds._Work, "take", failing)
    pair.exchange()
    with pair.nodes[VUFO].active():
        assert "planted" in Dossier.objects.get(id=bad).broken
        assert Dossier.objects.get(id=good).broken == ""
        assert StoredAct.objects.filter(dossier=bad).exists()
    monkeypatch.undo()
    with pair.nodes[VUFO].active():
        rebuild.rebuild()
        assert Dossier.objects.get(id=bad).broken == ""


def test_law_5_three_parties_agree_whatever_the_order(three: Pair) -> None:
    ask = {"title": "Loan of drums", "about": "action", "question": "Two drums", "answer_by": "2026-12-01"}
    file = three.open(MOFA, "request.ask", ask, to=[f"{VUFO}/europe", f"{THIRD}/europe"])
    three.exchange()
    three.say(VUFO, "request.answer", {"answer": "One"}, dossier=file)
    three.say(THIRD, "request.decline", {"reason": "None left"}, dossier=file)
    three.say(MOFA, "dossier.say", {"text": "Any news?"}, dossier=file)
    three.exchange()
    assert len(three.digests(file)) == 1


def test_law_6_rebuild_equals_live(pair: Pair) -> None:
    for start in ("2026-12-21", "2027-01", "2026-12-04"):
        file = announce(pair, start)
        pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    pair.verb(VUFO, "promise", file, "preparation")
    with pair.nodes[VUFO].active():
        say_inside(file, "office.note", {"content": {"text": "mine"}}, desk(VUFO), at=pair.clock)
        say_inside(file, "office.assign", {"facts": {"unit": f"{VUFO}/europe"}}, desk(VUFO), at=pair.clock)
    pair.exchange()
    for node in pair.nodes.values():
        with node.active():
            live = snapshot()
            rebuild.rebuild()
            assert snapshot() == live
            assert list(refolding.differences(refolding.names())) == []
            Dossier.objects.filter(id=file).update(state="closed")
            assert snapshot() != live
            assert list(refolding.differences(refolding.names())) == [(file, "Dossier")]
            rebuild.rebuild()
            assert snapshot() == live


def test_law_7_lateness_is_a_function_of_the_day_asked_for(pair: Pair) -> None:
    file = announce(pair, "2027-01")
    row = pair.commitment(MOFA, file, "notice")
    assert row.due_on
    assert reads.state_on(row, row.due_on - timedelta(days=1)) == "open"
    assert reads.state_on(row, row.due_on) == "due"
    assert reads.state_on(row, row.due_on + timedelta(days=1)) == "late"
    with pair.nodes[MOFA].active():
        assert reads.digest(file, as_of=date(2026, 12, 1)) != reads.digest(file, as_of=date(2026, 12, 31))
        assert reads.digest(file, as_of=date(2026, 12, 1)) == reads.digest(file, as_of=date(2026, 12, 2))


def test_law_8_what_is_internal_never_leaves(pair: Pair) -> None:
    file = announce(pair, "2026-12-21")
    with pair.nodes[MOFA].active():
        say_inside(file, "office.note", {"content": {"text": "MARKER-7c1"}}, desk(MOFA), at=pair.clock)
    pair.say(MOFA, "dossier.say", {"text": "for you"}, dossier=file, unit="protocol")
    pair.exchange()
    pair.nodes[VUFO].checkpoint()
    raw = b"".join(path.read_bytes() for path in pair.nodes[VUFO].home.rglob("*") if path.is_file())
    assert b"MARKER-7c1" not in raw
    with pair.nodes[VUFO].active():
        assert not any(b"MARKER" in bytes(row.content or b"") for row in StoredAct.objects.all())
        assert not StoredAct.objects.filter(internal=True, agency=MOFA).exists()


@pytest.mark.mission("S45")
def test_law_12_a_commitment_keeps_the_calendar_it_was_opened_under(pair: Pair) -> None:
    from tests.processes.conftest import TERMS, TEXTS

    file = announce(pair, "2026-12-21")
    due = pair.commitment(MOFA, file, "notice").due_on
    with pair.nodes[MOFA].active():
        agreement = Dossier.objects.get(process="agreement").id
    longer = {**TERMS, "calendar": {"zone": "Asia/Ho_Chi_Minh", "years": {"2026": {
        "holidays": ["2026-12-02", "2026-12-03", "2026-12-04"], "working": []}}}}  # fmt: skip
    pair.say(MOFA, "agreement.amend", {"terms": longer, "texts": TEXTS}, dossier=agreement, unit="office")
    pair.exchange()
    from tests.processes.conftest import sign

    sign(pair, agreement)
    assert pair.commitment(MOFA, file, "notice").due_on == due
    later = announce(pair, "2026-12-21")
    assert pair.commitment(MOFA, later, "notice").due_on == date(2026, 11, 25)


def test_law_14_a_state_secret_is_refused_before_it_is_sealed(pair: Pair) -> None:
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "visit.announce", {"title": "x", "direction": "incoming", "level": "state",
                 "start_on": "2026-12-21"}, parties=[VUFO], cls="mat")  # fmt: skip
    assert refused.value.code == "state_secret"


def test_law_14_nothing_above_the_ceiling_in_a_partys_card_is_sealed(pair: Pair) -> None:
    node = pair.nodes[VUFO]
    nodes.update_card(node, at=pair.clock, ceiling="public")
    with pair.nodes[MOFA].active():
        links.link(node.card.jws, None, now=pair.clock)
    stated = {"title": "x", "direction": "incoming", "level": "state", "start_on": "2026-12-21"}
    with pytest.raises(Refused) as refused:
        pair.open(MOFA, "visit.announce", stated, to=[f"{VUFO}/europe"])
    assert refused.value.code == "above_ceiling"


def test_law_1_a_third_party_moves_no_commitment_by_what_it_reports(three: Pair) -> None:
    ask = {"title": "Loan of drums", "about": "action", "question": "Two drums", "answer_by": "2026-12-01"}
    file = three.open(MOFA, "request.ask", ask, to=[f"{VUFO}/europe", f"{THIRD}/europe"])
    three.exchange()
    with three.nodes[MOFA].active():
        owed = Commitment.objects.get(dossier_id=file, debtor=VUFO)
    stated = {"commitment": owed.id, "text": "They told us that it is done."}
    with pytest.raises(Refused) as refused:
        three.say(THIRD, "commitment.deliver", stated, dossier=file, speaks_for=VUFO, via="phone")
    assert refused.value.code == "not_your_step"
    with pytest.raises(Refused):
        three.say(THIRD, "request.answer", {"answer": "Yes, they say."}, dossier=file, speaks_for=VUFO, via="phone")
    with three.nodes[MOFA].active():
        assert Commitment.objects.get(id=owed.id).state == "open"

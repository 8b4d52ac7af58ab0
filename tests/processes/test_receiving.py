"""An act counts as it is dated, or as the other side received it where it was longer on its way than agreed."""

from datetime import date, timedelta

import pytest

from servanda.exchange import epochs
from servanda.exchange.models import Peer
from servanda.kernel.models import Commitment, Entry
from servanda.kernel.refusals import Refused
from servanda.kernel.times import write_time
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, take
from servanda.processes.own_word.receiving import KIND
from tests.processes.conftest import Pair, desk
from tests.processes.test_hostile import raw
from tests.processes.test_work import VISIT, announce
from tests.world import MOFA, VUFO

DAY = 24 * 60


def statements(pair: Pair, agency: str, file: str) -> list[Entry]:
    return [entry for entry in pair.entries(agency, file).values() if entry.kind == KIND]


@pytest.mark.mission("S53")
def test_law_12_a_notice_that_came_days_later_counts_from_its_receipt(pair: Pair) -> None:
    file = announce(pair, "2026-12-15")  # due on 23 November, the day on which it is dated
    assert reads.state_on(pair.commitment(MOFA, file, "notice"), date(2026, 12, 1)) == "done"
    pair.exchange(3 * DAY)
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.commitment(agency, file, "notice")
        assert row.done_on == date(2026, 11, 26)
        assert row.delivered_at is not None and row.counted_at is not None
        assert row.counted_at - row.delivered_at == timedelta(days=3)
        assert reads.state_on(row, date(2026, 12, 1)) == "done_late"
        (entry,) = statements(pair, agency, file)
        assert (entry.agency, entry.has_effect) == (VUFO, True)


def test_law_12_what_was_on_its_way_for_no_longer_than_agreed_counts_as_dated(pair: Pair) -> None:
    file = announce(pair, "2026-12-15")
    pair.exchange(DAY)
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.commitment(agency, file, "notice").done_on == date(2026, 11, 23)
        assert statements(pair, agency, file) == []


@pytest.mark.parametrize("lie", [False, True])
def test_law_12_an_earlier_date_upon_it_does_not_help(pair: Pair, lie: bool) -> None:
    """Nor does a false receipt, by which the other side begins a new epoch and is told again what it lost."""
    statement = read_statement("visit.announce", {**VISIT, "start_on": "2026-12-10"}, to=[f"{VUFO}/europe"])
    pair.clock += timedelta(days=7)
    with pair.nodes[MOFA].active():
        file = take(statement, desk(MOFA, "protocol"), at=pair.clock - timedelta(days=7), now=pair.clock).dossier
    assert pair.commitment(MOFA, file, "notice").done_on == date(2026, 11, 23)
    if lie:
        with pair.nodes[VUFO].active():
            Peer.objects.update(last_contact_at=pair.clock)
            assert epochs.heed(2, now=pair.clock)
    pair.exchange()
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.commitment(agency, file, "notice").done_on == date(2026, 11, 30)


def test_law_12_a_question_that_came_late_asks_for_an_answer_from_its_receipt(pair: Pair) -> None:
    """The other side's time begins when it hears of it."""
    file = announce(pair, "2027-03-01")
    pair.exchange()
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange(3 * DAY)
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.commitment(agency, file, "preparation")
        assert row.opened_at.date() == date(2026, 11, 26)


def test_what_was_said_before_the_sides_were_connected_is_not_judged(pair: Pair) -> None:
    statement = read_statement("visit.announce", {**VISIT, "start_on": "2026-12-15"}, to=[f"{VUFO}/europe"])
    with pair.nodes[MOFA].active():
        file = take(statement, desk(MOFA, "protocol"), at=pair.clock - timedelta(days=30), now=pair.clock).dossier
    pair.exchange()
    pair.exchange()
    assert statements(pair, VUFO, file) == []


def test_no_officer_states_it_by_hand(pair: Pair) -> None:
    file = announce(pair, "2026-12-15")
    pair.exchange()
    received = {"received": [{"act": "sha256:0", "at": write_time(pair.clock)}]}
    for role in ("desk", "head", "leadership", "clerk", "admin"):
        with pytest.raises(Refused) as refused:
            pair.say(VUFO, KIND, received, dossier=file, role=role)
        assert refused.value.code == "not_your_step"


@pytest.mark.parametrize("days", [-400, 400])
def test_a_receipt_before_it_was_said_or_after_it_is_stated_changes_nothing(pair: Pair, days: int) -> None:
    file = announce(pair, "2026-12-15")
    pair.exchange()
    with pair.nodes[VUFO].active():
        notice = Commitment.objects.get(dossier_id=file).delivered_by
    at = write_time(pair.clock + timedelta(days=days))
    name = raw(pair, VUFO, file, KIND, {"received": [{"act": notice, "at": at}]})
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.entries(agency, file)[name].why_not == "bad_facts"
        assert pair.commitment(agency, file, "notice").done_on == date(2026, 11, 23)


def test_the_first_statement_stands_and_the_debtor_states_nothing_of_its_own(pair: Pair) -> None:
    file = announce(pair, "2026-12-15")
    pair.exchange(3 * DAY)
    with pair.nodes[VUFO].active():
        notice = Commitment.objects.get(dossier_id=file).delivered_by
    later = write_time(pair.clock + timedelta(minutes=30))
    pair.clock += timedelta(hours=1)
    raw(pair, VUFO, file, KIND, {"received": [{"act": notice, "at": later}]})
    own = raw(pair, MOFA, file, KIND, {"received": [{"act": notice, "at": later}]})
    pair.exchange()
    assert pair.entries(MOFA, file)[own].why_not == "bad_facts"
    row = pair.commitment(MOFA, file, "notice")
    assert row.counted_at is not None and row.delivered_at is not None
    assert row.counted_at - row.delivered_at == timedelta(days=3)

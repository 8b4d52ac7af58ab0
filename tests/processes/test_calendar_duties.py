"""Duties that recur: their turns open by themselves from the day an agreement is in force, on every side alike."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from servanda.kernel.models import Commitment
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from tests.processes.conftest import TERMS, TEXTS, Pair, assert_converged, desk, join, sign
from tests.processes.test_hostile import raw
from tests.world import MOFA, VUFO

BRIEF: dict[str, Any] = {
    "id": "brief", "every": "half-year", "debtor": f"{VUFO}/europe", "creditor": f"{MOFA}/europe",
    "deliver": "information", "by": {"before": "opened", "working_days": 5},
}  # fmt: skip
MEETING: dict[str, Any] = {
    "id": "list", "every": "first working day of a month", "debtor": f"{MOFA}/europe", "creditor": f"{VUFO}/europe",
    "deliver": "information", "accept": False,
}  # fmt: skip


def terms(*duties: dict[str, Any], **more: Any) -> dict[str, Any]:
    article = {"id": "9", "field": "", "basis": [], "duties": list(duties)}
    return {**TERMS, "code": "r-2", "articles": [article], **more}


@pytest.fixture
def sides(make_node: Callable[..., Node]) -> Iterator[Pair]:
    pair = join(Pair({agency: make_node(agency) for agency in (MOFA, VUFO)}))
    yield pair
    pair.exchange()
    assert_converged(pair)


def agree(pair: Pair, stated: dict[str, Any]) -> str:
    file = pair.open(MOFA, "agreement.propose", {"title": "R", "terms": stated, "texts": TEXTS},
                     to=[f"{VUFO}/office"], unit="office")  # fmt: skip
    pair.exchange()
    sign(pair, file)
    return file


def turns(pair: Pair, agency: str, file: str) -> list[Commitment]:
    with pair.nodes[agency].active():
        return list(Commitment.objects.filter(dossier_id=file).order_by("opened_at", "due_on", "id"))


def clerk(pair: Pair, agency: str, kind: str, data: dict[str, Any], file: str) -> str:
    return pair.say(agency, kind, data, dossier=file, unit="office", role="clerk")


def do(pair: Pair, agency: str, verb: str, row: Commitment, **data: Any) -> None:
    stated = {"commitment": row.id, **data}
    pair.say(agency, f"commitment.{verb}", stated, dossier=row.dossier_id, unit="europe")


@pytest.mark.mission("S38")
def test_the_turns_of_a_half_year_open_by_themselves_on_both_sides(sides: Pair) -> None:
    file = agree(sides, terms(BRIEF))
    for agency in (MOFA, VUFO):
        first, second = turns(sides, agency, file)[:2]
        # Five working days before 31 December 2026, a Thursday, and before 30 June 2027.
        assert (first.clause, first.due_on, first.is_provisional) == ("9/brief", date(2026, 12, 24), False)
        assert (second.due_on, second.is_provisional) == (date(2027, 6, 23), False)
        assert first.opened_at.date() <= sides.clock.date() < second.opened_at.date()
        assert (first.debtor_unit, first.creditor_unit) == (f"{VUFO}/europe", f"{MOFA}/europe")


def test_a_turn_that_has_not_begun_is_on_no_list(sides: Pair) -> None:
    agree(sides, terms(BRIEF))
    with sides.nodes[VUFO].active():
        assert reads.to_do(desk(VUFO), at=sides.clock).count() == 1
        assert reads.to_do(desk(VUFO), at=sides.clock + timedelta(days=60)).count() == 2


def test_a_turn_is_carried_out_in_the_file_of_the_agreement(sides: Pair) -> None:
    file = agree(sides, terms(BRIEF))
    row = turns(sides, VUFO, file)[0]
    do(sides, VUFO, "deliver", row, text="The brief.")
    sides.exchange()
    do(sides, MOFA, "accept", row)
    sides.exchange()
    for agency in (MOFA, VUFO):
        first = turns(sides, agency, file)[0]
        assert (first.state, reads.state_on(first, date(2027, 1, 5))) == ("accepted", "done")


def test_a_year_without_a_calendar_is_provisional_until_the_sides_lay_it_down(sides: Pair) -> None:
    file = agree(sides, terms(MEETING))
    month = next(row for row in turns(sides, VUFO, file) if row.due_on == date(2028, 2, 1))
    assert month.is_provisional
    rider = clerk(sides, VUFO, "agreement.propose_calendar", {"year": 2028, "holidays": "2028-02-01\n2028-02-02"}, file)
    sides.exchange()
    assert next(row for row in turns(sides, MOFA, file) if row.id == month.id).due_on == date(2028, 2, 1)
    clerk(sides, MOFA, "agreement.apply", {"rider": rider}, file)
    sides.exchange()
    for agency in (MOFA, VUFO):
        moved = next(row for row in turns(sides, agency, file) if row.id == month.id)
        assert (moved.due_on, moved.is_provisional) == (date(2028, 2, 3), False)


def test_what_the_home_proposes_waits_for_the_other_sides_consent(sides: Pair) -> None:
    file = agree(sides, terms(MEETING))
    rider = clerk(sides, MOFA, "agreement.propose_calendar", {"year": 2028}, file)
    with pytest.raises(Refused) as refused:
        clerk(sides, MOFA, "agreement.apply", {"rider": rider}, file)
    assert refused.value.code == "not_consented_by_all"
    sides.exchange()
    with pytest.raises(Refused) as refused:
        clerk(sides, VUFO, "agreement.apply", {"rider": rider}, file)
    assert refused.value.code == "not_your_step"
    clerk(sides, VUFO, "agreement.consent", {"rider": rider}, file)
    with pytest.raises(Refused) as refused:
        clerk(sides, VUFO, "agreement.consent", {"rider": rider}, file)
    assert refused.value.code == "already_consented"
    sides.exchange()
    clerk(sides, MOFA, "agreement.apply", {"rider": rider}, file)
    sides.exchange()


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("propose_calendar", {"year": 2028, "holidays": "2027-02-01"}, "calendar_other_year"),
        ("propose_calendar", {"year": 20000}, "calendar_not_readable"),
        ("propose_pause", {"from_on": "2027-02-01", "until_on": "2027-01-01", "reason": "x"}, "dates_reversed"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(sides: Pair, kind: str, data: dict[str, Any], code: str) -> None:
    file = agree(sides, terms(MEETING))
    with pytest.raises(Refused) as refused:
        clerk(sides, VUFO, f"agreement.{kind}", data, file)
    assert refused.value.code == code


def test_nothing_is_owed_while_the_agreement_rests(sides: Pair) -> None:
    file = agree(sides, terms(MEETING, BRIEF))
    pause = {"from_on": "2027-01-01", "until_on": "2027-02-28", "reason": "Both move house."}
    rider = clerk(sides, VUFO, "agreement.propose_pause", pause, file)
    sides.exchange()
    january = next(row for row in turns(sides, MOFA, file) if row.due_on == date(2027, 1, 4))
    do(sides, MOFA, "deliver", january, text="Early.")
    clerk(sides, MOFA, "agreement.apply", {"rider": rider}, file)
    sides.exchange()
    for agency in (MOFA, VUFO):
        days = [row.due_on for row in turns(sides, agency, file)]
        assert date(2027, 2, 1) not in days and date(2027, 3, 1) in days
        # What was done in good faith stands.
        assert next(row for row in turns(sides, agency, file) if row.id == january.id).state == "accepted"
    sides.clock += timedelta(days=50)
    visit = {"title": "V", "direction": "incoming", "level": "official", "start_on": "2027-06-21"}
    quiet = sides.open(MOFA, "visit.announce", visit, to=[f"{VUFO}/europe"])
    with sides.nodes[MOFA].active():
        assert Commitment.objects.filter(dossier_id=quiet).count() == 0


def test_a_later_version_goes_on_with_the_same_turns(sides: Pair) -> None:
    file = agree(sides, terms(BRIEF, MEETING))
    before = {row.id: row for row in turns(sides, VUFO, file)}
    later = terms({**BRIEF, "by": {"before": "opened", "working_days": 1}}, in_force_on="2027-01-01")
    clerk(sides, MOFA, "agreement.amend", {"title": "R", "terms": later, "texts": TEXTS}, file)
    sides.exchange()
    sign(sides, file)
    for agency in (MOFA, VUFO):
        after = {row.id: row for row in turns(sides, agency, file)}
        briefs = [row for row in after.values() if row.clause == "9/brief"]
        assert {row.id for row in briefs} > {row.id for row in before.values() if row.clause == "9/brief"}
        # The turn before the new version's day stays as it was; the next is counted anew.
        assert sorted(row.due_on for row in briefs if row.due_on)[:2] == [date(2026, 12, 24), date(2027, 6, 29)]
        lists = [row.due_on for row in after.values() if row.clause == "9/list"]
        assert lists == [date(2026, 12, 1)]


def test_after_the_end_no_turn_is_owed(sides: Pair) -> None:
    file = agree(sides, terms(MEETING))
    first = turns(sides, MOFA, file)[0]
    do(sides, MOFA, "explain", first, text="On its way.")
    clerk(sides, MOFA, "agreement.end", {"reason": "A new one is made."}, file)
    sides.exchange()
    for agency in (MOFA, VUFO):
        (row,) = turns(sides, agency, file)
        assert (row.id, row.state) == (first.id, "withdrawn")


def test_open_files_are_counted_anew_by_an_entry_that_says_so(sides: Pair) -> None:
    article = {"id": "5", "field": "", "basis": [], "duties": [TERMS["articles"][0]["duties"][0]]}
    file = agree(sides, terms(MEETING, articles=[article]))
    visit = {"title": "V", "direction": "incoming", "level": "official", "start_on": "2028-02"}
    moved = sides.open(MOFA, "visit.announce", visit, to=[f"{VUFO}/europe"])
    done = sides.open(MOFA, "visit.announce", {**visit, "start_on": "2028-02-10"}, to=[f"{VUFO}/europe"])
    sides.exchange()
    before = sides.commitment(VUFO, moved, "notice").due_on
    rider = clerk(sides, VUFO, "agreement.propose_calendar", {"year": 2028, "holidays": "2028-01-27 2028-01-28"}, file)
    sides.exchange()
    clerk(sides, MOFA, "agreement.apply", {"rider": rider}, file)
    sides.exchange()
    for agency in (MOFA, VUFO):
        assert before == date(2028, 1, 11)
        assert sides.commitment(agency, moved, "notice").due_on == date(2028, 1, 7)
        kinds = [entry.kind for entry in sides.entries(agency, moved).values() if entry.has_effect]
        assert kinds == ["visit.announce", "dossier.recount"]
        assert [entry.kind for entry in sides.entries(agency, done).values()] == ["visit.announce"]


def test_consent_that_is_confirmed_late_counts_anew_from_then_on(sides: Pair) -> None:
    article = {"id": "5", "field": "", "basis": [], "duties": [TERMS["articles"][0]["duties"][0]]}
    file = agree(sides, terms(MEETING, articles=[article]))
    visit = {"title": "V", "direction": "incoming", "level": "official", "start_on": "2028-02"}
    own = sides.open(VUFO, "visit.announce", visit, to=[f"{MOFA}/europe"])
    sides.exchange()
    consents = []
    for days in ("2028-01-27", "2028-01-27 2028-01-28"):
        facts = {"year": 2028, "holidays": days.split()}
        rider = raw(sides, MOFA, file, "agreement.propose_calendar", facts)
        consents.append(raw(sides, MOFA, file, "agreement.consent", {"rider": rider}, speaks_for=VUFO))
        raw(sides, MOFA, file, "agreement.apply", {"rider": rider})
    sides.exchange()
    # Nobody has heard the union say it: in its own file nothing moves.
    assert sides.commitment(VUFO, own, "notice").due_on == date(2028, 1, 11)
    sides.say(VUFO, "dossier.confirm", {"acts": consents}, dossier=file, unit="office", role="clerk")
    sides.exchange()
    for agency in (MOFA, VUFO):
        assert sides.commitment(agency, own, "notice").due_on == date(2028, 1, 7)
        recounts = [entry for entry in sides.entries(agency, own).values() if entry.kind == "dossier.recount"]
        assert [entry.why_not for entry in recounts] == [""]


def test_nobody_counts_anew_in_a_file_of_another_or_by_a_calendar_that_is_not_agreed(sides: Pair) -> None:
    article = {"id": "5", "field": "", "basis": [], "duties": [TERMS["articles"][0]["duties"][0]]}
    file = agree(sides, terms(MEETING, articles=[article]))
    visit = {"title": "V", "direction": "incoming", "level": "official", "start_on": "2028-02"}
    moved = sides.open(MOFA, "visit.announce", visit, to=[f"{VUFO}/europe"])
    rider = clerk(sides, MOFA, "agreement.propose_calendar", {"year": 2028, "holidays": "2028-01-27"}, file)
    sides.exchange()
    for agency, under in ((VUFO, ()), (MOFA, ()), (MOFA, (rider,))):
        name = raw(sides, agency, moved, "dossier.recount", {}, under=under)
        sides.exchange()
        assert sides.entries(VUFO, moved)[name].why_not == "not_your_step"
    assert sides.commitment(VUFO, moved, "notice").due_on == date(2028, 1, 11)

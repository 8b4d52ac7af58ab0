"""Hundreds of calendars and pauses put in force cost as many steps of work, not their square."""

import sys
from collections import Counter
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest

from servanda.kernel.acts import Act
from servanda.processes import registry
from servanda.processes.agreements import agreement_terms
from servanda.processes.folding import turns
from servanda.processes.folding.fold import fold
from servanda.processes.folding.folded import Folded
from tests.kernel.agencies import AT, MINISTRY, UNION, dossier_id
from tests.kernel.model import Peer
from tests.processes.conftest import TERMS

AGREEMENT = dossier_id(MINISTRY, "agreement")
PARTIES = [MINISTRY.name, UNION.name]
BRIEF = {"id": "list", "every": "month", "debtor": "owner", "creditor": "counterpart", "deliver": "information"}
MEETING = {**BRIEF, "id": "meeting", "every": "first working day of a month"}


def agreed(*duties: dict[str, Any]) -> Peer:
    """The ministry's lane with an agreement of these duties in force."""
    home = Peer(MINISTRY)
    stated = {**TERMS, "parties": PARTIES, "articles": [{"id": "9", "duties": list(duties)}]}
    version = home.say(AGREEMENT, "agreement.propose", {"parties": PARTIES, "terms": stated})
    signed = reported(home, "agreement.sign", {"version": version.id})
    home.say(AGREEMENT, "agreement.enter", {"version": version.id, "signatures": [signed.id]})
    return home


def reported(home: Peer, kind: str, facts: dict[str, Any]) -> Act:
    return home.say(AGREEMENT, kind, facts, speaks_for=UNION.name, via="letter")


def ride(home: Peer, number: int) -> Act:
    """One more calendar of the same few years, or one more pause."""
    year, day = AT.year + 1 + number % 4, (AT + timedelta(days=30 * number)).date().isoformat()
    kind, facts = ("agreement.propose_pause", {"from_on": day, "until_on": day}) if number % 2 else (
        "agreement.propose_calendar", {"year": year, "holidays": [f"{year}-03-{1 + number % 28:02}"]})  # fmt: skip
    rider = home.say(AGREEMENT, kind, facts)
    reported(home, "agreement.consent", {"rider": rider.id})
    return home.say(AGREEMENT, "agreement.apply", {"rider": rider.id})


def calendar(home: Peer, days: list[str]) -> None:
    rider = home.say(AGREEMENT, "agreement.propose_calendar", {"year": AT.year + 1, "holidays": days})
    reported(home, "agreement.consent", {"rider": rider.id})
    home.say(AGREEMENT, "agreement.apply", {"rider": rider.id})


def folded(home: Peer) -> Folded:
    return fold(home.shared(AGREEMENT), processes=registry.processes(), terms={})


def work(home: Peer) -> int:
    """Calls of our own functions while the file is folded: the same on every machine and every day."""
    calls: Counter[bool] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        calls[event == "call" and "servanda" in frame.f_code.co_filename] += 1

    acts = home.shared(AGREEMENT)
    # What is read once and kept is read before.
    folded(home)
    sys.setprofile(count)
    try:
        found = fold(acts, processes=registry.processes(), terms={})
    finally:
        sys.setprofile(None)
    assert all(judged.has_effect for judged in found.judged)
    return calls[True]


def test_twice_as_many_riders_are_twice_the_work() -> None:
    home, known, steps = agreed(BRIEF, MEETING), 0, []
    for upto in (20, 40, 80):
        for number in range(known, upto):
            ride(home, number)
        known = upto
        steps.append(work(home))
    # What 40 more cost beside what 20 more did: four times as much if it were their square.
    assert steps[2] - steps[1] < 2.3 * (steps[1] - steps[0])


def test_many_riders_tell_the_same_turns_as_one_would() -> None:
    home, once = agreed(BRIEF, MEETING), agreed(BRIEF, MEETING)
    days = [f"{AT.year + 1}-03-{day:02}" for day in (1, 2, 3)]
    for number in range(1, 4):
        calendar(home, days[:number])
    calendar(once, days)
    one, other = ({(o.id, o.due_on, o.is_provisional, o.opened_at) for o in folded(h).owed} for h in (home, once))
    assert one == other
    assert any(day and day.isoformat() == f"{AT.year + 1}-03-04" for _, day, _, _ in one)


def test_a_rider_that_cannot_be_read_says_so_without_a_fault_in_the_journal(caplog: pytest.LogCaptureFixture) -> None:
    home = agreed(BRIEF)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("calendar", {"year": "soon"}), ("calendar", {}), ("calendar", {"year": [1]}),
        ("pause", {"from_on": 5, "until_on": "2027-01-01"}), ("pause", {"from_on": "2027-01", "until_on": "2027-02"}),
        ("pause", {}),
    ]  # fmt: skip
    said = {home.say(AGREEMENT, f"agreement.propose_{kind}", facts).id for kind, facts in wrong}
    judged = {j.act.id: j.why_not for j in folded(home).judged}
    assert {judged[name] for name in said} == {"bad_facts"}
    assert caplog.records == []


def test_the_turns_beyond_the_limit_are_the_farthest_of_every_article() -> None:
    duties = [{**BRIEF, "id": f"d{number}"} for number in range(45)]
    home = agreed(*duties)
    found = folded(home)
    terms = agreement_terms.brought(home.shared(AGREEMENT))[found.facts["in_force_by"]]
    beyond = turns.not_opened_from(terms, at=home.now)
    days = {owed.due_on for owed in found.owed if owed.due_on}
    assert len(found.owed) == turns.MOST
    # Forty-four months are open of every article; of the next month some are, and from it the page says so.
    assert beyond and max(days) == beyond and len(days) == turns.MOST // 45 + 1
    few = agreed(BRIEF)
    terms = agreement_terms.brought(few.shared(AGREEMENT))[folded(few).facts["in_force_by"]]
    assert turns.not_opened_from(terms, at=few.now) is None


def test_a_consent_that_the_home_has_not_heard_of_puts_nothing_in_force() -> None:
    home, union = agreed(BRIEF), Peer(UNION)
    rider = home.say(AGREEMENT, "agreement.propose_calendar", {"year": AT.year + 1})
    for act in home.shared(AGREEMENT):
        assert union.take((act.jws, act.parts)) == "taken"
    consent = union.say(AGREEMENT, "agreement.consent", {"rider": rider.id})
    home.now += timedelta(minutes=5)
    early = home.say(AGREEMENT, "agreement.apply", {"rider": rider.id})
    assert home.take((consent.jws, consent.parts)) == "taken"
    late = home.say(AGREEMENT, "agreement.apply", {"rider": rider.id})
    again = home.say(AGREEMENT, "agreement.apply", {"rider": rider.id})
    judged = {j.act.id: j.why_not for j in folded(home).judged}
    said = [judged[act.id] for act in (consent, early, late, again)]
    assert said == ["", "not_consented_by_all", "", "other_proposal"]

"""A person's reminder to the other side: told, counted on both sides, once in a working day, moving nothing."""

from datetime import timedelta

import pytest

from servanda.kernel import log
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from tests.processes.conftest import Pair
from tests.processes.test_work import announce
from tests.world import MOFA, VUFO


@pytest.fixture
def asked(pair: Pair) -> str:
    """A visit with a preparation that the union owes the ministry; it is a Wednesday in Viet Nam."""
    file = announce(pair, "2026-12-21")
    pair.clock = pair.clock.replace(day=25, hour=3)
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    return file


def nudges(pair: Pair, file: str) -> set[tuple[int, str]]:
    rows = [pair.commitment(agency, file, "preparation") for agency in (MOFA, VUFO)]
    return {(row.nudges, row.state) for row in rows}


def code_of(pair: Pair, file: str, agency: str = MOFA) -> str:
    with pytest.raises(Refused) as refused:
        pair.verb(agency, "nudge", file, "preparation")
    return refused.value.code


def test_a_reminder_is_counted_on_both_sides_and_moves_nothing(pair: Pair, asked: str) -> None:
    before = pair.commitment(VUFO, asked, "preparation")
    pair.verb(MOFA, "nudge", asked, "preparation", text="Is the hall found?")
    pair.exchange()
    after = pair.commitment(VUFO, asked, "preparation")
    assert nudges(pair, asked) == {(1, "open")}
    assert after.nudged_at and (after.due_on, after.state) == (before.due_on, before.state)
    assert reads.verbs_for(after, VUFO) == reads.verbs_for(before, VUFO)


def test_once_in_a_working_day(pair: Pair, asked: str) -> None:
    pair.verb(MOFA, "nudge", asked, "preparation")
    pair.clock += timedelta(hours=6)
    assert code_of(pair, asked) == "nudged_today"
    pair.clock += timedelta(days=1)
    pair.verb(MOFA, "nudge", asked, "preparation")
    pair.exchange()
    assert nudges(pair, asked) == {(2, "open")}


def test_a_day_off_counts_with_the_working_day_after_it(pair: Pair, asked: str) -> None:
    saturday = pair.clock.replace(day=28)
    pair.clock = saturday
    pair.verb(MOFA, "nudge", asked, "preparation")
    pair.clock = saturday + timedelta(days=2)
    assert code_of(pair, asked) == "nudged_today"
    pair.clock = saturday + timedelta(days=3)
    pair.verb(MOFA, "nudge", asked, "preparation")


def test_only_who_waits_reminds_and_only_of_what_is_open(pair: Pair, asked: str) -> None:
    assert code_of(pair, asked, VUFO) == "not_your_step"
    pair.verb(VUFO, "deliver", asked, "preparation", text="Ready.")
    pair.exchange()
    assert code_of(pair, asked) == "step_not_open"


def test_a_second_one_that_another_system_lets_through_counts_nowhere(pair: Pair, asked: str) -> None:
    row = pair.commitment(MOFA, asked, "preparation")
    pair.verb(MOFA, "nudge", asked, "preparation")
    with pair.nodes[MOFA].active():
        second = Draft(
            dossier=asked, kind="commitment.nudge", process=1, by=By(f"{MOFA}/protocol"), at=pair.clock,
            to=(f"{VUFO}/europe",), parts={"facts": {"commitment": row.id}},
        )  # fmt: skip
        name = log.say([second], now=pair.clock)[0].name
    pair.exchange()
    assert pair.entries(VUFO, asked)[name].why_not == "nudged_today"
    assert nudges(pair, asked) == {(1, "open")}


def test_a_reminder_that_crosses_the_result_is_counted_and_shown_as_crossed(pair: Pair, asked: str) -> None:
    pair.verb(VUFO, "deliver", asked, "preparation", text="Ready.")
    name = pair.verb(MOFA, "nudge", asked, "preparation")
    pair.exchange()
    assert nudges(pair, asked) == {(1, "delivered")}
    assert pair.entries(VUFO, asked)[name].is_crossed

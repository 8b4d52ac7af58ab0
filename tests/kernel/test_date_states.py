"""How a commitment stands on a day: each row of the table, and that time moves it one way only."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.kernel.commitments import VERBS, Standing
from servanda.kernel.date_states import OVER, date_state
from tests.kernel.clauses import starts

DUE_ON = date(2026, 11, 20)
STATES = sorted({Standing().state, *(verb.then for verb in VERBS.values() if verb.then)})


@pytest.mark.parametrize(
    ("state", "due_in", "done_in", "explained", "expected"),
    [
        ("accepted", 0, 0, False, "done"),
        ("delivered", 5, -1, False, "done"),
        ("accepted", None, -9, False, "done"),
        ("accepted", -5, -3, False, "done_late"),
        ("delivered", -5, -3, True, "done_late"),
        ("open", 1, None, False, "open"),
        ("open", None, None, True, "open"),
        ("returned", 3, None, False, "open"),
        ("declined", 3, None, False, "open"),
        ("lapsed", 1, None, True, "open"),
        ("open", 0, None, False, "due"),
        ("promised", 0, None, True, "due"),
        ("declined", 0, None, False, "due"),
        ("open", -1, None, False, "late"),
        ("promised", -1, None, False, "late"),
        ("returned", -1, None, False, "late"),
        ("open", -1, None, True, "explained"),
        ("lapsed", -1, None, True, "explained"),
        ("declined", -1, None, False, "not_carried_out"),
        ("lapsed", -1, None, False, "not_carried_out"),
        ("lapsed", None, None, False, "not_carried_out"),
        ("declined", None, None, True, "explained"),
        ("withdrawn", 3, None, False, "withdrawn"),
        ("withdrawn", -3, None, True, "withdrawn"),
        ("withdrawn", -3, -5, False, "done"),
        ("delivered", -1, 1, False, "late"),
        ("delivered", 1, 1, False, "open"),
    ],
)
def test_how_it_stands(state: str, due_in: int | None, done_in: int | None, explained: bool, expected: str) -> None:
    due_on, done_on = (None if n is None else DUE_ON + timedelta(days=n) for n in (due_in, done_in))
    assert date_state(state, due_on, done_on=done_on, as_of=DUE_ON, explained=explained) == expected


@given(st.sampled_from(STATES), st.none() | starts, st.none() | starts, starts, starts, st.booleans())
def test_time_moves_it_one_way(
    state: str, due_on: date | None, done_on: date | None, a: date, b: date, explained: bool
) -> None:
    order = [{"open"}, {"due"}, {"late", "explained", "not_carried_out", "withdrawn"}, {"done", "done_late"}]
    sooner, later = (
        date_state(state, due_on, done_on=done_on, as_of=day, explained=explained) for day in sorted((a, b))
    )
    rank = {word: place for place, words in enumerate(order) for word in words}
    assert rank[sooner] <= rank[later]


def test_every_state_that_is_over_is_a_state_of_commitments() -> None:
    assert set(STATES) >= OVER

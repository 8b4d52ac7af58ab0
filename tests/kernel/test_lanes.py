"""Lanes: chains, the causal order, and what two acts in one place mean."""

import itertools
from datetime import timedelta

import pytest

from servanda.kernel import lanes
from servanda.kernel.acts import Act
from tests.kernel.agencies import AT, MINISTRY, MUSEUM, UNION, opening, seal

FIRST = opening(MINISTRY, UNION, MUSEUM)
D = FIRST.dossier
REPLY = seal(UNION, D, [FIRST])
CROSSING = seal(MINISTRY, D, [FIRST], facts={"a": 1})
BOTH = seal(MUSEUM, D, [FIRST, REPLY, CROSSING])
ALL = [FIRST, REPLY, CROSSING, BOTH]


def names(acts: lanes.History) -> list[str]:
    return [act.id for act in acts.acts]


def test_the_order_is_the_same_for_every_arrival() -> None:
    orders = {tuple(names(lanes.history(arrival))) for arrival in itertools.permutations(ALL)}
    assert orders == {(FIRST.id, REPLY.id, CROSSING.id, BOTH.id)}


def test_an_act_twice_is_an_act_once() -> None:
    assert lanes.history(ALL + ALL) == lanes.history(ALL)


def test_the_past_is_what_an_act_builds_on_directly_or_not() -> None:
    found = lanes.history(ALL)
    assert [act.id for act in found.before(BOTH.id)] == [FIRST.id, REPLY.id, CROSSING.id]
    assert found.precedes(FIRST.id, BOTH.id)
    assert not found.precedes(BOTH.id, FIRST.id)
    assert not found.precedes(REPLY.id, CROSSING.id) and not found.precedes(CROSSING.id, REPLY.id)
    assert not found.precedes(REPLY.id, REPLY.id)


def test_cause_comes_before_effect_within_one_second() -> None:
    """All acts here bear the same time, and the effect would sort first by its place in the lane."""
    early = seal(MINISTRY, D, [FIRST])
    late = seal(MINISTRY, D, [FIRST, early], facts={"b": 1})
    answer = seal(UNION, D, [FIRST, early, late])
    assert answer.n < late.n and answer.at == late.at
    assert names(lanes.history([answer, late, early, FIRST])) == [FIRST.id, early.id, late.id, answer.id]


def test_what_is_concurrent_goes_by_time() -> None:
    earlier = seal(UNION, D, [FIRST], at=AT + timedelta(seconds=1))
    later = seal(MINISTRY, D, [FIRST], at=AT + timedelta(seconds=2))
    assert names(lanes.history([later, earlier, FIRST])) == [FIRST.id, earlier.id, later.id]


def test_a_cause_that_is_not_there_is_passed_over() -> None:
    assert names(lanes.history([BOTH, FIRST])) == [FIRST.id, BOTH.id]


def test_a_lane_goes_on_by_one() -> None:
    assert lanes.continues(FIRST, None)
    assert lanes.continues(CROSSING, FIRST)


@pytest.mark.parametrize(
    "place",
    [
        {"n": 3}, {"n": 1}, {"epoch": 2, "n": 2}, {"epoch": 1, "n": 1}, {"prev": REPLY.id}, {"prev": None, "n": 2},
    ],
)  # fmt: skip
def test_what_does_not_continue_is_seen(place: dict[str, object]) -> None:
    act = seal(MINISTRY, D, [FIRST], **place)
    assert not lanes.continues(act, FIRST if act.prev else None)


def test_a_lane_is_of_one_agency_one_dossier_and_one_kind() -> None:
    other = opening(MINISTRY, UNION, text="other")
    place = {"epoch": 1, "n": 2, "prev": FIRST.id}
    assert not lanes.continues(seal(UNION, D, [FIRST], **place), FIRST)
    assert not lanes.continues(seal(MINISTRY, other.dossier, [], **place), FIRST)
    assert not lanes.continues(seal(MINISTRY, D, [], **place, internal=True), FIRST)


def test_a_new_epoch_names_the_last_link_that_it_recovered() -> None:
    lost = seal(MINISTRY, D, [FIRST], facts={"lost": 1})
    after = seal(MINISTRY, D, [FIRST], epoch=2)
    assert (after.position, after.prev) == ((2, 1), FIRST.id)
    assert lanes.continues(after, FIRST)
    assert lanes.equivocations([FIRST, lost, after]) == []
    assert lanes.heads([after, lost, FIRST]) == {MINISTRY.name: (2, 1, after.id)}
    back = seal(MINISTRY, D, [FIRST, after], epoch=1, n=1, prev=after.id)
    assert not lanes.continues(back, after)


@pytest.mark.parametrize(
    ("head", "epoch", "place"),
    [
        (None, 1, (1, 1, None)),
        (None, 3, (3, 1, None)),
        ((1, 7, "x"), 1, (1, 8, "x")),
        ((1, 7, "x"), 2, (2, 1, "x")),
    ],
)
def test_the_next_place(head: lanes.Head | None, epoch: int, place: tuple[int, int, str | None]) -> None:
    assert lanes.next_place(head, epoch) == place


def twins() -> tuple[Act, Act]:
    a, b = (seal(UNION, D, [FIRST], facts={"said": word}) for word in ("yes", "no"))
    return (a, b) if a.id < b.id else (b, a)


def test_two_acts_for_one_place_are_found_whatever_the_order() -> None:
    small, large = twins()
    for arrival in itertools.permutations([FIRST, small, large]):
        assert lanes.equivocations(arrival) == [(small, large)]
        assert lanes.heads(arrival)[UNION.name] == (1, 1, small.id)
    assert lanes.equivocations([FIRST, small, small]) == []


def test_one_place_in_two_lanes_is_no_equivocation() -> None:
    note = seal(MINISTRY, D, [], internal=True)
    assert lanes.equivocations([FIRST, note, REPLY]) == []

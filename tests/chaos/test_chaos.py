"""A few fixed seeds of the chaos harness, and that a broken node does not pass them."""

from collections.abc import Iterator

import pytest

from tests.chaos.harness import Failure
from tests.chaos.run import Stage, staged
from tests.chaos.schedule import draw

# Between them: kills, cuts, noise, wrong clocks, a full disk, a read-only folder, copies put back, a month's absence.
SEEDS = (4, 22, 31)
BROKEN = {"no_transaction": 4}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as made:
        yield made


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_nothing_is_lost_doubled_or_silent(stage: Stage, seed: int) -> None:
    assert stage.play(seed).told[-1] == "healing"


@pytest.mark.parametrize(("broken", "seed"), BROKEN.items())
def test_a_node_with_a_fault_of_its_own_is_found_out(stage: Stage, broken: str, seed: int) -> None:
    with pytest.raises(Failure) as failure:
        stage.play(seed, broken=broken)
    assert f"seed {seed}" in str(failure.value)


def test_a_seed_always_draws_the_same() -> None:
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]

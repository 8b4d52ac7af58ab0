"""A few fixed seeds of the chaos harness, and that a broken node does not pass them."""

from collections.abc import Iterator

import pytest

from tests.chaos.harness import Failure, run_seed
from tests.chaos.schedule import draw, draw_served
from tests.chaos.stage import Stage, staged

# Between them: kills, cuts, noise, wrong clocks, a full disk, a read-only folder, copies put back, a month's absence.
SEEDS = (4, 22)
# Served: a PostgreSQL that loses its power twice, workers killed twice, noise.
SERVED = 94
BROKEN = {"no_transaction": 4}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as made:
        yield made


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_nothing_is_lost_doubled_or_silent(stage: Stage, seed: int) -> None:
    assert run_seed(seed, stage).told[-1] == "healing"


def test_what_is_served_survives_it_too_and_commands_beside_it() -> None:
    with staged("postgres") as served:
        assert run_seed(SERVED, served).told[-1] == "healing"


@pytest.mark.parametrize(("broken", "seed"), BROKEN.items())
def test_a_node_with_a_fault_of_its_own_is_found_out(stage: Stage, broken: str, seed: int) -> None:
    with pytest.raises(Failure) as failure:
        run_seed(seed, stage, broken=broken)
    assert f"seed {seed}" in str(failure.value)


def test_a_seed_always_draws_the_same() -> None:
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]
    assert draw_served(94) == draw_served(94)

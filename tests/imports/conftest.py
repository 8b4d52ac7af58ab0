"""An agency whose files are imported: its node, an actor, and the sample files as bytes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "vufo-mofa"
MOFA = "mofa.gov.vn"


@pytest.fixture
def mofa(make_node: Callable[..., Node]) -> Iterator[Node]:
    node = make_node(MOFA)
    with node.active():
        yield node


@pytest.fixture
def clerk() -> Actor:
    return Actor(agency=MOFA, officer="o-clerk", unit=f"{MOFA}/office", role="clerk")


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    return lambda name: (SAMPLES / name).read_bytes()

"""The sample's two sides, played once per run and copied for each test, and visitors who come over HTTP."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections

from samples import loader
from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from tests import world
from tests.engines import Engine

NAMES = ("mofa", "vufo")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Path:
    folder = tmp_path_factory.mktemp("played")
    story = loader.story("vufo-mofa")
    sides = {}
    for place, (name, (agency, titles)) in enumerate(story.AGENCIES.items()):
        made = nodes.create(
            folder / name, agency=agency, name=dict(titles), address=f"http://127.0.0.1:{8001 + place}",
            at=datetime(2020, 1, 1, tzinfo=UTC), languages=["en", "vi", "ar", "ms"], undo_seconds=0, **engine.options(),
        )  # fmt: skip
        engine.fill(folder / name)
        sides[name] = loader.Side(made)
    story.play(loader.World(folder=loader.SAMPLES / "vufo-mofa", sides=sides, now=datetime.now(UTC)))
    for side in sides.values():
        side.node.checkpoint()
        _close(side.node)
    return folder


@pytest.fixture
def copy(played: Path, engine: Engine, tmp_path: Path) -> Iterator[Callable[[str], Node]]:
    """copy("mofa") -> a node of its own with everything that was played."""
    made: list[Node] = []

    def copied(name: str) -> Node:
        made.append(engine.copy(played / name, tmp_path / name))
        return made[-1]

    yield copied
    engine.forget(made)


@pytest.fixture
def mofa(copy: Callable[[str], Node]) -> Node:
    return copy("mofa")


@pytest.fixture
def vufo(copy: Callable[[str], Node]) -> Node:
    return copy("vufo")


@pytest.fixture
def empty(make_node: Callable[..., Node]) -> Node:
    """A node on which nothing was done yet."""
    return make_node(world.MOFA)


def _close(node: Node) -> None:
    connections[node.alias].close()
    connections.databases.pop(node.alias, None)

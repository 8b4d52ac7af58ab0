"""A PostgreSQL for the tests of addresses, of several processes and of outages."""

from collections.abc import Iterator

import pytest

from tests.engines import Postgresql
from tests.postgres.server import Server

# One server is started, so that all that need it are in one worker.
GROUP = pytest.mark.xdist_group("postgresql")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """All in one worker; the long ones in `make test-postgres` alone, or where they are named."""
    long = [item for item in items if item.get_closest_marker("long_run") and _is_left_out(item, config)]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]
    for item in items:
        if "tests/postgres/" in item.nodeid:
            item.add_marker(GROUP)


def _is_left_out(item: pytest.Item, config: pytest.Config) -> bool:
    is_named = any(item.path.name in str(word) for word in config.args)
    return config.getoption("--engine") == "sqlite" and not is_named


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    made = Postgresql(tmp_path_factory.mktemp("template"))
    yield made
    made.end()


@pytest.fixture(scope="session")
def server(engine: Postgresql) -> Server:
    return engine.server

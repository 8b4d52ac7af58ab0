"""A PostgreSQL for the tests of addresses, of several processes and of outages."""

from collections.abc import Iterator

import pytest

from tests.engines import Postgresql
from tests.postgres.server import Server


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    made = Postgresql(tmp_path_factory.mktemp("template"))
    yield made
    made.end()


@pytest.fixture(scope="session")
def server(engine: Postgresql) -> Server:
    return engine.server

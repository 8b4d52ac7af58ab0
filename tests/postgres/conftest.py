"""A PostgreSQL for the tests of addresses, of several processes and of outages."""

from collections.abc import Iterator

import pytest

from tests.engines import Postgresql
from tests.exchange.conftest import mofa, network, own_settings, vufo
from tests.postgres.server import Server

__all__ = ["mofa", "network", "own_settings", "vufo"]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    made = Postgresql(tmp_path_factory.mktemp("template"))
    yield made
    made.end()


@pytest.fixture(scope="session")
def server(engine: Postgresql) -> Server:
    return engine.server

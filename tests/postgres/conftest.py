"""A PostgreSQL of their own for the tests of addresses, of several processes and of outages."""

from collections.abc import Iterator

import pytest

from tests.postgres.server import QUICK, Server

# One server is started, so that all that need it are in one worker.
GROUP = pytest.mark.xdist_group("postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/postgres" in str(item.path):
            item.add_marker(GROUP)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    server = Server(*QUICK).start()
    yield server
    server.remove()

"""Fixtures: a browser, an engine of databases, and nodes on it."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "servanda.settings"
# The browser's driver keeps an event loop in the thread of the tests; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from servanda.kernel.node import Node
from tests import sharing, world
from tests.engines import Engine, Postgresql, Sqlite

ENGINES: dict[str, type[Sqlite] | type[Postgresql]] = {"sqlite": Sqlite, "postgresql": Postgresql}
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


# A power cut is none of what is tested: where there is enough memory, nodes wait for no disk.
MEMORY, ENOUGH = Path("/dev/shm"), 8 * 1024**3


def pytest_configure(config: pytest.Config) -> None:
    """Temporary folders go into memory, unless `--basetemp` names another place."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.Sharing:
    return sharing.Sharing(config, log)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own browser, one for the whole run of a worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, default="sqlite", help="where the nodes of the tests keep their rows")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `both_engines` on PostgreSQL too; see tests.sharing for where."""
    if "engine" not in metafunc.fixturenames:
        return
    if metafunc.definition.get_closest_marker("both_engines") and metafunc.config.getoption("--engine") == "sqlite":
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs long, but in `make test-postgres` and where its file is named."""
    words = [str(word) for word in config.args]

    def is_left_out(item: pytest.Item) -> bool:
        return bool(item.get_closest_marker("long_run")) and not any(item.path.name in word for word in words)

    if config.getoption("--engine") == "sqlite":
        long = [item for item in items if is_left_out(item)]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Migrates once per run of a worker, and copies that for each node."""
    name = getattr(request, "param", request.config.getoption("--engine"))
    made = ENGINES[name](tmp_path_factory.mktemp("template"))
    yield made
    made.end()


@pytest.fixture
def make_node(tmp_path: Path, engine: Engine) -> Iterator[Callable[..., Node]]:
    """make_node(agency) -> an open, empty node."""
    made: list[Node] = []

    def make(agency: str, **options: Any) -> Node:
        node = world.make_node(tmp_path / agency, agency, engine=engine, **options)
        made.append(node)
        return node

    yield make
    engine.forget(made)

"""Fixtures: one migrated template database per run, and nodes made from it."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "servanda.settings"
# The browser's driver keeps an event loop in the thread of the tests; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from servanda.kernel.node import Node
from tests import world

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own browser, one for the whole run of a worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world.make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def make_node(tmp_path: Path, template: Path) -> Iterator[Callable[..., Node]]:
    """make_node(agency) -> an open, empty node."""
    made: list[Node] = []

    def make(agency: str, **options: Any) -> Node:
        node = world.make_node(tmp_path / agency, agency, template=template, **options)
        made.append(node)
        return node

    yield make
    for node in made:
        connections[node.alias].close()
        connections.databases.pop(node.alias, None)

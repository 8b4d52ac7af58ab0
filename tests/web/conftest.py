"""Fixtures of the pages' tests."""

from collections.abc import Callable, Iterator

import pytest
from django.test.utils import setup_test_environment, teardown_test_environment

from servanda.kernel.node import Node
from tests.web.house import House, connect, settle
from tests.world import MOFA, VUFO


@pytest.fixture(autouse=True)
def contexts() -> Iterator[None]:
    """Let answers show the context that their template was given."""
    setup_test_environment()
    yield
    teardown_test_environment()


@pytest.fixture
def lone(make_node: Callable[..., Node]) -> House:
    """One agency with its people and no connection."""
    node = settle(make_node(MOFA, languages=["en", "vi", "ar"]))
    return House(node, node)


@pytest.fixture
def house(make_node: Callable[..., Node]) -> House:
    """Two linked agencies with an agreement in force."""
    return connect(House(settle(make_node(MOFA, languages=["en", "vi", "ar"])), settle(make_node(VUFO))))

"""Fixtures: one agency with its people, as the tests of pages know it."""

from collections.abc import Callable

import pytest

from servanda.kernel.node import Node
from tests.office.desks import desks
from tests.web.house import House, connect, settle
from tests.world import MOFA, VUFO

__all__ = ["desks"]


@pytest.fixture
def lone(make_node: Callable[..., Node]) -> House:
    node = settle(make_node(MOFA))
    return House(node, node)


@pytest.fixture
def house(make_node: Callable[..., Node]) -> House:
    return connect(House(settle(make_node(MOFA)), settle(make_node(VUFO))))

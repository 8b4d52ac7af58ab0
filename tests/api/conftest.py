"""Fixtures of the API's tests: a settled node, and two that are connected."""

from collections.abc import Callable

import pytest

from servanda.kernel.node import Node
from tests.api.offices import Caller, connect, settle
from tests.world import MOFA, VUFO


@pytest.fixture
def mofa(make_node: Callable[..., Node]) -> Node:
    return settle(make_node(MOFA))


@pytest.fixture
def vufo(make_node: Callable[..., Node]) -> Node:
    return settle(make_node(VUFO))


@pytest.fixture
def linked(mofa: Node, vufo: Node) -> tuple[Node, Node]:
    connect(mofa, vufo)
    return mofa, vufo


@pytest.fixture
def desk(mofa: Node) -> Caller:
    return Caller(mofa, "o-desk")

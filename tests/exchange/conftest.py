"""Nodes that are linked, a network between them, and short ways to say something in a dossier."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.test import override_settings

from servanda.kernel import acts
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.sender import Sender, line, sealed
from tests.exchange.speaking import joined, link
from tests.world import MOFA, THIRD, VUFO


@pytest.fixture(autouse=True)
def own_settings() -> Iterator[None]:
    """The door alone, and of the projections those that are there; a crash is a failed test."""
    there = [path for path in settings.PROJECTIONS if path.startswith("servanda.exchange.") or _exists(path)]
    with override_settings(
        MIDDLEWARE=[], ROOT_URLCONF="tests.exchange.urls", PROJECTIONS=there, DEBUG_PROPAGATE_EXCEPTIONS=True
    ):
        yield


def _exists(path: str) -> bool:
    module, _, _ = path.rpartition(".")
    return find_spec(module) is not None


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def mofa(make_node: Callable[..., Node], network: Network) -> Node:
    return joined(make_node(MOFA), network)


@pytest.fixture
def vufo(make_node: Callable[..., Node], network: Network, mofa: Node) -> Node:
    node = joined(make_node(VUFO), network)
    link(mofa, node)
    return node


@pytest.fixture
def third(make_node: Callable[..., Node], network: Network, mofa: Node, vufo: Node) -> Node:
    node = joined(make_node(THIRD), network)
    link(mofa, node)
    link(vufo, node)
    return node


@pytest.fixture
def bad(mofa: Node, vufo: Node, network: Network) -> Sender:
    """The ministry's node, misbehaving towards the union's."""
    return Sender(mofa, vufo, network)


@pytest.fixture
def good_line(mofa: Node) -> bytes:
    return line(sealed(mofa, acts.new_dossier_id(MOFA)))

"""A node's one way to write."""

from collections.abc import Callable

import pytest
from django.db import connections

from servanda.kernel.models import NodeState
from servanda.kernel.node import Node
from tests.world import MOFA


def test_no_write_fails_after_a_folder_was_read_only(make_node: Callable[..., Node]) -> None:
    node = make_node(MOFA)
    connection = connections[node.alias]
    if connection.vendor != "sqlite":
        pytest.skip("what PostgreSQL may write, it decides for each transaction")
    with node.active():
        # As SQLite opens a file by itself that it may not write; a superuser's tests can forbid it in no other way.
        name = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = f"file:{name}?mode=ro"
        NodeState.objects.count()
        connection.settings_dict["NAME"] = name
        with node.writing():
            NodeState.objects.update_or_create(id=1, defaults={"epoch": 7})
        assert NodeState.objects.get(id=1).epoch == 7


def test_a_write_within_another_leaves_its_connection_alone(make_node: Callable[..., Node]) -> None:
    node = make_node(MOFA)
    with node.active(), node.writing():
        before = connections[node.alias].connection
        with node.writing():
            NodeState.objects.update_or_create(id=1, defaults={"epoch": 7})
        assert connections[node.alias].connection is before

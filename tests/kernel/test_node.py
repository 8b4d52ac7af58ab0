"""A node's one way to write."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connections

from servanda.kernel.models import NodeState
from servanda.kernel.node import Node
from tests.world import MOFA


def test_a_folder_that_was_read_only_is_written_again(make_node: Callable[..., Node]) -> None:
    node = make_node(MOFA)
    if connections[node.alias].vendor != "sqlite":
        pytest.skip("what PostgreSQL may write, it decides for each transaction")
    with node.active():
        # As a connection behaves that SQLite opened while it could not write.
        with connections[node.alias].cursor() as cursor:
            cursor.execute("PRAGMA query_only = 1")
        with pytest.raises(OperationalError, match="readonly"), node.writing():
            NodeState.objects.update_or_create(id=1, defaults={"epoch": 7})
        with node.writing():
            NodeState.objects.update_or_create(id=1, defaults={"epoch": 7})
        assert NodeState.objects.get(id=1).epoch == 7

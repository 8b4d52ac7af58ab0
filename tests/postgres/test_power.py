"""A server that answers before its log is written loses nothing of a node, even when its machine goes down at once."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from servanda.kernel import node as nodes
from servanda.kernel.models import NodeState
from tests.postgres.server import QUICK, Server

pytestmark = pytest.mark.slow


@pytest.fixture
def hasty() -> Iterator[Server]:
    """Commits stay in its memory for ten seconds, where nobody asks for more."""
    server = Server(*QUICK, "wal_writer_delay=10s").start()
    yield server
    server.remove()


def test_what_a_node_committed_is_there_after_the_server_was_killed(tmp_path: Path, hasty: Server) -> None:
    url = hasty.url(hasty.new_database())
    at = datetime.now(UTC)
    made = nodes.create(tmp_path / "n", agency="a.example", name={"en": "A"}, address="", at=at, database=url)
    with made.active():
        call_command("migrate", "kernel", database=made.alias, verbosity=0)
        with made.writing():
            NodeState.objects.update_or_create(id=1, defaults={"epoch": 7})
        hasty.stop(signal.SIGKILL)
        nodes.close(made)
        hasty.start()
        assert NodeState.objects.get(id=1).epoch == 7
        nodes.close(made)

"""The rows of a node, seen and changed past all of its code."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connections
from django.db.backends.utils import CursorWrapper

from servanda.kernel import node as nodes


@contextmanager
def rows_of(home: Path) -> Iterator[CursorWrapper]:
    """A cursor on the rows of a node, past all of its code."""
    node = nodes.open_node(home)
    with connections[node.alias].cursor() as cursor:
        yield cursor
    nodes.close(node)


def everything(home: Path) -> list[tuple[str, list[str]]]:
    """Every row of every table, to see that nothing changed."""
    node = nodes.open_node(home)
    with node.active():
        found = [(model.__name__, sorted(map(repr, model._base_manager.values_list()))) for model in apps.get_models()]
    nodes.close(node)
    return found

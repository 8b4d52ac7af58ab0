"""How many queries an answer takes does not depend on how many rows it holds."""

from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.kernel.node import Node
from tests.api.offices import Caller
from tests.world import VUFO


def count(caller: Caller, path: str, **query: Any) -> int:
    with CaptureQueriesContext(connections[caller.node.alias]) as captured:
        assert caller.get(path, **query).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/dossiers", "/commitments?side=owe", "/commitments?side=owed", "/feeds"])
def test_lists_take_as_many_queries_for_one_row_as_for_many(linked: tuple[Node, Node], path: str) -> None:
    desk = Caller(linked[0], "o-desk")

    def fill(n: int) -> None:
        for _ in range(n):
            name = desk.announce(f"{VUFO}/europe")
            ask = {"step": "ask_preparation", "data": {"preparation": "A room"}}
            assert desk.post(f"/dossiers/{name}/acts", ask).status_code == 201

    fill(1)
    few = count(desk, path)
    fill(5)
    assert count(desk, path) == few


def test_a_file_takes_as_many_queries_for_few_entries_as_for_many(linked: tuple[Node, Node]) -> None:
    desk = Caller(linked[0], "o-desk")
    name = desk.announce(f"{VUFO}/europe")

    def fill(n: int) -> None:
        for _ in range(n):
            for step, data in (
                ("office.note", {"text": "x"}),
                ("dossier.say", {"text": "x"}),
                ("ask_preparation", {"preparation": "A room"}),
            ):
                assert desk.post(f"/dossiers/{name}/acts", {"step": step, "data": data}).status_code == 201

    fill(1)
    few = count(desk, f"/dossiers/{name}")
    fill(5)
    assert count(desk, f"/dossiers/{name}") == few

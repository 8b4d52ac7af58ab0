"""A file that its author lost before anybody fetched it is told as lost on both sides, and comes if found again."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from servanda.exchange import fetching, files, paths
from servanda.exchange.deliveries import deliveries
from servanda.exchange.models import FileRow, Peer
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, now, opened, say
from tests.exchange.test_files import BYTES, ask, delivery, kept, stored
from tests.world import MOFA, VUFO


@pytest.fixture
def act(mofa: Node, vufo: Node, network: Network) -> StoredAct:
    contact(mofa, vufo, network)
    said = say(mofa, draft(mofa, opened(mofa, VUFO), content={"files": [stored(mofa)]}))[0]
    contact(mofa, vufo, network)
    return said


def lose(node: Node, act: StoredAct) -> Path:
    with node.active():
        path = files.path_of(FileRow.objects.get(act=act.name, index=0).sha256)
        path.unlink()
        return path


def state(node: Node, act: StoredAct) -> list[str]:
    with node.active():
        return list(FileRow.objects.filter(act=act.name).order_by("index").values_list("state", flat=True))


def meet(vufo: Node, mofa: Node, network: Network) -> int:
    """The receiver fetches, then tells. How often it asked for a file."""
    before = len(network.calls)
    contact(vufo, mofa, network)
    asked = [path for _, path in network.calls[before:] if path.startswith("/exchange/v1/file/")]
    contact(vufo, mofa, network)
    return len(asked)


def pass_days(node: Node, days: float) -> None:
    with node.active():
        FileRow.objects.filter(state="gone").update(gone_at=now() - timedelta(days=days))


def test_a_lost_file_is_told_as_lost_and_asked_for_once_a_day(
    act: StoredAct, mofa: Node, vufo: Node, network: Network
) -> None:
    path = lose(mofa, act)
    assert delivery(mofa, act) == ("taken", "files", False)
    assert meet(vufo, mofa, network) == 1
    assert delivery(mofa, act) == ("taken", "files_gone", False)
    assert (state(mofa, act), state(vufo, act)) == (["gone"], ["gone"])
    with mofa.active():
        assert deliveries([act.name])[0].params == {"files": 1}
    pass_days(vufo, 0.9)
    assert meet(vufo, mofa, network) == 0
    pass_days(vufo, 1.1)
    assert meet(vufo, mofa, network) == 1
    assert meet(vufo, mofa, network) == 0
    path.write_bytes(BYTES)
    assert meet(vufo, mofa, network) == 0
    pass_days(vufo, 1.1)
    assert meet(vufo, mofa, network) == 1
    assert kept(vufo) == BYTES
    assert (state(mofa, act), state(vufo, act)) == (["here"], ["here"])
    assert delivery(mofa, act) == ("taken", "", True)


def test_what_may_still_come_is_waited_for_before_the_rest_counts_as_lost(
    mofa: Node, vufo: Node, network: Network
) -> None:
    contact(mofa, vufo, network)
    named = [stored(mofa, b"one"), stored(mofa, b"two")]
    act = say(mofa, draft(mofa, opened(mofa, VUFO), content={"files": named}))[0]
    contact(mofa, vufo, network)
    lose(mofa, act)
    network.alter_answer = lambda body: b"" if body == b"two" else body
    meet(vufo, mofa, network)
    assert state(vufo, act) == ["gone", "wrong"]
    assert delivery(mofa, act)[1] == "files"
    network.alter_answer = None
    with vufo.active():
        FileRow.objects.filter(state="wrong").update(state="wanted")
    meet(vufo, mofa, network)
    assert state(vufo, act) == ["gone", "here"]
    assert delivery(mofa, act)[1] == "files_gone"


def test_that_a_file_is_lost_only_a_party_learns(
    act: StoredAct, mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    path = paths.file(act.name, 0)
    lose(mofa, act)
    for _ in range(2):
        refused = ask(third, network, path)
        assert (refused.status_code, refused.json()["code"]) == (404, "no_file")
        refused = ask(vufo, network, path)
        assert (refused.status_code, refused.json()["code"]) == (410, "file_gone")


@pytest.mark.parametrize(
    ("asked", "status", "body", "state_then"),
    [
        (MOFA, 410, b'{"code":"file_gone","params":{}}', "gone"),
        (VUFO, 410, b'{"code":"file_gone","params":{}}', "wanted"),
        (MOFA, 410, b'{"code":"no_file","params":{}}', "wanted"),
        (MOFA, 410, b"<html>", "wanted"),
        (MOFA, 410, b'{"code":"file_gone","params":{"x":"' + b"x" * 5000 + b'"}}', "wanted"),
        (MOFA, 404, b'{"code":"file_gone","params":{}}', "wanted"),
    ],
)
def test_nobody_but_the_author_can_call_a_file_lost(
    act: StoredAct, vufo: Node, asked: str, status: int, body: bytes, state_then: str
) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    with vufo.active(), httpx.Client(transport=transport) as client:
        peer = Peer(agency=asked, address=f"http://{asked}")
        assert not fetching.fetch_file(FileRow.objects.get(), peer, client=client, now=now())
    assert state(vufo, act) == [state_then]

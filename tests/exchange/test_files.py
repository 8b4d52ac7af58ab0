"""Files follow their act, go on after a cut, and only the right bytes are kept."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import httpx
import pytest

from servanda.exchange import files, paths
from servanda.exchange.deliveries import deliveries
from servanda.exchange.models import FeedEntry, FileRow
from servanda.exchange.requests import sign_request
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, now, opened, say
from tests.world import MOFA, THIRD, VUFO

BYTES = bytes(range(256)) * 1200


def stored(node: Node, raw: bytes = BYTES) -> dict[str, Any]:
    with node.active():
        sha256, size = files.store_file(io.BytesIO(raw), 10**6)
    return {"name": "plan.pdf", "size": size, "type": "application/pdf", "sha256": sha256}


@pytest.fixture
def act(mofa: Node, vufo: Node, network: Network) -> StoredAct:
    contact(mofa, vufo, network)
    return say(mofa, draft(mofa, opened(mofa, VUFO), content={"files": [stored(mofa)]}))[0]


def delivery(node: Node, act: StoredAct) -> tuple[str, str, bool]:
    with node.active():
        found = deliveries([act.name])[0]
        return found.state, found.code, found.is_complete


def kept(node: Node) -> bytes:
    with node.active():
        path = files.path_of("sha256:" + hashlib.sha256(BYTES).hexdigest())
        return path.read_bytes() if path.exists() else b""


def ask(here: Node, network: Network, path: str, **headers: str) -> httpx.Response:
    with here.active(), network.client() as client:
        token = sign_request(MOFA, "GET", path, now=now())
        return client.get(f"http://{MOFA}{path}", headers={"authorization": f"Servanda {token}"} | headers)


def test_a_file_is_kept_by_its_hash(mofa: Node) -> None:
    item = stored(mofa)
    assert item["sha256"] == "sha256:" + hashlib.sha256(BYTES).hexdigest()
    assert kept(mofa) == BYTES
    with mofa.active(), pytest.raises(Refused, match="at most 10"):
        files.store_file(io.BytesIO(BYTES), 10)
    assert [path.name for path in mofa.files.iterdir()] == [item["sha256"][7:9]]


def test_delivery_is_complete_when_the_file_is(act: StoredAct, mofa: Node, vufo: Node, network: Network) -> None:
    contact(mofa, vufo, network)
    assert delivery(mofa, act) == ("taken", "files", False)
    earlier = now() - timedelta(hours=3)
    with mofa.active():
        FeedEntry.objects.filter(act=act.name).update(receipt_at=earlier)
    contact(vufo, mofa, network)
    assert kept(vufo) == BYTES
    contact(vufo, mofa, network)
    assert delivery(mofa, act) == ("taken", "", True)
    with mofa.active():
        assert deliveries([act.name])[0].receipt_at == earlier, "it was taken when it came, not when its file did"


def test_a_cut_file_goes_on_where_it_was(act: StoredAct, mofa: Node, vufo: Node, network: Network) -> None:
    contact(mofa, vufo, network)
    network.cut_after = 100_000
    with pytest.raises(httpx.ReadError):
        contact(vufo, mofa, network)
    assert kept(vufo) == b""
    with vufo.active():
        assert FileRow.objects.get().have == 100_000
    network.cut_after = None
    sizes: list[int] = []
    network.alter_answer = lambda body: sizes.append(len(body)) or body
    contact(vufo, mofa, network)
    assert kept(vufo) == BYTES
    assert len(BYTES) - 100_000 in sizes


def test_wrong_bytes_are_thrown_away(act: StoredAct, mofa: Node, vufo: Node, network: Network) -> None:
    contact(mofa, vufo, network)
    network.alter_answer = lambda body: b"x" + body[1:] if len(body) == len(BYTES) else body
    contact(vufo, mofa, network)
    assert kept(vufo) == b""
    with vufo.active():
        assert FileRow.objects.get().state == "wrong"
        assert not list((vufo.files / "partial").iterdir())
    contact(mofa, vufo, network)
    assert delivery(mofa, act) == ("taken", "files", False)


def test_more_bytes_than_the_act_says_are_not_taken(act: StoredAct, mofa: Node, vufo: Node, network: Network) -> None:
    contact(mofa, vufo, network)
    network.alter_answer = lambda body: body * 2 if len(body) == len(BYTES) else body
    with pytest.raises(Refused) as refused:
        contact(vufo, mofa, network)
    assert refused.value.code == "file_too_large"
    assert kept(vufo) == b""


def test_a_file_is_only_for_parties_of_its_act(
    act: StoredAct, mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    path = paths.file(act.name, 0)
    assert ask(vufo, network, path).content == BYTES
    refused = ask(third, network, path)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_party")
    for other in (paths.file(act.name, 1), paths.file("sha256:" + "0" * 64, 0), paths.file("..%2f..%2fkeys", 0)):
        assert ask(vufo, network, other).status_code in (401, 404)
    with network.client() as client:
        assert client.get(f"http://{MOFA}{path}").status_code == 401
    assert THIRD


def test_an_internal_acts_file_stays(mofa: Node, vufo: Node, network: Network) -> None:
    inner = say(mofa, draft(mofa, opened(mofa, VUFO), internal=True, content={"files": [stored(mofa)]}))[0]
    assert ask(vufo, network, paths.file(inner.name, 0)).status_code == 404


def test_a_request_serves_once_and_for_its_path(act: StoredAct, vufo: Node, network: Network) -> None:
    path = paths.file(act.name, 0)
    with vufo.active(), network.client() as client:
        headers = {"authorization": "Servanda " + sign_request(MOFA, "GET", path, now=now())}
        assert client.get(f"http://{MOFA}{path}", headers=headers).status_code == 200
        assert client.get(f"http://{MOFA}{path}", headers=headers).json()["code"] == "replayed"
        headers = {"authorization": "Servanda " + sign_request(MOFA, "GET", "/exchange/v1/other/", now=now())}
        assert client.get(f"http://{MOFA}{path}", headers=headers).status_code == 400


def test_a_range_past_the_end(act: StoredAct, vufo: Node, network: Network) -> None:
    assert ask(vufo, network, paths.file(act.name, 0), range=f"bytes={len(BYTES)}-").status_code == 416
    part = ask(vufo, network, paths.file(act.name, 0), range="bytes=10-")
    assert (part.status_code, part.content) == (206, BYTES[10:])

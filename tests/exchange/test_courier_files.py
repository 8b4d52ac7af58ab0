"""Files of acts travel in courier files: streamed, kept only where an act wants them, and only the right bytes."""

import hashlib
import io
import secrets
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servanda.exchange import files, wire
from servanda.exchange.courier import frames, sealing
from servanda.exchange.courier.pack import pack
from servanda.exchange.courier.unpack import unpack
from servanda.exchange.models import FileRow
from servanda.kernel.node import Node
from tests.exchange.carrying import carry, leftovers, packed, standing, taken_in
from tests.exchange.network import Network
from tests.exchange.speaking import contact, draft, now, opened, say
from tests.world import VUFO

MEGABYTE = 2**20


def attached(node: Node, raw: bytes) -> dict[str, Any]:
    with node.active():
        sha256, size = files.store_file(io.BytesIO(raw), 25 * MEGABYTE)
    return {"name": "plan.pdf", "size": size, "type": "application/pdf", "sha256": sha256}


def has(node: Node, raw: bytes) -> bool:
    with node.active():
        path = files.path_of("sha256:" + hashlib.sha256(raw).hexdigest())
        return path.exists() and path.read_bytes() == raw


@pytest.fixture
def dossier(mofa: Node, vufo: Node) -> str:
    return opened(mofa, VUFO)


def test_files_go_with_their_entries(mofa: Node, vufo: Node, dossier: str) -> None:
    raws = [secrets.token_bytes(n) for n in (0, 1, 200_000)]
    say(mofa, draft(mofa, dossier, content={"files": [attached(mofa, raw) for raw in raws]}))
    done = carry(mofa, vufo)
    assert done.files == {"taken": 3, "known": 0, "waits": 0, "wrong": 0} and done.is_good
    assert all(has(vufo, raw) for raw in raws)
    carry(vufo, mofa)
    assert standing(mofa, vufo) == {("taken", "")}
    assert taken_in(vufo, packed(mofa, vufo)).files["known"] == 0, "nothing of it is packed again"


def test_a_file_that_the_network_did_not_finish_comes_by_courier(
    mofa: Node, vufo: Node, dossier: str, network: Network
) -> None:
    raw = secrets.token_bytes(100_000)
    say(mofa, draft(mofa, dossier, content={"files": [attached(mofa, raw)]}))
    contact(mofa, vufo, network)
    assert standing(mofa, vufo) == {("taken", ""), ("taken", "files")}
    done = carry(mofa, vufo)
    assert (done.taken, done.files["taken"]) == (0, 1)
    assert has(vufo, raw)
    carry(vufo, mofa)
    assert standing(mofa, vufo) == {("taken", "")}


def test_other_bytes_than_those_named_are_kept_nowhere(mofa: Node, vufo: Node, dossier: str) -> None:
    raw, other = secrets.token_bytes(5000), secrets.token_bytes(5000)
    act = say(mofa, draft(mofa, dossier, content={"files": [attached(mofa, raw)]}))[0]
    with mofa.active():
        path = files.path_of("sha256:" + hashlib.sha256(raw).hexdigest())
        path.write_bytes(other)
    done = carry(mofa, vufo)
    assert (done.taken, done.files["wrong"], done.is_good) == (2, 1, False)
    assert not has(vufo, other) and not leftovers(vufo)
    with vufo.active():
        assert FileRow.objects.get(act=act.name).state == "wanted"
    path.write_bytes(raw)
    carry(vufo, mofa)
    assert carry(mofa, vufo).files["taken"] == 1
    assert has(vufo, raw)


def test_a_file_that_no_entry_wants_is_kept_nowhere(mofa: Node, vufo: Node, dossier: str) -> None:
    raw = secrets.token_bytes(5000)
    carry(mofa, vufo)
    extra = b"".join(frames.carried("sha256:" + "0" * 64, 0, len(raw), [raw]))
    done = taken_in(vufo, resealed(mofa, vufo, extra=extra))
    assert done.files["wrong"] == 1
    assert not has(vufo, raw) and not leftovers(vufo)


def resealed(here: Node, there: Node, *, extra: bytes) -> bytes:
    """A courier file with more in it than our own code packs."""
    plain = io.BytesIO()
    sealing.unseal(io.BytesIO(packed(here, there)), plain, there)
    body, _, count = plain.getvalue().rpartition(b"end ")
    target = io.BytesIO()
    sealing.seal([body, extra, frames.end(int(count) + 1)], target, there.card.recipient)
    return target.getvalue()


@pytest.mark.parametrize(
    "extra", [b"batch 3\nxyz", b"request 3\nxyz", b"batch 99999999\n", b"nonsense\n", b"x" * 300, b"file x 1 1\nx"]
)
def test_what_is_not_in_the_form_stops_and_keeps_what_came_before(
    mofa: Node, vufo: Node, dossier: str, extra: bytes
) -> None:
    done = taken_in(vufo, resealed(mofa, vufo, extra=extra))
    assert done.taken == 1 and not done.is_good
    assert not leftovers(vufo)


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def test_large_files_and_long_feeds_are_not_held_in_memory(
    mofa: Node, vufo: Node, dossier: str, tmp_path: Path, traced: None
) -> None:
    raws = [secrets.token_bytes(20 * MEGABYTE) for _ in range(2)]
    named = [attached(mofa, raw) for raw in raws]
    del raws
    say(mofa, *(draft(mofa, dossier, content={"text": f"{n}"}) for n in range(600)))
    say(mofa, draft(mofa, dossier, content={"files": named}))
    path = tmp_path / "carried"
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    with mofa.active(), open(path, "wb") as target:
        pack(VUFO, target, now=now())
    with vufo.active(), open(path, "rb") as source:
        done = unpack(source, now=now())
    assert tracemalloc.get_traced_memory()[1] - before < 16 * MEGABYTE < path.stat().st_size
    assert (done.taken, done.files["taken"], done.is_good) == (602, 2, True)
    assert not leftovers(vufo)


def test_an_entry_that_waits_gets_its_file_when_it_is_taken(
    mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    raw = secrets.token_bytes(3000)
    shared = opened(mofa, VUFO, third.agency)
    contact(mofa, vufo, network)
    say(vufo, draft(vufo, shared, content={"files": [attached(vufo, raw)]}))
    done = carry(vufo, third)
    assert (done.waits, done.files["waits"], done.is_good) == (1, 1, True)
    assert not has(third, raw)
    carry(mofa, third)
    carry(third, vufo)
    assert standing(vufo, third) == {("taken", "files")}
    assert carry(vufo, third).files["taken"] == 1
    assert has(third, raw)


def test_the_request_inside_is_good_for_no_address(mofa: Node, vufo: Node, network: Network) -> None:
    """Who opens a courier file cannot use what is in it over the network."""
    plain = io.BytesIO()
    opened(mofa, VUFO)
    sealing.unseal(io.BytesIO(packed(mofa, vufo)), plain, vufo)
    plain.seek(0)
    first = next(frames.read(plain))
    assert isinstance(first, frames.Statement) and wire.read_request(first.raw.decode()).says.sender == mofa.agency
    with network.client() as client:
        answer = client.post(f"http://{VUFO}/exchange/v1/contact/", content=first.raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_envelope")

"""The peers' door refuses batches as it must, over HTTP, and then nothing has changed."""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from nacl.signing import SigningKey

from servanda.exchange import batches, paths, wire
from servanda.kernel import jws, rotation
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.sender import Sender, everything
from tests.exchange.speaking import contact, now
from tests.world import THIRD, VUFO


def unsigned(bad: Sender, good: bytes) -> bytes:
    return zlib.compress(b"\n" + good + b"\n")


def unsigned_alg(bad: Sender, good: bytes) -> bytes:
    token = zlib.decompress(bad.batch(good)).split(b"\n")[0].decode()
    header = jws.b64(b'{"alg":"none","typ":"servanda-head"}')
    return zlib.compress(f"{header}.{token.split('.')[1]}.\n".encode() + good + b"\n")


def forged(bad: Sender, good: bytes) -> bytes:
    bad.key = SigningKey.generate()
    return bad.batch(good)


def other_purpose(bad: Sender, good: bytes) -> bytes:
    payload = zlib.decompress(bad.batch(good)).split(b"\n")[0].decode().split(".")[1]
    token = jws.sign(jws.RECEIPT, jws.unb64(payload), bad.key)
    return zlib.compress(token.encode() + b"\n" + good + b"\n")


def not_linked(bad: Sender, good: bytes) -> bytes:
    return bad.batch(good, sender="stranger.example")


def wrong_recipient(bad: Sender, good: bytes) -> bytes:
    return bad.batch(good, receiver=THIRD)


def altered_entry(bad: Sender, good: bytes) -> bytes:
    return zlib.compress(zlib.decompress(bad.batch(good)).replace(b'"parts"', b'"Parts"'))


def altered_body_under_a_true_head(bad: Sender, good: bytes) -> bytes:
    head = bad.head([good])
    token = wire.write_head(replace(head, body=jws.sha256(b"")), bad.key)
    return zlib.compress(token.encode() + b"\n" + good + b"\n")


def too_many(bad: Sender, good: bytes) -> bytes:
    return bad.batch(*[good] * (batches.ENTRY_LIMIT + 1))


def fewer_than_said(bad: Sender, good: bytes) -> bytes:
    return bad.batch(good, last=2)


def wrong_link(bad: Sender, good: bytes) -> bytes:
    return bad.batch(good, after=bad.link)


def gap(bad: Sender, good: bytes) -> bytes:
    return bad.batch(good, first=5, last=5)


def other_start(bad: Sender, good: bytes) -> bytes:
    bad.link = jws.sha256(b"elsewhere")
    return bad.batch(good)


def bomb(bad: Sender, good: bytes) -> bytes:
    return zlib.compress(b"\0" * (200 * 1024 * 1024), 9)


def truncated(bad: Sender, good: bytes) -> bytes:
    return bad.batch(good)[:-6]


def trailing(bad: Sender, good: bytes) -> bytes:
    return bad.batch(good) + b"x"


def not_compressed(bad: Sender, good: bytes) -> bytes:
    return b"hello"


def empty(bad: Sender, good: bytes) -> bytes:
    return b""


def oversized(bad: Sender, good: bytes) -> bytes:
    return b"\0" * (batches.SENT_LIMIT + 1)


def a_line(text: bytes) -> Callable[[Sender, bytes], bytes]:
    def make(bad: Sender, good: bytes) -> bytes:
        head = bad.head([good])
        return batches.write(head, [text], bad.key)[0]

    return make


@pytest.mark.parametrize(
    ("make", "status", "code"),
    [
        (unsigned, 401, "no_signature"),
        (unsigned_alg, 401, "bad_header"),
        (forged, 401, "bad_signature"),
        (other_purpose, 401, "bad_header"),
        (not_linked, 403, "not_linked"),
        (wrong_recipient, 401, "wrong_recipient"),
        (altered_entry, 400, "bad_batch"),
        (altered_body_under_a_true_head, 400, "bad_batch"),
        (too_many, 400, "bad_batch"),
        (fewer_than_said, 400, "bad_batch"),
        (wrong_link, 400, "bad_batch"),
        (gap, 409, "feed_gap"),
        (bomb, 413, "too_large"),
        (truncated, 400, "bad_batch"),
        (trailing, 400, "bad_batch"),
        (not_compressed, 400, "bad_batch"),
        (empty, 400, "bad_batch"),
        (oversized, 413, "too_large"),
        (a_line(b"[" * 100_000 + b"]" * 100_000), 400, "json_too_deep"),
        (a_line(b'{"act":"a","act":"b","parts":{}}'), 400, "json_duplicate_key"),
        (a_line(b'{"act":1.5,"parts":{}}'), 400, "json_float"),
        (a_line(b'{"act":"a","parts":{"other":"x"}}'), 400, "bad_batch"),
        (a_line(b'{"hash":"sha256:0","reason":"recalled"}'), 400, "bad_batch"),
        (a_line(b"\xff"), 400, "not_json"),
    ],
)
def test_a_batch_is_refused(
    bad: Sender, vufo: Node, good_line: bytes, make: Callable[[Sender, bytes], bytes], status: int, code: str
) -> None:
    before = everything(vufo)
    answer = bad.post(make(bad, good_line))
    data = answer.json()
    assert (answer.status_code, data["code"]) == (status, code)
    assert isinstance(data["params"], dict)
    assert data["message"]
    assert everything(vufo) == before


def test_an_oversized_batch_is_told_the_limit(bad: Sender, good_line: bytes) -> None:
    answer = bad.post(oversized(bad, good_line))
    assert answer.json()["params"]["limit"] == batches.SENT_LIMIT


def test_only_these_methods(bad: Sender, network: Network) -> None:
    with network.client() as client:
        assert client.get(f"http://{VUFO}{paths.FEED}").status_code == 405
        assert client.get(f"http://{VUFO}{paths.CONTACT}").status_code == 405
        assert client.post(f"http://{VUFO}{paths.CARD}").status_code == 405
        assert client.get(f"http://{VUFO}{paths.CARD}").text.strip() == bad.there.card.jws


def test_a_retired_key_signs_no_head(bad: Sender, mofa: Node, vufo: Node, network: Network, good_line: bytes) -> None:
    rotation.rotate(mofa, at=now())
    contact(mofa, vufo, network)
    answer = bad.post(bad.batch(good_line))
    assert (answer.status_code, answer.json()["code"]) == (401, "retired_key")
    bad.key = mofa.signing_key
    assert bad.send(good_line) == {}  # an act under the retired key, covered by a head under the current one


def test_a_start_elsewhere_is_a_fork(bad: Sender, good_line: bytes) -> None:
    assert bad.post(other_start(bad, good_line)).json()["code"] == "feed_fork"


def test_errors_are_json_with_the_place(bad: Sender, good_line: bytes) -> None:
    answer = bad.post(gap(bad, good_line))
    assert json.loads(answer.text)["params"] == {"n": 1}
    assert wire.read_receipt(answer.json()["receipt"]).says.place.n == 0

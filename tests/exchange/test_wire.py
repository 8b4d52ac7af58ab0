"""The statements and the batch format, with vectors that another implementation can check itself against."""

import hashlib
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest
from joserfc import jws as jose
from joserfc.jwk import OKPKey
from nacl.signing import SigningKey

from servanda.exchange import batches, wire
from servanda.exchange.wire import Head, Place, Receipt, Request
from servanda.kernel import jws
from servanda.kernel.refusals import Refused

KEY = SigningKey(bytes(range(32)))
AT = datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC)
ONE, TWO = "sha256:" + "11" * 32, "sha256:" + "22" * 32
START = wire.genesis("mofa.example", "union.example")


def test_links() -> None:
    assert "sha256:" + hashlib.sha256(b"servanda-feed mofa.example union.example").hexdigest() == START
    raw = hashlib.sha256(bytes.fromhex(START[7:]) + b"\x11" * 32).digest()
    assert wire.link(START, ONE) == "sha256:" + raw.hex()
    assert batches.chain(START, [ONE, TWO]) == "sha256:" + hashlib.sha256(raw + b"\x22" * 32).hexdigest()
    assert batches.chain(START, [ONE, TWO]) == (
        "sha256:b90e7da9f6988ebd7c0ab451619cc5a99bdddbc8ea57cbf2351b72859085c20f"
    )


HEAD = Head(
    sender="mofa.example", receiver="union.example", epoch=1, first=1, last=2, before=START,
    after=batches.chain(START, [ONE, TWO]), body=jws.sha256(b""), nonce="n" * 22, at=AT,
)  # fmt: skip
RECEIPT = Receipt(
    sender="union.example", receiver="mofa.example", place=Place(1, 2, HEAD.after), nonce="n" * 22, at=AT,
    outcomes={2: ("parked", "missing", {"names": [ONE]})}, ahead=Place(1, 0, START), card="a.b.c",
)  # fmt: skip
REQUEST = Request(
    sender="mofa.example", receiver="union.example", method="GET", path="/exchange/v1/file/x/0/", nonce="n" * 22,
    at=AT, data={"knows": 1},
)  # fmt: skip


def test_statements_come_back_as_they_were_said() -> None:
    assert wire.read_head(wire.write_head(HEAD, KEY)).says == HEAD
    assert wire.read_receipt(wire.write_receipt(RECEIPT, KEY)).says == RECEIPT
    assert wire.read_request(wire.write_request(REQUEST, KEY)).says == REQUEST


def test_an_independent_reader_agrees() -> None:
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": jws.b64(KEY.verify_key.encode())})
    read = jose.deserialize_compact(wire.write_head(HEAD, KEY), key, algorithms=["Ed25519"])
    assert read.protected["typ"] == "servanda-head"
    assert b'"from":"mofa.example"' in read.payload


def test_no_statement_passes_for_another() -> None:
    head, receipt, request = (
        wire.write_head(HEAD, KEY), wire.write_receipt(RECEIPT, KEY), wire.write_request(REQUEST, KEY),
    )  # fmt: skip
    for read, tokens in (
        (wire.read_head, (receipt, request)),
        (wire.read_receipt, (head, request)),
        (wire.read_request, (head, receipt)),
    ):
        for token in tokens:
            with pytest.raises(Refused) as refused:
                read(token)
            assert refused.value.code == "bad_header"


@pytest.mark.parametrize("limit", [100, 99])
def test_unfolding_stops_at_the_limit(limit: int) -> None:
    raw = zlib.compress(b"x" * 100)
    if limit == 100:
        assert batches.inflate(raw, limit=limit) == b"x" * 100
    else:
        with pytest.raises(Refused) as refused:
            batches.inflate(raw, limit=limit)
        assert refused.value.code == "too_large"


def test_the_largest_entry_fits_a_batch() -> None:
    from servanda.kernel.acts import LIMITS

    parts = {name: b'"' * LIMITS[name] for name in ("facts", "content", "personal")}
    raw = batches.line("a" * (LIMITS["act"] * 4 // 3 + 200), parts)
    assert len(raw) <= batches.LINE_LIMIT
    assert len(raw) + wire.STATEMENT_LIMIT <= batches.BYTES_LIMIT
    assert batches.read_line(raw).parts == parts


def test_an_entry_is_named_by_what_was_signed() -> None:
    token = jws.sign(jws.ACT, b"{}", KEY)
    assert batches.read_line(batches.line(token, {})).name == jws.name(token.rpartition(".")[0])


def test_a_bomb_is_never_unfolded() -> None:
    raw = zlib.compress(b"\0" * (64 * 1024 * 1024), 9)
    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            batches.inflate(raw, limit=1024 * 1024)
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()

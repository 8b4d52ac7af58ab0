"""Compact JWS: ours is read by another library, its is read by us, and nothing else passes."""

import pytest
from joserfc import jws as joserfc
from joserfc.jwk import OKPKey

from servanda.kernel import jws
from servanda.kernel.refusals import Refused
from tests.kernel.agencies import MINISTRY, UNION

LIMIT = 4096
PAYLOAD = '{"text":"Công hàm"}'.encode()
TOKEN = jws.sign(jws.ACT, PAYLOAD, MINISTRY.key)


def other_library_key() -> OKPKey:
    public, private = MINISTRY.key.verify_key.encode(), MINISTRY.key.encode()
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": jws.b64(public), "d": jws.b64(private)})


def test_another_library_verifies_ours() -> None:
    read = joserfc.deserialize_compact(TOKEN, other_library_key(), algorithms=["Ed25519"])
    assert read.payload == PAYLOAD
    assert read.headers() == {"alg": "Ed25519", "typ": "servanda-act"}


def test_we_verify_what_another_library_signed() -> None:
    token = joserfc.serialize_compact(
        {"alg": "Ed25519", "typ": jws.ACT}, PAYLOAD, other_library_key(), algorithms=["Ed25519"]
    )
    signed, payload, signature = jws.split(token, jws.ACT, limit=LIMIT)
    jws.verify(signed, signature, MINISTRY.key.verify_key)
    assert payload == PAYLOAD
    assert token == TOKEN


def test_the_name_is_the_sha256_of_what_was_signed() -> None:
    signed, _, _ = jws.split(TOKEN, jws.ACT, limit=LIMIT)
    assert jws.name(signed) == jws.sha256(TOKEN.rpartition(".")[0].encode("ascii"))


@pytest.mark.parametrize("typ", [jws.INTERNAL, jws.CARD, jws.HEAD, jws.RECEIPT, jws.REQUEST])
def test_no_signature_serves_two_purposes(typ: str) -> None:
    with pytest.raises(Refused) as refused:
        jws.split(jws.sign(typ, PAYLOAD, MINISTRY.key), jws.ACT, limit=LIMIT)
    assert refused.value.code == "bad_header"


head, body, signature = TOKEN.split(".")
NO_ALGORITHM = jws.b64(b'{"alg":"none","typ":"servanda-act"}')
SPACED = jws.b64(b'{"alg": "Ed25519","typ":"servanda-act"}')
BAD = {
    "nothing": ("", "no_signature"),
    "two parts": (f"{head}.{body}", "no_signature"),
    "four parts": (f"{TOKEN}.{body}", "no_signature"),
    "not ascii": (f"{head}.{body}é.{signature}", "no_signature"),
    "padding": (f"{head}.{body}.{signature}==", "no_signature"),
    "other alphabet": (f"{head}.+///.{signature}", "no_signature"),
    "a line end": (f"{TOKEN}\n", "no_signature"),
    "loose last bits": (f"{head}.{body}.{signature[:-1]}{chr(ord(signature[-1]) + 1)}", "no_signature"),
    "alg none": (f"{NO_ALGORITHM}.{body}.", "bad_header"),
    "spaced header": (f"{SPACED}.{body}.{signature}", "bad_header"),
    "too long": ("a" * (LIMIT + 1), "too_large"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_malformed_token_is_refused(case: str) -> None:
    token, code = BAD[case]
    with pytest.raises(Refused) as refused:
        jws.split(token, jws.ACT, limit=LIMIT)
    assert refused.value.code == code


def test_every_changed_bit_breaks_the_signature() -> None:
    signed, _, raw = jws.split(TOKEN, jws.ACT, limit=LIMIT)
    for place in (0, 31, 32, 63):
        changed = bytes(byte ^ (1 if i == place else 0) for i, byte in enumerate(raw))
        with pytest.raises(Refused, match="does not verify"):
            jws.verify(signed, changed, MINISTRY.key.verify_key)
    with pytest.raises(Refused):
        jws.verify(signed + "A", raw, MINISTRY.key.verify_key)
    with pytest.raises(Refused):
        jws.verify(signed, raw, UNION.key.verify_key)
    with pytest.raises(Refused):
        jws.verify(signed, raw[:-1], MINISTRY.key.verify_key)

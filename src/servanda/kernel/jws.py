"""Compact JWS (RFC 7515) with Ed25519 over raw bytes; every kind of statement has its own `typ`."""

import base64
import binascii
import hashlib
from functools import cache

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from servanda.kernel.refusals import Refused

ACT = "servanda-act"
INTERNAL = "servanda-internal"
CARD = "servanda-card"
HEAD = "servanda-head"
RECEIPT = "servanda-receipt"
REQUEST = "servanda-request"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """Strict base64url without padding: one text per value, so that no signature has two spellings."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Refused("no_signature") from None
    if b64(raw) != text:
        raise Refused("no_signature")
    return raw


@cache
def header(typ: str) -> str:
    return b64(b'{"alg":"Ed25519","typ":"' + typ.encode("ascii") + b'"}')


def sign(typ: str, payload: bytes, key: SigningKey) -> str:
    signed = f"{header(typ)}.{b64(payload)}"
    return f"{signed}.{b64(key.sign(signed.encode('ascii')).signature)}"


def split(token: str, typ: str, *, limit: int) -> tuple[str, bytes, bytes]:
    """(signing input, payload, signature), unverified. Raises Refused: too_large, no_signature, bad_header."""
    if len(token) > limit:
        raise Refused("too_large", size=len(token), limit=limit)
    if not token.isascii() or token.count(".") != 2:
        raise Refused("no_signature")
    head, payload, signature = token.split(".")
    if head != header(typ):
        raise Refused("bad_header", typ=typ)
    return f"{head}.{payload}", unb64(payload), unb64(signature)


def verify(signed: str, signature: bytes, key: VerifyKey) -> None:
    """Raise Refused("bad_signature") unless `key` signed `signed`."""
    try:
        key.verify(signed.encode("ascii"), signature)
    except (BadSignatureError, ValueError):
        raise Refused("bad_signature") from None


def name(signed: str) -> str:
    """The name of a statement: the sha256 of what was signed."""
    return sha256(signed.encode("ascii"))


def sha256(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()

"""A batch: a signed head and its entries, one JSON line each, compressed; the same bytes over a network or by hand."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nacl.signing import SigningKey

from servanda.exchange import wire
from servanda.exchange.wire import Head, Signed
from servanda.kernel import jsonbytes, jws
from servanda.kernel.acts import LIMITS, NAME, PARTS
from servanda.kernel.refusals import Refused

ENTRY_LIMIT = 256
BYTES_LIMIT = 8 * 1024 * 1024  # of the lines; one entry of the largest allowed act always fits
SENT_LIMIT = BYTES_LIMIT  # of the compressed bytes: what does not compress is not larger than this either
# Why a part, or a whole act, is not in its line; no other reason is taken.
RECALLED, NOT_KEPT = REASONS = ("recalled", "not_kept")
# What the receiver then says of it: taken, with a code, since the content did not come.
WITHOUT_CONTENT = {RECALLED: "recalled", NOT_KEPT: "not_received"}
LINE_LIMIT = 2 * sum(LIMITS.values()) + LIMITS["act"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as carried. `token` is empty when only the name is told, with the reason."""

    name: str
    token: str
    parts: Mapping[str, bytes]
    reason: str = ""


def line(token: str, parts: Mapping[str, bytes], reason: str = "") -> bytes:
    """One act with its parts; `reason` says why a part that it names is not there."""
    data: dict[str, Any] = {"act": token, "parts": {name: raw.decode("utf-8") for name, raw in parts.items()}}
    return _json(data | ({"reason": reason} if reason else {}))


def bare_line(name: str, reason: str) -> bytes:
    return _json({"hash": name, "reason": reason})


def entry_name(token: str) -> str:
    """The name under which the feed carries an entry, even one whose signature is malformed."""
    return jws.sha256(token.rpartition(".")[0].encode("utf-8"))


def write(head: Head, lines: Sequence[bytes], key: SigningKey) -> tuple[bytes, str]:
    """(bytes of the batch, the head as signed). `head.body` is filled in."""
    body = b"".join(row + b"\n" for row in lines)
    token = wire.write_head(replace(head, body=jws.sha256(body)), key)
    return zlib.compress(token.encode("ascii") + b"\n" + body, 1), token


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as opened; the head is not verified yet, the body is the one that the head names."""

    token: str
    head: Signed[Head]
    body: bytes

    def entries(self) -> list[Entry]:
        """The entries, which must be as many as the head says and lead from its `before` to its `after`."""
        head = self.head.says
        rows = self.body.split(b"\n")[:-1]
        if len(rows) != head.last - head.first + 1 or len(rows) > ENTRY_LIMIT:
            raise Refused("bad_batch")
        found = [read_line(row) for row in rows]
        if chain(head.before, (entry.name for entry in found)) != head.after:
            raise Refused("bad_batch")
        return found


def read_head(raw: bytes) -> Signed[Head]:
    """The head of a batch, before anything behind it is unfolded: of a stranger's bytes nothing more is read."""
    try:
        begun = zlib.decompressobj().decompress(raw, wire.STATEMENT_LIMIT * 2 + 1)
    except zlib.error:
        raise Refused("bad_batch") from None
    first, newline, _ = begun.partition(b"\n")
    if not newline and len(begun) > wire.STATEMENT_LIMIT * 2:
        raise Refused("too_large", size=len(begun), limit=wire.STATEMENT_LIMIT * 2)
    if not newline:
        raise Refused("bad_batch")
    return wire.read_head(_ascii(first))


def read(raw: bytes) -> Batch:
    """Open a batch. Raises Refused: too_large, bad_batch, or what a malformed head is refused with."""
    lines = inflate(raw, limit=BYTES_LIMIT)
    first, newline, body = lines.partition(b"\n")
    if not newline or (body and not body.endswith(b"\n")):
        raise Refused("bad_batch")
    token = _ascii(first)
    head = wire.read_head(token)
    if jws.sha256(body) != head.says.body:
        raise Refused("bad_batch")
    return Batch(token, head, body)


def inflate(raw: bytes, *, limit: int) -> bytes:
    """Decompress at most `limit` bytes; never holds more than that, whatever `raw` would unfold to."""
    engine = zlib.decompressobj()
    try:
        found = engine.decompress(raw, limit + 1)
    except zlib.error:
        raise Refused("bad_batch") from None
    if len(found) > limit:
        raise Refused("too_large", size=len(found), limit=limit)
    if not engine.eof or engine.unused_data:
        raise Refused("bad_batch")
    return found


def read_line(raw: bytes) -> Entry:
    data = jsonbytes.read_object(raw, limit=LINE_LIMIT)
    reason = data.get("reason", "")
    if not isinstance(reason, str) or len(reason) > 40:
        raise Refused("bad_batch")
    if "hash" in data:
        name = data["hash"]
        if not isinstance(name, str) or not NAME.fullmatch(name) or not reason:
            raise Refused("bad_batch")
        return Entry(name, "", {}, reason)
    token, parts = data.get("act"), data.get("parts")
    if not isinstance(token, str) or not token or not isinstance(parts, dict) or not set(parts) <= set(PARTS):
        raise Refused("bad_batch")
    if not all(isinstance(text, str) for text in parts.values()):
        raise Refused("bad_batch")
    return Entry(entry_name(token), token, {name: text.encode("utf-8") for name, text in parts.items()}, reason)


def _ascii(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise Refused("no_signature") from None


def chain(before: str, names: Iterable[str]) -> str:
    for name in names:
        before = wire.link(before, name)
    return before


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

"""Good batches and requests, changed in one place by a recipe, and signed anew where a peer could sign them."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

from servanda.exchange import batches, paths, wire
from servanda.exchange.models import Feed
from servanda.exchange.receive import write_receipt
from servanda.kernel import acts, jws
from servanda.kernel.times import write_time
from tests.exchange.sender import Sender, line, sealed
from tests.exchange.speaking import now

# What a recipe may change. Of the first six the result is signed by the peer's own good key.
SIGNED = ("head", "act", "part", "request", "receipt", "opening")
RAW = ("line", "lines", "packed", "token")
TARGETS = SIGNED + RAW
GONE = {"gone": True}  # as a value: the field is left out
TWICE = {"twice": True}  # as a value: the field stands there twice
Recipe = dict[str, Any]


def made(bad: Sender, recipe: Recipe) -> tuple[str, bytes]:
    """(path at the door, body) of what the recipe makes out of something good."""
    target = recipe["target"]
    if target in ("request", "receipt"):
        return paths.CONTACT, _contact(bad, recipe).encode("utf-8", "surrogatepass")
    with bad.there.active():
        feed = Feed.objects.get(peer=bad.here.agency)
        bad.n, bad.link = feed.in_n, feed.in_link
    opening = sealed(bad.here, acts.new_dossier_id(bad.here.agency))
    files = [{"name": "a", "size": 1, "sha256": "sha256:" + "0" * 64}]
    word = sealed(bad.here, opening.dossier, n=2, prev=opening.id, kind="note.say", parts={
        "content": {"text": "x", "files": files, "list": [1, {"a": "b"}]},
        "facts": {"day": "2026-12-01", "rows": [{"id": "r1", "n": 5}]},
    })  # fmt: skip
    lines = [line(opening), line(word)]
    if target == "opening":
        lines[0] = _resealed(bad, opening, recipe, "envelope")
    elif target in ("act", "part"):
        lines[1] = _resealed(bad, word, recipe, "envelope" if target == "act" else "part")
    elif target == "line":
        lines[1] = changed(json.loads(lines[1]), recipe)
    elif target == "lines":
        lines = _spliced(b"\n".join(lines), recipe).split(b"\n")
    return paths.FEED, _batch(bad, lines, recipe)


def changed(data: Any, recipe: Recipe) -> bytes:
    """The JSON of `data` with one of its values replaced, left out or doubled."""
    places = list(_places(data))
    holder, key = places[recipe["place"] % len(places)]
    value = recipe["value"]
    if value == GONE:
        del holder[key]
    elif value == TWICE and isinstance(holder, dict):
        text = json.dumps(data)
        return (text[:-1] + "," + text[1:]).encode("utf-8", "surrogatepass")
    else:
        holder[key] = value
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield data, key
        yield from _places(data[key])


def _resealed(bad: Sender, act: acts.Act, recipe: Recipe, what: str) -> bytes:
    envelope = json.loads(jws.unb64(act.jws.split(".")[1]))
    parts = dict(act.parts)
    if what == "part":
        name = sorted(parts)[recipe["place"] % len(parts)]
        parts[name] = changed(json.loads(parts[name]), recipe | {"place": recipe["place"] // len(parts)})
        envelope[name] = jws.sha256(parts[name])
        payload = json.dumps(envelope).encode()
    else:
        payload = changed(envelope, recipe)
    said = {
        "act": jws.sign(jws.ACT, payload, bad.key),
        "parts": {n: raw.decode("utf-8", "replace") for n, raw in parts.items()},
    }
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


def _batch(bad: Sender, lines: list[bytes], recipe: Recipe) -> bytes:
    body = b"".join(row + b"\n" for row in lines)
    names = [_name(row) for row in lines]
    head = wire.Head(
        sender=bad.here.agency, receiver=bad.there.agency, epoch=1, first=bad.n + 1, last=bad.n + len(lines),
        before=bad.link, after=batches.chain(bad.link, names), body=jws.sha256(body), nonce=wire.new_nonce(), at=now(),
    )  # fmt: skip
    token = wire.write_head(head, bad.key)
    if recipe["target"] == "head":
        payload = changed(json.loads(jws.unb64(token.split(".")[1])), recipe)
        token = jws.sign(jws.HEAD, payload, bad.key)
    raw = token.encode()
    if recipe["target"] == "token":
        raw = _spliced(raw, recipe)
    packed = zlib.compress(raw + b"\n" + body, 1)
    return _spliced(packed, recipe) if recipe["target"] == "packed" else packed


def _name(row: bytes) -> str:
    """The name under which an honest feed would carry this line, as far as it can be told."""
    try:
        data = json.loads(row)
        return batches.entry_name(data["act"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return jws.sha256(row)


def _contact(bad: Sender, recipe: Recipe) -> str:
    with bad.here.active():
        feed = Feed.objects.get(peer=bad.there.agency)
        receipt = write_receipt(feed, wire.new_nonce(), {1: ("parked", "missing", {"names": ["x"]})}, now=now())
    if recipe["target"] == "receipt":
        payload = changed(json.loads(jws.unb64(receipt.split(".")[1])), recipe)
        receipt = jws.sign(jws.RECEIPT, payload, bad.key)
    data = {
        "v": 1, "from": bad.here.agency, "to": bad.there.agency, "method": "POST", "path": paths.CONTACT,
        "nonce": wire.new_nonce(), "at": write_time(now()),
        "data": {"receipt": receipt, "head": [1, 1, "sha256:" + "0" * 64], "ask": [1, 2, 3], "knows": 1,
                 "card": bad.here.card.jws},
    }  # fmt: skip
    payload = changed(data, recipe) if recipe["target"] == "request" else json.dumps(data).encode()
    return jws.sign(jws.REQUEST, payload, bad.key)


def _spliced(raw: bytes, recipe: Recipe) -> bytes:
    """Some bytes are cut out at a place, and others put there."""
    at = recipe["place"] % (len(raw) + 1)
    text = recipe["value"] if isinstance(recipe["value"], str) else json.dumps(recipe["value"])
    return raw[:at] + text.encode("utf-8", "surrogatepass") + raw[at + recipe.get("cut", 0) :]

"""Statements that are signed well or badly and mean ill: each is refused by its code, and nothing has changed."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from nacl.signing import SigningKey

from servanda.exchange import paths, wire
from servanda.exchange.models import Feed
from servanda.exchange.receive import write_receipt
from servanda.kernel import jws, keys
from servanda.kernel.keys import Card, SigningKeyEntry
from servanda.kernel.times import write_time
from tests import world
from tests.engines import Engine
from tests.exchange.network import Network
from tests.exchange.sender import Sender, everything
from tests.exchange.speaking import link, now
from tests.world import MOFA, THIRD, VUFO

CYRILLIC = "m\u043efa.example"


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[Sender]:
    """One pair for all cases: none of them may change anything."""
    folder = tmp_path_factory.mktemp("statements")
    mofa, vufo = (world.make_node(folder / agency, agency, engine=engine) for agency in (MOFA, VUFO))
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.exchange.urls", DEBUG_PROPAGATE_EXCEPTIONS=True):
        network = Network()
        network.join(mofa, vufo)
        link(mofa, vufo)
        yield Sender(mofa, vufo, network)
    engine.forget((mofa, vufo))


def request(bad: Sender, **changes: Any) -> dict[str, Any]:
    """A good contact as a payload."""
    with bad.here.active():
        receipt = write_receipt(Feed.objects.get(peer=bad.there.agency), wire.new_nonce(), {}, now=now())
    good = {
        "v": 1, "from": MOFA, "to": VUFO, "method": "POST", "path": paths.CONTACT, "nonce": wire.new_nonce(),
        "at": write_time(now()), "data": {"receipt": receipt},
    }  # fmt: skip
    return good | changes


def signed(bad: Sender, payload: bytes, header: bytes = b'{"alg":"Ed25519","typ":"servanda-request"}') -> str:
    text = f"{jws.b64(header)}.{jws.b64(payload)}"
    return f"{text}.{jws.b64(bad.key.sign(text.encode()).signature)}"


def dumped(bad: Sender, **changes: Any) -> bytes:
    return json.dumps(request(bad, **changes)).encode()


def under(header: bytes) -> Callable[[Sender], str]:
    return lambda bad: signed(bad, dumped(bad), header)


def hs256(bad: Sender) -> str:
    """Signed with the public key as if it were a shared secret."""
    text = jws.b64(b'{"alg":"HS256","typ":"servanda-request"}') + "." + jws.b64(dumped(bad))
    public = bad.here.signing_key.verify_key.encode()
    return f"{text}.{jws.b64(hmac.new(public, text.encode(), hashlib.sha256).digest())}"


def resigned(change: Callable[[bytes], bytes]) -> Callable[[Sender], str]:
    """The signature is changed and what was signed is not."""

    def make(bad: Sender) -> str:
        text, _, signature = signed(bad, dumped(bad)).rpartition(".")
        return f"{text}.{jws.b64(change(jws.unb64(signature)))}"

    return make


def malleable(signature: bytes) -> bytes:
    """S + L: the same point of the curve, written in another way."""
    order = 2**252 + 27742317777372353535851937790883648493
    return signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")


def padded(bad: Sender) -> str:
    return signed(bad, dumped(bad)) + "="


def unsigned(bad: Sender) -> str:
    return signed(bad, dumped(bad)).rpartition(".")[0] + "."


def own_key(bad: Sender) -> str:
    other = SigningKey.generate()
    header = {"alg": "Ed25519", "typ": "servanda-request", "jwk": {"x": jws.b64(other.verify_key.encode())}}
    text = f"{jws.b64(json.dumps(header).encode())}.{jws.b64(dumped(bad))}"
    return f"{text}.{jws.b64(other.sign(text.encode()).signature)}"


def raw(change: Callable[[bytes], bytes]) -> Callable[[Sender], str]:
    return lambda bad: signed(bad, change(dumped(bad)))


def saying(**changes: Any) -> Callable[[Sender], str]:
    return lambda bad: signed(bad, dumped(bad, **changes))


def dated(change: timedelta) -> Callable[[Sender], str]:
    return lambda bad: signed(bad, dumped(bad, at=write_time(now() + change)))


def with_data(**data: Any) -> Callable[[Sender], str]:
    def make(bad: Sender) -> str:
        good = request(bad)
        return signed(bad, json.dumps(good | {"data": good["data"] | data}).encode())

    return make


def card(change: Callable[[Sender, Card], str]) -> Callable[[Sender], str]:
    return lambda bad: with_data(card=change(bad, bad.here.card))(bad)


def root_of(bad: Sender) -> SigningKey:
    return SigningKey(jws.unb64((bad.here.home / "keys" / "root.key").read_text().strip()))


def rewritten(card: Card, root: SigningKey, **changes: Any) -> str:
    fields = {name: getattr(card, name) for name in card.__dataclass_fields__ if name not in ("jws", "root")}
    return keys.write_card(root, **(fields | {"serial": card.serial + 1} | changes))


def stolen(bad: Sender, known: Card) -> str:
    """The signing key was stolen; the thief makes a card of their own with it."""
    mine = SigningKeyEntry(SigningKey.generate().verify_key.encode())
    return rewritten(known, bad.here.signing_key, keys=(mine,))


def stolen_under_the_true_root(bad: Sender, known: Card) -> str:
    """As before, with the true root named inside."""
    token = stolen(bad, known)
    data = json.loads(jws.unb64(token.split(".")[1])) | {"root": jws.b64(known.root)}
    return jws.sign(jws.CARD, json.dumps(data).encode(), bad.here.signing_key)


def same_serial(bad: Sender, known: Card) -> str:
    return rewritten(known, root_of(bad), serial=known.serial, address="http://elsewhere.example")


def of_another(bad: Sender, known: Card) -> str:
    return rewritten(known, root_of(bad), agency=THIRD)


def many_keys(bad: Sender, known: Card) -> str:
    more = [SigningKeyEntry(SigningKey.generate().verify_key.encode()) for _ in range(keys.MOST_KEYS)]
    return rewritten(known, root_of(bad), keys=(*known.keys, *more))


def older(bad: Sender, known: Card) -> str:
    return rewritten(known, root_of(bad), serial=0)


CASES: dict[str, tuple[Callable[[Sender], str], str]] = {
    # headers
    "alg-none": (under(b'{"alg":"none","typ":"servanda-request"}'), "bad_header"),
    "alg-hs256": (hs256, "bad_header"),
    "alg-es256": (under(b'{"alg":"ES256","typ":"servanda-request"}'), "bad_header"),
    "other-kid": (under(b'{"alg":"Ed25519","kid":"1","typ":"servanda-request"}'), "bad_header"),
    "own-jwk": (own_key, "bad_header"),
    "crit": (under(b'{"alg":"Ed25519","crit":["b64"],"typ":"servanda-request"}'), "bad_header"),
    "spaced-header": (under(b'{"alg": "Ed25519", "typ": "servanda-request"}'), "bad_header"),
    "typ-of-a-card": (under(b'{"alg":"Ed25519","typ":"servanda-card"}'), "bad_header"),
    "no-typ": (under(b'{"alg":"Ed25519"}'), "bad_header"),
    # signatures
    "unsigned": (unsigned, "bad_signature"),
    "cut-signature": (resigned(lambda s: s[:-1]), "bad_signature"),
    "turned-signature": (resigned(lambda s: bytes([s[0] ^ 1]) + s[1:]), "bad_signature"),
    "malleable": (resigned(malleable), "bad_signature"),
    "zero-signature": (resigned(lambda s: bytes(64)), "bad_signature"),
    "padded": (padded, "no_signature"),
    # bytes
    "duplicate-key": (raw(lambda b: b.replace(b'"v": 1', b'"v": 1, "v": 1')), "json_duplicate_key"),
    "float": (raw(lambda b: b.replace(b'"v": 1', b'"v": 1.0')), "json_float"),
    "not-a-number": (raw(lambda b: b.replace(b'"v": 1', b'"v": NaN')), "json_float"),
    "big-int": (raw(lambda b: b.replace(b'"v": 1', b'"v": 9007199254740992')), "json_big_number"),
    "endless-int": (raw(lambda b: b.replace(b'"v": 1', b'"v": ' + b"9" * 5000)), "json_big_number"),
    "lone-surrogate": (raw(lambda b: b.replace(b'"v": 1', b'"v": 1, "x": "\\ud800"')), "json_surrogate"),
    "nul": (raw(lambda b: b.replace(b'"v": 1', b'"v": 1, "x": "\\u0000"')), "json_nul"),
    "deep": (raw(lambda b: b.replace(b'"v": 1', b'"v": ' + b"[" * 90_000 + b"]" * 90_000)), "json_too_deep"),
    "utf-16": (raw(lambda b: b.decode().encode("utf-16")), "not_json"),
    "byte-order-mark": (raw(lambda b: b"\xef\xbb\xbf" + b), "not_json"),
    "not-utf-8": (raw(lambda b: b.replace(b'"v": 1', b'"v": 1, "x": "\xff"')), "not_json"),
    "a-list": (raw(lambda b: b"[" + b + b"]"), "not_json"),
    # names, places and times
    "homoglyph": (saying(**{"from": CYRILLIC}), "bad_envelope"),
    "capitals": (saying(**{"from": MOFA.upper()}), "bad_envelope"),
    "trailing-dot": (saying(**{"from": MOFA + "."}), "bad_envelope"),
    "a-path-as-name": (saying(**{"from": "../mofa.example"}), "bad_envelope"),
    "long-name": (saying(**{"from": "a." * 200 + "example"}), "bad_envelope"),
    "unknown-agency": (saying(**{"from": "stranger.example"}), "not_linked"),
    "wrong-audience": (saying(to=THIRD), "wrong_recipient"),
    "another-path": (saying(path=paths.FEED), "bad_envelope"),
    "another-method": (saying(method="GET"), "bad_envelope"),
    "another-version": (saying(v=2), "bad_envelope"),
    "short-nonce": (saying(nonce="x"), "bad_envelope"),
    "from-long-ago": (dated(timedelta(days=-30)), "stale_request"),
    "from-the-future": (dated(timedelta(minutes=6)), "stale_request"),
    "no-time": (saying(at="yesterday"), "bad_envelope"),
    "thirteenth-month": (saying(at="2026-13-01T00:00:00Z"), "bad_envelope"),
    # what a contact carries
    "no-receipt": (saying(data={}), "bad_envelope"),
    "a-number-as-receipt": (saying(data={"receipt": 5}), "bad_envelope"),
    "a-head-of-words": (with_data(head="x"), "bad_envelope"),
    "a-head-before-all": (with_data(head=[0, 0, "sha256:" + "0" * 64]), "bad_envelope"),
    "a-head-beyond-all": (with_data(head=[2**31, 1, "sha256:" + "0" * 64]), "bad_envelope"),
    # cards
    "card-by-a-stolen-key": (card(stolen), "other_key"),
    "card-by-a-stolen-key-naming-the-root": (card(stolen_under_the_true_root), "bad_signature"),
    "card-of-the-same-number": (card(same_serial), "old_card"),
    "card-of-another-agency": (card(of_another), "other_key"),
    "card-of-many-keys": (card(many_keys), "bad_card"),
    "older-card": (card(older), "bad_card"),
    "cut-card": (card(lambda bad, known: known.jws[:-9]), "no_signature"),
}  # fmt: skip
# Of these the door keeps that a foreign root key was shown (test_contacts), or that the peer knocked.
KNOCKED = {"card-by-a-stolen-key", "no-receipt", "a-number-as-receipt", "a-head-of-words", "a-head-before-all",
           "a-head-beyond-all"}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_statement_is_refused_and_nothing_has_changed(bad: Sender, case: str) -> None:
    make, code = CASES[case]
    before = kept(bad, case)
    answer = bad.post(make(bad).encode(), paths.CONTACT)
    told = answer.json()
    assert told["code"] == code
    assert 400 <= answer.status_code < 500 and told["message"] and isinstance(told["params"], dict)
    assert kept(bad, case) == before


def kept(bad: Sender, case: str) -> list[Any]:
    rows = everything(bad.there)
    return [found for found in rows if found[0] not in ("Peer", "Nonce")] if case in KNOCKED else rows


def test_the_same_statement_without_any_of_this_is_taken(bad: Sender) -> None:
    assert bad.post(signed(bad, dumped(bad)).encode(), paths.CONTACT).status_code == 200

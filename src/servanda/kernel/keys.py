"""Keys and cards: an offline root key signs the agency's card; the card names the keys that may sign for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from ipaddress import ip_address
from typing import Any

from nacl.signing import SigningKey, VerifyKey

from servanda.kernel import jsonbytes, jws
from servanda.kernel.acts import AGENCY, CLASSES, LARGEST
from servanda.kernel.audiences import STATE_SECRETS
from servanda.kernel.refusals import Refused
from servanda.kernel.times import read_time, write_time

CARD_LIMIT = 32 * 1024
ADDRESS_LIMIT = 500
MOST_KEYS = 64
_ADDRESS = re.compile(
    r"https?://(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,254})(?::(?P<port>[0-9]{1,5}))?(?P<path>/[A-Za-z0-9._~/-]*)?"
)
_LABEL = re.compile(r"(?!xn--)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?|xn--[A-Za-z0-9-]{1,58}[A-Za-z0-9]")
_NUMBERS = re.compile(r"[0-9.]+")
_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"


@dataclass(frozen=True)
class SigningKeyEntry:
    """One signing key of a card; `retired_at` is None while it is current."""

    public: bytes
    retired_at: datetime | None = None

    @cached_property
    def verifier(self) -> VerifyKey:
        return VerifyKey(self.public)


@dataclass(frozen=True)
class Card:
    """An agency's own statement of its keys and address, signed by its root key.

    `certificate` is the DER, as base64url, of the one certificate under which its address answers; empty where an
    authority vouches for it, or there is no address.
    """

    agency: str
    serial: int
    at: datetime
    root: bytes
    keys: tuple[SigningKeyEntry, ...]
    recipient: str
    address: str
    ceiling: str
    name: Mapping[str, str]
    processes: Mapping[str, int]
    certificate: str = ""
    jws: str = field(compare=False, repr=False, default="")

    @property
    def current(self) -> tuple[SigningKeyEntry, ...]:
        return tuple(key for key in self.keys if key.retired_at is None)

    def fingerprint(self) -> str:
        return words(self.root)


def words(root: bytes) -> str:
    """The fingerprint of a root key as eight pronounceable words, for two people to compare by telephone.

    Each word writes 16 bits of the key's sha256 as consonant-vowel-consonant-vowel-consonant: 128 bits in all.
    """
    raw = bytes.fromhex(jws.sha256(root).removeprefix("sha256:"))[:16]
    return "-".join(_word(int.from_bytes(raw[i : i + 2])) for i in range(0, 16, 2))


def same_words(given: str, root: bytes) -> bool:
    return "-".join(given.lower().replace("-", " ").split()) == words(root)


def write_card(root: SigningKey, **fields: Any) -> str:
    """Sign a card. `fields` as in Card; `keys` are SigningKeyEntry."""
    payload: dict[str, Any] = {
        "v": 1, "agency": fields["agency"], "serial": fields["serial"], "at": write_time(fields["at"]),
        "root": jws.b64(root.verify_key.encode()),
        "keys": [
            {"key": jws.b64(k.public)} | ({"retired_at": write_time(k.retired_at)} if k.retired_at else {})
            for k in fields["keys"]
        ],
        "recipient": fields["recipient"], "address": fields["address"], "ceiling": fields["ceiling"],
        "name": dict(fields["name"]), "processes": dict(fields["processes"]),
    }  # fmt: skip
    if certificate := fields.get("certificate", ""):
        payload["certificate"] = certificate
    return jws.sign(jws.CARD, jsonbytes.write(payload), root)


def read_card(token: str) -> Card:
    """Verify a card against the root key inside it. Whether that is the right root, two people decide by its words."""
    signed, payload, signature = jws.split(token.strip(), jws.CARD, limit=CARD_LIMIT)
    data = jsonbytes.read_object(payload, limit=CARD_LIMIT)
    try:
        root = jws.unb64(data["root"])
        jws.verify(signed, signature, VerifyKey(root))
        card = Card(
            agency=data["agency"], serial=data["serial"], at=read_time(data["at"]), root=root,
            keys=tuple(_read_key(item) for item in data["keys"]), recipient=data["recipient"],
            address=data["address"], ceiling=data["ceiling"], name=data["name"], processes=data["processes"],
            certificate=data.get("certificate", ""), jws=token.strip(),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused("bad_card", why=str(error)) from None
    _check_card(card)
    return card


def check_successor(known: Card, new: Card) -> None:
    """A later card must come from the same agency and the same root key, with a higher serial; the same card may come
    again."""
    if new.agency != known.agency or new.root != known.root:
        raise Refused("other_key", agency=known.agency)
    if new.serial < known.serial or (new.serial == known.serial and new != known):
        raise Refused("old_card", agency=known.agency)


def is_address(text: str) -> bool:
    """Is this an address under which a node can be called: http or https, a host, perhaps a port and a path?

    None at all is one too: such a node is reached by courier, or only calls others.
    """
    found = _ADDRESS.fullmatch(text)
    if not found:
        return not text
    host, port = found["host"], found["port"]
    return _is_host(host) and (port is None or 0 < int(port) < 65536)


def _is_host(host: str) -> bool:
    if not host.startswith("[") and not _NUMBERS.fullmatch(host):
        return len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.removesuffix(".").split("."))
    try:
        return bool(ip_address(host.strip("[]")))
    except ValueError:
        return False


def key_of(card: Card, token: str) -> SigningKeyEntry | None:
    """The key of this card that signed a statement."""
    signed, _, signature = token.rpartition(".")
    return next((key for key in card.keys if _is_by(key, signed, jws.unb64(signature))), None)


def verify_by(card: Card, signed: str, signature: bytes, *, covered: bool) -> None:
    """Verify with the card's keys. A retired key counts only where a statement under a current key covers the entry."""
    for key in card.current:
        if _is_by(key, signed, signature):
            return
    if any(_is_by(key, signed, signature) for key in card.keys if key.retired_at):
        if covered:
            return
        raise Refused("retired_key", agency=card.agency)
    raise Refused("bad_signature")


def _is_by(key: SigningKeyEntry, signed: str, signature: bytes) -> bool:
    try:
        jws.verify(signed, signature, key.verifier)
    except Refused:
        return False
    return True


def _check_card(card: Card) -> None:
    texts = (
        (card.agency, card.recipient, card.address, card.certificate, *card.name.values())
        if isinstance(card.name, dict)
        else (None,)
    )
    versions = card.processes.values() if isinstance(card.processes, dict) else (None,)
    if not all(isinstance(text, str) for text in texts) or len(card.address) > ADDRESS_LIMIT:
        raise Refused("bad_card", why="recipient, address or name")
    if not AGENCY.fullmatch(card.agency):
        raise Refused("bad_card", why="agency")
    if not all(type(number) is int and 0 < number <= LARGEST for number in (card.serial, *versions)):
        raise Refused("bad_card", why="serial or processes")
    if not is_address(card.address):
        raise Refused("bad_card", why="address")
    # Every key is tried on every entry: a card of hundreds would make each entry cost as many.
    if card.ceiling not in CLASSES or not card.current or len(card.keys) > MOST_KEYS:
        raise Refused("bad_card", why="ceiling or keys")
    if card.ceiling in STATE_SECRETS and card.address:
        raise Refused("bad_card", why="ceiling of state secrets with an address")


def _read_key(item: Mapping[str, Any]) -> SigningKeyEntry:
    public = jws.unb64(item["key"])
    if len(public) != 32:
        raise ValueError("key length")
    return SigningKeyEntry(public, read_time(item["retired_at"]) if "retired_at" in item else None)


def _word(bits: int) -> str:
    c, v = _CONSONANTS, _VOWELS
    return c[bits >> 12 & 15] + v[bits >> 10 & 3] + c[bits >> 6 & 15] + v[bits >> 4 & 3] + c[bits & 15]

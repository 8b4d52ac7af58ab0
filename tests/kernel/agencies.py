"""Agencies with fixed keys, and acts sealed by them, for tests and vectors that need the same bytes each time."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from nacl.signing import SigningKey

from servanda.kernel import acts, jsonbytes, jws, keys, lanes
from servanda.kernel.acts import Act, By
from servanda.kernel.keys import Card, SigningKeyEntry

AT = datetime(2026, 11, 22, 4, 29, 0, tzinfo=UTC)


def seed(text: str, size: int = 32) -> bytes:
    return hashlib.sha256(b"servanda test vectors: " + text.encode("utf-8")).digest()[:size]


@dataclass(frozen=True)
class Agency:
    """One agency with its keys; never use these keys for anything real."""

    name: str

    @cached_property
    def root(self) -> SigningKey:
        return SigningKey(seed(f"root of {self.name}"))

    @cached_property
    def key(self) -> SigningKey:
        return SigningKey(seed(f"signing key of {self.name}"))

    @cached_property
    def card(self) -> Card:
        return keys.read_card(self.write_card())

    @property
    def by(self) -> By:
        return By(unit=f"{self.name}/office", post="desk", officer="o-1")

    def write_card(self, **changes: Any) -> str:
        fields: dict[str, Any] = {
            "agency": self.name, "serial": 1, "at": AT, "keys": (SigningKeyEntry(self.key.verify_key.encode()),),
            "recipient": "age1example", "address": f"https://{self.name}", "ceiling": "limited",
            "name": {"en": self.name}, "processes": {"visit": 1},
        }  # fmt: skip
        return keys.write_card(self.root, **(fields | changes))


MINISTRY, UNION, MUSEUM = Agency("mofa.example"), Agency("union.example"), Agency("museum.example")
STRANGER = Agency("stranger.example")
EVERYONE = (MINISTRY, UNION, MUSEUM, STRANGER)


def dossier_id(home: Agency, text: str = "first") -> str:
    return f"{home.name}/{jws.b64(seed(text, 16))}"


def seal(
    agency: Agency, dossier: str, known: Iterable[Act] = (), *, facts: Mapping[str, Any] | None = None, **changes: Any
) -> Act:
    """An act of `agency` on top of everything in `known`; `changes` are arguments of `acts.seal`."""
    shared = [act for act in known if act.dossier == dossier]
    heads = lanes.heads(shared)
    epoch, n, prev = lanes.next_place(heads.pop(agency.name, None), changes.pop("epoch", 1))
    fields: dict[str, Any] = {
        "key": agency.key, "dossier": dossier, "agency": agency.name, "epoch": epoch, "n": n, "prev": prev,
        "kind": "note.say", "process": 1, "at": max([AT, *(act.at for act in shared)]), "by": agency.by, "seen": heads,
        "parts": {"facts": facts or {}},
        "salts": {part: seed(f"{dossier} {agency.name} {epoch} {n} {part}", 16) for part in acts.PARTS},
    }  # fmt: skip
    return acts.seal(**(fields | changes))


def opening(home: Agency, *parties: Agency, text: str = "first", **facts: Any) -> Act:
    stated = {"parties": [party.name for party in (home, *parties)], **facts}
    return seal(home, dossier_id(home, text), facts=stated, kind="visit.announce")


def payload(act: Act) -> dict[str, Any]:
    return jsonbytes.read_object(jws.unb64(act.jws.split(".")[1]), limit=acts.LIMITS["act"])


def signed_payload(data: Any, key: SigningKey, typ: str = jws.ACT) -> str:
    """Any payload at all, signed: what a careless or hostile author could send."""
    return jws.sign(typ, jsonbytes.write(data), key)


def with_fields(act: Act, key: SigningKey, **fields: Any) -> Act:
    """The same statement with other or further fields, signed again."""
    return acts.read(signed_payload(payload(act) | fields, key), act.parts)

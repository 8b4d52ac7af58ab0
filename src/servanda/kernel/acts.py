"""An act: the envelope that its agency's node signed, over three separately salted parts."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nacl.signing import SigningKey

from servanda.kernel import jsonbytes, jws
from servanda.kernel.refusals import Refused
from servanda.kernel.times import read_time, write_time

VERSION = 1
PARTS = ("facts", "content", "personal")
LIMITS = {"act": 64 * 1024, "facts": 512 * 1024, "content": 1024 * 1024, "personal": 64 * 1024}

NAME = re.compile(r"sha256:[0-9a-f]{64}")
# Names and numbers are no larger than what every database that a node may use can keep.
LARGEST = 2**31 - 1
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
AGENCY = re.compile(rf"(?![a-z0-9.-]{{201}}){_LABEL}(?:\.{_LABEL})+")
DOSSIER = re.compile(AGENCY.pattern + r"/[A-Za-z0-9_-]{22}")
UNIT = re.compile(AGENCY.pattern + r"/[a-z0-9-]{1,60}")
KIND = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}")
VIA = re.compile(r"[a-z]{1,20}")
CLASSES = ("public", "internal", "limited", "mat", "toi-mat", "tuyet-mat")

Position = tuple[int, int]
Head = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class By:
    """Who said it for the agency: a unit, a post, an officer's local name, and the capacity in which it is signed."""

    unit: str
    post: str = ""
    officer: str = ""
    capacity: str = ""

    def to_wire(self) -> dict[str, str]:
        return {k: v for k in ("unit", "post", "officer", "capacity") if (v := getattr(self, k))}


@dataclass(frozen=True, slots=True)
class Act:
    """A sealed act as read from its bytes; `parts` holds the raw bytes of those parts that are at hand."""

    id: str
    jws: str
    dossier: str
    agency: str
    epoch: int
    n: int
    prev: str | None
    kind: str
    process: int
    at: datetime
    by: By
    to: tuple[str, ...]
    cls: str
    seen: Mapping[str, Head]
    under: tuple[str, ...]
    internal: bool
    speaks_for: str | None
    via: str | None
    hashes: Mapping[str, str]
    parts: Mapping[str, bytes]

    @property
    def position(self) -> Position:
        return (self.epoch, self.n)

    @property
    def home(self) -> str:
        return self.dossier.split("/", 1)[0]

    @property
    def speaker(self) -> str:
        """The agency whose words these are: the author, or the one whose words the author reports."""
        return self.speaks_for or self.agency

    def part(self, name: str) -> dict[str, Any]:
        """The data of one part; empty when the act has none or it was recalled."""
        raw = self.parts.get(name)
        if raw is None:
            return {}
        data: dict[str, Any] = jsonbytes.read_object(raw, limit=LIMITS[name])["data"]
        return data

    @property
    def facts(self) -> dict[str, Any]:
        return self.part("facts")


def new_dossier_id(home: str) -> str:
    return f"{home}/{jws.b64(secrets.token_bytes(16))}"


def write_part(data: Mapping[str, Any], salt: bytes | None = None) -> bytes:
    """The bytes of one part; `salt` is 16 bytes, drawn at random unless vectors need the same bytes again."""
    return jsonbytes.write({"salt": jws.b64(salt or secrets.token_bytes(16)), "data": data})


def seal(
    *,
    key: SigningKey,
    dossier: str,
    agency: str,
    epoch: int,
    n: int,
    prev: str | None,
    kind: str,
    process: int,
    at: datetime,
    by: By,
    to: tuple[str, ...] = (),
    cls: str = "internal",
    seen: Mapping[str, Head] | None = None,
    under: tuple[str, ...] = (),
    internal: bool = False,
    speaks_for: str | None = None,
    via: str | None = None,
    parts: Mapping[str, Mapping[str, Any]] | None = None,
    salts: Mapping[str, bytes] | None = None,
) -> Act:
    """Sign one statement and return it as an Act. Empty parts are left out; `salts` as in `write_part`."""
    raw_parts = {name: write_part(data, (salts or {}).get(name)) for name, data in (parts or {}).items() if data}
    payload: dict[str, Any] = {
        "v": VERSION, "dossier": dossier, "lane": [agency, epoch, n, prev], "kind": kind, "process": process,
        "at": write_time(at), "by": by.to_wire(), "to": list(to), "class": cls,
        "seen": {name: list(head) for name, head in (seen or {}).items()}, "under": list(under),
    }  # fmt: skip
    payload |= {name: jws.sha256(raw) for name, raw in raw_parts.items()}
    if speaks_for:
        payload |= {"for": speaks_for, "via": via or "letter"}
    typ = jws.INTERNAL if internal else jws.ACT
    return read(jws.sign(typ, jsonbytes.write(payload), key), raw_parts, internal=internal)


def read(token: str, parts: Mapping[str, bytes], *, internal: bool = False) -> Act:
    """Read an act's bytes without verifying its signature. Raises Refused for a malformed envelope."""
    typ = jws.INTERNAL if internal else jws.ACT
    signed, payload, _ = jws.split(token, typ, limit=LIMITS["act"] * 2)
    return _read_payload(jws.name(signed), token, jsonbytes.read_object(payload, limit=LIMITS["act"]), parts, internal)


def check_parts(act: Act) -> None:
    """Every part at hand is the one that was signed, strict JSON, salted, and within its limit."""
    for name, raw in act.parts.items():
        if name not in act.hashes or jws.sha256(raw) != act.hashes[name]:
            raise Refused("bad_part", part=name)
        value = jsonbytes.read_object(raw, limit=LIMITS[name])
        salt = value.get("salt")
        if not isinstance(salt, str) or len(salt) != 22 or not isinstance(value.get("data"), dict):
            raise Refused("bad_part", part=name)


def _read_payload(name: str, token: str, data: dict[str, Any], parts: Mapping[str, bytes], internal: bool) -> Act:
    lane = data.get("lane")
    _need(_positive(data.get("v")) and data["v"] == VERSION, "v")
    _need(isinstance(lane, list) and len(lane) == 4, "lane")
    assert isinstance(lane, list)
    agency, epoch, n, prev = lane
    _need(_matches(AGENCY, agency) and _positive(epoch) and _positive(n), "lane")
    _need(prev is None or _matches(NAME, prev), "lane")
    _need(_matches(DOSSIER, data.get("dossier")), "dossier")
    _need(_matches(KIND, data.get("kind")), "kind")
    _need(_positive(data.get("process")), "process")
    _need(data.get("class") in CLASSES, "class")
    hashes = {part: data[part] for part in PARTS if part in data}
    for part, value in hashes.items():
        _need(_matches(NAME, value), part)
    speaks_for = data.get("for")
    _need(speaks_for is None or (_matches(AGENCY, speaks_for) and speaks_for != agency), "for")
    _need(speaks_for is None or _matches(VIA, data.get("via")), "via")
    return Act(
        id=name, jws=token, dossier=data["dossier"], agency=agency, epoch=epoch, n=n, prev=prev, kind=data["kind"],
        process=data["process"], at=read_time(data.get("at")), by=_read_by(data.get("by"), agency),
        to=_read_list(data.get("to"), UNIT, "to"), cls=data["class"], seen=_read_seen(data.get("seen")),
        under=_read_list(data.get("under"), NAME, "under"), internal=internal, speaks_for=speaks_for,
        via=data["via"] if speaks_for else None, hashes=hashes, parts=parts,
    )  # fmt: skip


def _read_by(value: Any, agency: str) -> By:
    _need(isinstance(value, dict), "by")
    fields = {k: value.get(k, "") for k in ("unit", "post", "officer", "capacity")}
    _need(all(isinstance(v, str) and len(v) <= 120 for v in fields.values()), "by")
    _need(bool(UNIT.fullmatch(fields["unit"])) and fields["unit"].startswith(agency + "/"), "by")
    return By(**fields)


def _read_seen(value: Any) -> dict[str, Head]:
    _need(isinstance(value, dict) and len(value) <= 64, "seen")
    heads: dict[str, Head] = {}
    for agency, head in value.items():
        _need(_matches(AGENCY, agency) and isinstance(head, list) and len(head) == 3, "seen")
        _need(_positive(head[0]) and _positive(head[1]) and _matches(NAME, head[2]), "seen")
        heads[agency] = (head[0], head[1], head[2])
    return heads


def _read_list(value: Any, shape: re.Pattern[str], field: str) -> tuple[str, ...]:
    _need(isinstance(value, list) and len(value) <= 256 and all(_matches(shape, item) for item in value), field)
    return tuple(value)


def _matches(shape: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST


def _need(condition: bool, field: str) -> None:
    if not condition:
        raise Refused("bad_envelope", field=field)

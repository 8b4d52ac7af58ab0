"""The statements that two nodes exchange: heads, receipts and requests; each signed, each for one purpose."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from nacl.signing import SigningKey

from servanda.kernel import jsonbytes, jws
from servanda.kernel.acts import AGENCY, LARGEST, NAME
from servanda.kernel.keys import Card, verify_by
from servanda.kernel.refusals import SENTENCES, Refused
from servanda.kernel.times import read_time, write_time

VERSION = 1
STATEMENT_LIMIT = 512 * 1024
FRESH = timedelta(minutes=5)
NAMES_TOLD = 8
STATES = ("taken", "parked", "refused")
CODE = re.compile(r"[a-z_]{1,40}")
NONCE = re.compile(r"[!-~]{16,64}")
TEXT_LIMIT = 200
# Names that would collide with those of Refused itself.
TAKEN_NAMES = ("code", "self")

Outcome = tuple[str, str, dict[str, Any]]
TAKEN: Outcome = ("taken", "", {})


@dataclass(frozen=True, slots=True)
class Place:
    """A position of a feed and the chain value there."""

    epoch: int
    n: int
    link: str

    @property
    def position(self) -> tuple[int, int]:
        return (self.epoch, self.n)

    def to_wire(self) -> list[Any]:
        return [self.epoch, self.n, self.link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The sender's signature over entries `first`..`last` of its feed; `body` is the hash of their bytes as sent."""

    sender: str
    receiver: str
    epoch: int
    first: int
    last: int
    before: str
    after: str
    body: str
    nonce: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receiver's signature over how far it has come, and the outcome of every entry not simply taken.

    `nonce` is that of the head or request it answers. `ahead` is where the receiver's own feed to the other side
    stands, and `card` its card, when the other side may not know them.
    """

    sender: str
    receiver: str
    place: Place
    nonce: str
    at: datetime
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    ahead: Place | None = None
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody asks for `method path`; `data` is what the path needs."""

    sender: str
    receiver: str
    method: str
    path: str
    nonce: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Signed(Generic[T]):
    """A statement as read; nothing is proved before `check`."""

    says: T
    signed: str
    signature: bytes

    def check(self, card: Card) -> T:
        """Raise Refused unless a current key of the card made the signature. Retired keys make no statements."""
        verify_by(card, self.signed, self.signature, covered=False)
        return self.says


def genesis(sender: str, receiver: str) -> str:
    """The chain value before the first entry of one direction."""
    return jws.sha256(f"servanda-feed {sender} {receiver}".encode("ascii"))


def link(before: str, name: str) -> str:
    """link[n] = sha256(link[n-1] ‖ act hash), over the 64 raw bytes."""
    return "sha256:" + hashlib.sha256(bytes.fromhex(before[7:]) + bytes.fromhex(name[7:])).hexdigest()


def new_nonce() -> str:
    return jws.b64(secrets.token_bytes(16))


def write_head(head: Head, key: SigningKey) -> str:
    payload = {
        "v": VERSION, "from": head.sender, "to": head.receiver, "epoch": head.epoch, "first": head.first,
        "last": head.last, "before": head.before, "after": head.after, "body": head.body, "nonce": head.nonce,
        "at": write_time(head.at),
    }  # fmt: skip
    return jws.sign(jws.HEAD, jsonbytes.write(payload), key)


def read_head(token: str) -> Signed[Head]:
    data, signed, signature = _read(token, jws.HEAD)
    head = Head(
        sender=data["from"], receiver=data["to"], epoch=_positive(data, "epoch"), first=_positive(data, "first"),
        last=_positive(data, "last"), before=_hash(data, "before"), after=_hash(data, "after"),
        body=_hash(data, "body"), nonce=data["nonce"], at=read_time(data.get("at")),
    )  # fmt: skip
    _need(head.last >= head.first, "last")
    return Signed(head, signed, signature)


def write_receipt(receipt: Receipt, key: SigningKey) -> str:
    payload: dict[str, Any] = {
        "v": VERSION, "from": receipt.sender, "to": receipt.receiver, "epoch": receipt.place.epoch,
        "n": receipt.place.n, "link": receipt.place.link, "nonce": receipt.nonce, "at": write_time(receipt.at),
        "outcomes": {str(n): list(outcome) for n, outcome in receipt.outcomes.items()},
    }  # fmt: skip
    if receipt.ahead:
        payload["ahead"] = receipt.ahead.to_wire()
    if receipt.card:
        payload["card"] = receipt.card
    return jws.sign(jws.RECEIPT, jsonbytes.write(payload), key)


def read_receipt(token: str) -> Signed[Receipt]:
    data, signed, signature = _read(token, jws.RECEIPT)
    place = Place(_positive(data, "epoch"), _count(data, "n"), _hash(data, "link"))
    receipt = Receipt(
        sender=data["from"], receiver=data["to"], place=place, nonce=data["nonce"], at=read_time(data.get("at")),
        outcomes=_read_outcomes(data.get("outcomes")), ahead=read_place(data["ahead"]) if "ahead" in data else None,
        card=_text(data, "card"),
    )  # fmt: skip
    return Signed(receipt, signed, signature)


def write_request(request: Request, key: SigningKey) -> str:
    payload = {
        "v": VERSION, "from": request.sender, "to": request.receiver, "method": request.method, "path": request.path,
        "nonce": request.nonce, "at": write_time(request.at), "data": dict(request.data),
    }  # fmt: skip
    return jws.sign(jws.REQUEST, jsonbytes.write(payload), key)


def read_request(token: str) -> Signed[Request]:
    data, signed, signature = _read(token, jws.REQUEST)
    extra = data.get("data")
    _need(isinstance(extra, dict), "data")
    assert isinstance(extra, dict)
    request = Request(
        sender=data["from"], receiver=data["to"], method=_text(data, "method"), path=_text(data, "path"),
        nonce=data["nonce"], at=read_time(data.get("at")), data=extra,
    )  # fmt: skip
    return Signed(request, signed, signature)


def read_place(value: Any) -> Place:
    _need(isinstance(value, list) and len(value) == 3, "place")
    data = dict(zip(("epoch", "n", "link"), value, strict=True))
    return Place(_positive(data, "epoch"), _count(data, "n"), _hash(data, "link"))


def for_wire(code: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A refusal's code and parameters as a receipt can carry them: short texts and whole numbers."""
    return code, {key: _short(value) for key, value in params.items()}


def clean_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """A peer's parameters, if all are short texts or whole numbers under plain names; else none of them.

    `names`, of what a parked act waits for, is the one list.
    """
    return dict(params) if all(_is_clean(key, value) for key, value in params.items()) else {}


def _is_clean(key: str, value: Any) -> bool:
    if not CODE.fullmatch(key) or key in TAKEN_NAMES:
        return False
    if key == "names":
        return isinstance(value, list) and len(value) <= NAMES_TOLD and all(_is_short(name) for name in value)
    return _is_short(value) or (isinstance(value, int) and not isinstance(value, bool))


def _is_short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_LIMIT and "\0" not in value


def _short(value: Any) -> Any:
    if isinstance(value, int):
        return int(value)
    if isinstance(value, list):
        return [_short_text(item) for item in value[:NAMES_TOLD]]
    return _short_text(value)


def _short_text(value: Any) -> str:
    """Text that every database keeps: no NUL, no half of a character, not too long."""
    return str(value).encode("utf-8", "replace").decode("utf-8").replace("\0", "")[:TEXT_LIMIT]


def _fill(code: str, params: dict[str, Any]) -> dict[str, Any]:
    """Every placeholder of the code's sentence has a value, so that no page fails to show it."""
    if code in ("files", "files_gone"):
        return {"files": params["files"] if isinstance(params.get("files"), int) else 0}
    return dict.fromkeys(re.findall(r"%\((\w+)\)s", SENTENCES.get(code, "")), "") | params


def _read(token: str, typ: str) -> tuple[dict[str, Any], str, bytes]:
    signed, payload, signature = jws.split(token.strip(), typ, limit=STATEMENT_LIMIT * 2)
    data = jsonbytes.read_object(payload, limit=STATEMENT_LIMIT)
    _need(data.get("v") == VERSION, "v")
    for name in ("from", "to"):
        _need(isinstance(data.get(name), str) and AGENCY.fullmatch(data[name]) is not None, name)
    _need(isinstance(data.get("nonce"), str) and NONCE.fullmatch(data["nonce"]) is not None, "nonce")
    return data, signed, signature


def _read_outcomes(value: Any) -> dict[int, Outcome]:
    _need(isinstance(value, dict), "outcomes")
    found: dict[int, Outcome] = {}
    for n, outcome in value.items():
        _need(n.isascii() and n.isdecimal() and len(n) <= 16 and int(n) <= LARGEST, "outcomes")
        _need(isinstance(outcome, list) and len(outcome) == 3 and outcome[0] in STATES, "outcomes")
        state, code, params = outcome
        _need(isinstance(code, str) and (not code or CODE.fullmatch(code) is not None), "outcomes")
        _need(isinstance(params, dict), "outcomes")
        found[int(n)] = (state, code, _fill(code, clean_params(params)))
    return found


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    _need(isinstance(value, str), name)
    return str(value)


def _hash(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    _need(isinstance(value, str) and NAME.fullmatch(value) is not None, name)
    return str(value)


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    _need(isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST, name)
    assert isinstance(value, int)
    return value


def _positive(data: Mapping[str, Any], name: str) -> int:
    value = _count(data, name)
    _need(value > 0, name)
    return value


def _need(condition: bool, field_name: str) -> None:
    if not condition:
        raise Refused("bad_envelope", field=field_name)

"""Writes docs/spec/vectors with fixed keys and salts: python -m tests.kernel.make_vectors"""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from servanda.exchange import wire
from servanda.kernel import acts, commitments, door, jsonbytes, jws, keys, lanes
from servanda.kernel.acts import Act
from servanda.kernel.commitments import VERBS, Event
from servanda.kernel.keys import SigningKeyEntry
from servanda.kernel.refusals import Refused
from servanda.kernel.times import write_time
from tests.kernel import test_jsonbytes
from tests.kernel.agencies import (
    AT,
    EVERYONE,
    MINISTRY,
    MUSEUM,
    STRANGER,
    UNION,
    opening,
    payload,
    seal,
    seed,
    signed_payload,
    with_fields,
)
from tests.kernel.handovers import handover_vectors
from tests.kernel.model import Peer

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "spec" / "vectors"
LIMIT = 10_000

FIRST = opening(MINISTRY, UNION, MUSEUM, title="Visit of a delegation")
D = FIRST.dossier
REPLY = seal(UNION, D, [FIRST], facts={"day": "2026-12"}, to=("mofa.example/office",))
SECOND = seal(MINISTRY, D, [FIRST], facts={"day": "2026-12-05"})
LIE = seal(MINISTRY, D, [FIRST], facts={"day": "2026-12-06"})
BOTH = seal(MUSEUM, D, [FIRST, REPLY, SECOND], facts={"agreed": True})
RESTORED = seal(MINISTRY, D, [FIRST], epoch=2, facts={"text": "back again"})
OTHER = opening(MINISTRY, UNION, text="other")


def all_vectors() -> dict[str, Any]:
    return {
        "json": json_vectors(),
        "keys": key_vectors(),
        "acts": act_vectors(),
        "links": link_vectors(),
        "statements": statement_vectors(),
        "histories": history_vectors(),
        "commitments": commitment_vectors(),
        "handovers": handover_vectors(),
    }


def text_of(vectors: Any) -> str:
    return json.dumps(vectors, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def json_vectors() -> dict[str, Any]:
    good = [b'{"b":1,"a":["\xc4\x91",true,null]}', b' {"\\u0061" : "\\ud83d\\ude00"}', b"-9007199254740991", b'"[[["']
    good += [b"[" * jsonbytes.DEEPEST + b'"["' + b"]" * jsonbytes.DEEPEST]
    bad = [raw for raw, _ in test_jsonbytes.BAD if len(raw) <= LIMIT]
    return {
        "limit": LIMIT,
        "good": [{"raw": jws.b64(raw), "written": jsonbytes.write(read_json(raw)).decode()} for raw in good],
        "bad": [{"raw": jws.b64(raw), "code": code_of(partial(read_json, raw))} for raw in bad],
    }


def read_json(raw: bytes) -> Any:
    return jsonbytes.read(raw, limit=LIMIT)


def key_vectors() -> dict[str, Any]:
    entries = (SigningKeyEntry(MINISTRY.key.verify_key.encode(), AT), SigningKeyEntry(seed("new")))
    data = jsonbytes.read_object(jws.unb64(MINISTRY.write_card().split(".")[1]), limit=keys.CARD_LIMIT)
    bad = {
        "signed by another root": jws.sign(jws.CARD, jsonbytes.write(data), UNION.root),
        "signed for another purpose": jws.sign(jws.ACT, jsonbytes.write(data), MINISTRY.root),
        "no current key": MINISTRY.write_card(keys=entries[:1]),
        "unknown ceiling": MINISTRY.write_card(ceiling="all"),
        "malformed agency": MINISTRY.write_card(agency="Ministry"),
        "no serial": jws.sign(jws.CARD, jsonbytes.write({**data, "serial": None}), MINISTRY.root),
    }
    later = MINISTRY.write_card(serial=2, keys=entries)
    after = {
        "a later card": (MINISTRY.write_card(), later, ""),
        "the same card": (later, later, ""),
        "an older card": (later, MINISTRY.write_card(), "old_card"),
        "another card of the same serial": (later, MINISTRY.write_card(serial=2), "old_card"),
        "another root": (later, UNION.write_card(agency=MINISTRY.name, serial=3), "other_key"),
        "another agency": (later, UNION.write_card(serial=3), "other_key"),
    }
    refused = [
        {"why": why, "card": token, "code": code_of(partial(keys.read_card, token))} for why, token in bad.items()
    ]
    return {
        "agencies": [
            {
                "agency": agency.name, "root_secret": jws.b64(agency.root.encode()),
                "root": jws.b64(agency.root.verify_key.encode()), "key_secret": jws.b64(agency.key.encode()),
                "key": jws.b64(agency.key.verify_key.encode()), "words": agency.card.fingerprint(),
                "card": agency.write_card(),
            }
            for agency in EVERYONE
        ],
        "bad": refused,
        "successors": [{"why": why, "known": a, "new": b, "code": code} for why, (a, b, code) in after.items()],
    }  # fmt: skip


def act_vectors() -> dict[str, Any]:
    """What the union's door says, at `now`, knowing the acts of `known`."""
    known = [FIRST, REPLY, SECOND, OTHER]
    told = seal(MUSEUM, D, [FIRST], parts={"facts": {"a": 1}, "content": {"text": "x"}, "personal": {"name": "y"}})
    good = {
        "an opening": FIRST,
        "a reply": BOTH,
        "all three parts": told,
        "the personal part recalled": acts.read(told.jws, without(told, "personal")),
        "fields of a later version": with_fields(BOTH, MUSEUM.key, colour={"of": ["tomorrow"]}),
        "reported words": seal(MINISTRY, D, known, speaks_for=MUSEUM.name, via="letter", facts={"a": 1}),
        "a second act for one place": LIE,
        "a new epoch": RESTORED,
        "ten minutes ahead": seal(MUSEUM, D, [FIRST], at=AT + door.AHEAD),
    }
    waiting = {
        "its predecessor is missing": seal(MINISTRY, D, [FIRST, LIE]),
        "something it saw is missing": seal(MUSEUM, D, [FIRST, LIE]),
        "its agreement is missing": seal(MUSEUM, D, [FIRST], under=(LIE.id,)),
        "its dossier is missing": seal(MUSEUM, opening(MUSEUM, UNION).dossier, [opening(MUSEUM, UNION)]),
    }
    return {
        "receiver": UNION.name, "ceiling": "limited", "now": write_time(AT),
        "cards": [agency.write_card() for agency in EVERYONE],
        "known": [entry(act) for act in known],
        "good": [{"why": why, "name": act.id, **entry(act)} for why, act in good.items()],
        "waiting": [{"why": why, **entry(act), "names": missing(act, known)} for why, act in waiting.items()],
        "bad": [
            {"why": why, "step": step, "act": token, "parts": text(raw), "code": code_of(at_door(token, raw, known))}
            for why, (step, token, raw) in bad_acts(known).items()
        ],
    }  # fmt: skip


def bad_acts(known: Sequence[Act]) -> dict[str, tuple[int, str, Mapping[str, bytes]]]:
    def act(step: int, made: Act) -> tuple[int, str, Mapping[str, bytes]]:
        return step, made.jws, made.parts

    def changed(step: int, **fields: Any) -> tuple[int, str, Mapping[str, bytes]]:
        return act(step, acts.read(signed_payload(payload(BOTH) | fields, MUSEUM.key), BOTH.parts))

    def odd(**fields: Any) -> tuple[int, str, Mapping[str, bytes]]:
        return 1, signed_payload(payload(BOTH) | fields, MUSEUM.key), BOTH.parts

    head, body, _ = BOTH.jws.split(".")
    return {
        "no signature": (1, f"{head}.{body}", BOTH.parts),
        "padding": (1, f"{BOTH.jws}==", BOTH.parts),
        "another purpose": (1, signed_payload(payload(BOTH), MUSEUM.key, jws.INTERNAL), BOTH.parts),
        "a name twice": (1, jws.sign(jws.ACT, b'{"v":1,"v":1}', MUSEUM.key), {}),
        "a decimal": (1, jws.sign(jws.ACT, b'{"v":1.0}', MUSEUM.key), {}),
        "version true": odd(v=True),
        "version 2": odd(v=2),
        "another unit": odd(by={"unit": "mofa.example/office"}),
        "a time with an offset": odd(at="2026-11-22T04:29:00+00:00"),
        "place 0": odd(lane=[MUSEUM.name, 1, 0, None]),
        "reports its own words": odd(**{"for": MUSEUM.name, "via": "letter"}),
        "signed by another": (2, signed_payload(payload(BOTH), STRANGER.key), BOTH.parts),
        "another's signature": (2, f"{head}.{body}.{REPLY.jws.split('.')[2]}", BOTH.parts),
        "a state secret": changed(4, **{"class": "mat"}),
        "other facts": (5, BOTH.jws, SECOND.parts),
        "a part nobody signed": (5, BOTH.jws, {**BOTH.parts, "content": acts.write_part({"a": 1}, bytes(16))}),
        "a part without a salt": act(5, unsalted()),
        "from the future": act(6, seal(MUSEUM, D, known, at=AT + door.AHEAD + timedelta(seconds=1))),
        "opened by another": act(7, seal(MUSEUM, D, facts={"parties": [MINISTRY.name, UNION.name, MUSEUM.name]})),
        "builds on nothing": act(7, seal(MUSEUM, D)),
        "another list of parties": act(7, seal(MINISTRY, D, facts={"parties": [MINISTRY.name, UNION.name]})),
        "no party": act(8, seal(STRANGER, D, known)),
        "words of no party": act(8, seal(MINISTRY, D, known, speaks_for=STRANGER.name, via="phone")),
        "a place left out": changed(10, lane=[MUSEUM.name, 1, 2, None]),
        "continues another lane": changed(10, lane=[MUSEUM.name, 1, 2, REPLY.id]),
        "continues another dossier": act(10, seal(MINISTRY, D, known, prev=OTHER.id)),
        "a false head": changed(10, seen={UNION.name: [1, 2, REPLY.id]}),
        "a head of its own lane": changed(10, seen={MUSEUM.name: [1, 1, REPLY.id]}),
        "dated before its past": changed(10, at=write_time(AT - timedelta(seconds=1))),
    }


def unsalted() -> Act:
    raw = b'{"data":{"agreed":true}}'
    return acts.read(signed_payload(payload(BOTH) | {"facts": jws.sha256(raw)}, MUSEUM.key), {"facts": raw})


def link_vectors() -> dict[str, Any]:
    before = wire.genesis(MINISTRY.name, UNION.name)
    links = list(itertools.accumulate([FIRST.id, SECOND.id, LIE.id], wire.link, initial=before))
    return {
        "from": MINISTRY.name, "to": UNION.name, "genesis": before, "names": [FIRST.id, SECOND.id, LIE.id],
        "links": links[1:],
    }  # fmt: skip


def statement_vectors() -> dict[str, Any]:
    before = wire.genesis(MINISTRY.name, UNION.name)
    after = wire.link(before, FIRST.id)
    nonce = jws.b64(seed("nonce", 16))
    head = wire.Head(
        sender=MINISTRY.name, receiver=UNION.name, epoch=1, first=1, last=1, before=before, after=after,
        body=jws.sha256(b""), nonce=nonce, at=AT,
    )  # fmt: skip
    outcomes = {1: ("parked", "missing", {"names": [SECOND.id]})}
    receipt = wire.Receipt(
        sender=UNION.name, receiver=MINISTRY.name, place=wire.Place(1, 1, after), nonce=nonce, at=AT, outcomes=outcomes
    )
    request = wire.Request(
        sender=MINISTRY.name, receiver=UNION.name, method="POST", path="/exchange/v1/contact/", nonce=nonce, at=AT
    )
    tokens = {
        "head": wire.write_head(head, MINISTRY.key),
        "receipt": wire.write_receipt(receipt, UNION.key),
        "request": wire.write_request(request, MINISTRY.key),
    }
    return {name: {"token": token, "payload": decoded(token)} for name, token in tokens.items()}


def history_vectors() -> list[dict[str, Any]]:
    later = seal(UNION, D, [FIRST], at=AT + timedelta(seconds=9))
    sets = {
        "one lane": [FIRST, SECOND],
        "cause and effect in one second": [FIRST, SECOND, seal(UNION, D, [FIRST, SECOND])],
        "concurrent, by time": [FIRST, later, seal(MUSEUM, D, [FIRST], at=AT + timedelta(seconds=1))],
        "concurrent, by place and name": [FIRST, REPLY, seal(MUSEUM, D, [FIRST])],
        "seen by a third": [FIRST, REPLY, SECOND, BOTH],
        "two acts for one place": [FIRST, SECOND, LIE, REPLY],
        "a new epoch beside a recovered act": [FIRST, SECOND, RESTORED, REPLY],
        "a cause that was recalled": [FIRST, BOTH],
    }
    return [{"why": why, **history_of(found)} for why, found in sets.items()]


def history_of(found: Sequence[Act]) -> dict[str, Any]:
    history = lanes.history(found)
    return {
        "acts": [entry(act) for act in sorted(found, key=lambda act: act.id)],
        "order": [act.id for act in history.acts],
        "past": {act.id: [before.id for before in history.before(act.id)] for act in history.acts},
        "heads": {agency: list(head) for agency, head in lanes.heads(found).items()},
        "equivocations": [[a.id, b.id] for a, b in lanes.equivocations(found)],
    }


Said = tuple[str, str]  # a verb, and the places of what it builds on, such as "0 1"
FOLDS: dict[str, list[Said]] = {
    "promised, delivered, accepted": [("promise", ""), ("deliver", "0"), ("accept", "1")],
    "delivered twice": [("deliver", ""), ("return", "0"), ("deliver", "1")],
    "accepted before anything was delivered": [("accept", "")],
    "asked and granted": [("ask_time", ""), ("grant", "0")],
    "asked and refused": [("ask_time", ""), ("refuse", "0")],
    "granted though not asked": [("grant", "")],
    "explained": [("decline", ""), ("explain", "0")],
    "withdrawn while it was promised": [("promise", ""), ("withdraw", "")],
    "withdrawn while it was delivered": [("deliver", ""), ("withdraw", "")],
    "withdrawn while more time was asked": [("ask_time", ""), ("withdraw", "")],
    "lapsed while it was delivered": [("deliver", ""), ("lapse", "")],
    "withdrawn, and the file ended": [("withdraw", ""), ("lapse", "0")],
    "returned while it was promised again": [("decline", ""), ("deliver", "0"), ("return", "0")],
    "granted while it was delivered": [("ask_time", ""), ("deliver", "0"), ("grant", "0")],
    "two deliveries for one place": [("deliver", ""), ("deliver", ""), ("accept", "0")],
    "promised while it was delivered, both the debtor's": [("deliver", ""), ("promise", "")],
    "reminded twice": [("nudge", ""), ("nudge", "0")],
    "reminded while it was delivered": [("nudge", ""), ("deliver", "")],
    "reminded of what was handed over": [("deliver", ""), ("nudge", "0")],
    "nothing after the end": [("deliver", ""), ("accept", "0"), ("promise", "1"), ("explain", "1")],
}


def commitment_vectors() -> list[dict[str, Any]]:
    return [
        {"why": why, **fold_of(said, needs_acceptance=needed)}
        for why, said in FOLDS.items()
        for needed in (True, False)
    ]


def fold_of(said: Sequence[Said], *, needs_acceptance: bool) -> dict[str, Any]:
    past: dict[str, set[str]] = {}
    events = []
    for place, (verb, causes) in enumerate(said):
        name = jws.sha256(f"{place} {verb}".encode())
        direct = {events[int(cause)].act for cause in causes.split()}
        past[name] = direct.union(*(past[cause] for cause in direct))
        until = date(2026, 12, 24) if verb == "ask_time" else None
        events.append(Event(name, VERBS[verb].side, verb, AT + timedelta(seconds=place), until))
    standing = commitments.fold(events, precedes=lambda a, b: a in past[b], needs_acceptance=needs_acceptance)
    return {
        "needs_acceptance": needs_acceptance,
        "events": [plain(asdict(event)) | {"past": sorted(past[event.act])} for event in events],
        "standing": plain(asdict(standing)),
    }


def plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime():
            return write_time(value)
        case date():
            return value.isoformat()
    return value


def entry(act: Act) -> dict[str, Any]:
    return {"act": act.jws, "parts": text(act.parts)}


def text(parts: Mapping[str, bytes]) -> dict[str, str]:
    return {name: raw.decode() for name, raw in parts.items()}


def without(act: Act, part: str) -> dict[str, bytes]:
    return {name: raw for name, raw in act.parts.items() if name != part}


def decoded(token: str) -> Any:
    return jsonbytes.read_object(jws.unb64(token.split(".")[1]), limit=LIMIT)


def union_knowing(known: Sequence[Act]) -> Peer:
    peer = Peer(UNION)
    for act in known:
        peer.keep(act)
    return peer


def at_door(token: str, parts: Mapping[str, bytes], known: Sequence[Act]) -> Callable[[], object]:
    return lambda: door.admit(token, parts, union_knowing(known), now=AT, covered=False)


def missing(act: Act, known: Sequence[Act]) -> list[str]:
    try:
        at_door(act.jws, act.parts, known)()
    except door.Missing as found:
        return found.names
    raise AssertionError("nothing is missing")


def code_of(do: Callable[[], object]) -> str:
    try:
        do()
    except Refused as refused:
        return refused.code
    raise AssertionError("nothing was refused")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, vectors in all_vectors().items():
        (FOLDER / f"{name}.json").write_text(text_of(vectors), "utf-8")

"""Evidence proves acts and receipts to anyone; one changed byte of what was signed is found. So does the check."""

import base64
import json
import random
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.exchange import batches, evidence, wire
from servanda.exchange.check import check
from servanda.exchange.evidence import Finding
from servanda.exchange.models import FeedEntry, Receipt, ReceivedEntry
from servanda.kernel import acts, keys
from servanda.kernel.models import LaneHead, StoredAct
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.sender import Sender, chained, sealed
from tests.exchange.speaking import contact, draft, now, opened, say
from tests.world import MOFA, VUFO


@pytest.fixture
def dossier(mofa: Node, vufo: Node, network: Network) -> str:
    contact(mofa, vufo, network)
    opened(mofa, VUFO)
    dossier = opened(mofa, VUFO)
    say(mofa, draft(mofa, dossier, content={"text": "Đoàn"}, personal={"name": "A"}))
    opened(mofa, VUFO)
    contact(mofa, vufo, network)
    say(vufo, draft(vufo, dossier, facts={"answer": "yes"}))
    contact(vufo, mofa, network)
    say(mofa, draft(mofa, dossier, internal=True, content={"text": "only here"}))
    return dossier


def build(node: Node, dossier: str, **options: Any) -> bytes:
    with node.active():
        return evidence.build(dossier, now=now(), **options)


@pytest.mark.parametrize("maker", [MOFA, VUFO])
def test_evidence_of_both_sides_verifies(mofa: Node, vufo: Node, dossier: str, maker: str) -> None:
    report = evidence.verify(build(mofa if maker == MOFA else vufo, dossier))
    assert report.findings == []
    assert report.roots == {MOFA: mofa.card.fingerprint(), VUFO: vufo.card.fingerprint()}
    assert [act.kind for act in report.acts] == ["note.open", "note.say", "note.say"]
    assert sorted((r.sender, r.receiver, r.outcome) for r in report.received) == [
        (MOFA, VUFO, "taken"), (MOFA, VUFO, "taken"), (VUFO, MOFA, "taken"),
    ]  # fmt: skip


def test_personal_parts_can_be_left_out(mofa: Node, dossier: str) -> None:
    raw = build(mofa, dossier, parts=("facts", "content"))
    report = evidence.verify(raw)
    assert report.is_good
    assert [name for _, name in report.absent_parts] == ["personal"]
    assert b"only here" not in build(mofa, dossier)


def test_every_changed_byte_of_what_was_signed_is_found(mofa: Node, dossier: str) -> None:
    raw = build(mofa, dossier)
    data = json.loads(raw)
    chance = random.Random(7)
    places: list[tuple[list[Any], str]] = []
    places += [(["cards", i], c) for i, c in enumerate(data["cards"])]
    for i, item in enumerate(data["acts"]):
        places.append((["acts", i, "act"], item["act"]))
        places += [(["acts", i, "parts", name], text) for name, text in item["parts"].items()]
    for i, item in enumerate(data["receipts"]):
        places += [(["receipts", i, key], item[key]) for key in ("receipt", "head", "before") if item[key]]
        places += [(["receipts", i, "names", k], name) for k, name in enumerate(item["names"])]
    unnoticed = []
    for path, text in places:
        for at in chance.sample(range(len(text)), min(len(text), 40)):
            changed = json.loads(raw)
            spot = changed
            for step in path[:-1]:
                spot = spot[step]
            other = "A" if text[at] != "A" else "B"
            spot[path[-1]] = text[:at] + other + text[at + 1 :]
            if evidence.verify(json.dumps(changed).encode()).is_good:
                unnoticed.append((path, at))
    assert unnoticed == []


def test_what_is_taken_out_or_turned_round_is_found(mofa: Node, dossier: str) -> None:
    raw = build(mofa, dossier)
    for change in (
        lambda d: d["acts"].pop(0),
        lambda d: d["acts"].pop(1),
        lambda d: d["cards"].pop(),
        lambda d: d["receipts"][0]["names"].pop(),
        lambda d: d["receipts"][0]["names"].reverse() if len(d["receipts"][0]["names"]) > 1 else d["acts"].pop(0),
        lambda d: d.update(dossier="mofa.example/" + "A" * 22),
        lambda d: d.update(v=2),
        lambda d: d["acts"].append(7),
    ):
        data = json.loads(raw)
        change(data)
        assert not evidence.verify(json.dumps(data).encode()).is_good
    assert not evidence.verify(b"{").is_good
    assert not evidence.verify(b"[]").is_good


def test_it_verifies_without_django_or_a_node(mofa: Node, dossier: str) -> None:
    code = (
        "import sys, base64\n"
        "from servanda.exchange import evidence\n"
        "report = evidence.verify(base64.b64decode(sys.stdin.read()))\n"
        "assert report.is_good and len(report.acts) == 3\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'httpx', 'sqlite3')]\n"
    )
    raw = base64.b64encode(build(mofa, dossier))
    done = subprocess.run([sys.executable, "-c", code], input=raw, capture_output=True, env={"PATH": ""}, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_a_sound_node_has_no_findings(mofa: Node, vufo: Node, dossier: str) -> None:
    assert check(mofa) == check(vufo) == []
    extra = Finding("somewhere", "missing")
    assert check(mofa, compare=lambda: [extra]) == [extra]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: StoredAct.objects.filter(content__isnull=False, internal=False).update(content=b'{"salt":"x"}'),
        lambda: StoredAct.objects.filter(n=1).update(kind="note.other"),
        lambda: StoredAct.objects.filter(n=1).update(agency=VUFO),
        lambda: StoredAct.objects.filter(n=1, internal=False).delete(),
        lambda: StoredAct.objects.filter(n=1).update(jws=StoredAct.objects.filter(n=2).first().jws),
        lambda: StoredAct.objects.filter(internal=True).update(content=b"{}"),
        lambda: LaneHead.objects.update(n=7),
        lambda: FeedEntry.objects.filter(n=2).update(link="sha256:" + "0" * 64),
        lambda: FeedEntry.objects.filter(n=2).delete(),
        lambda: ReceivedEntry.objects.update(act="sha256:" + "0" * 64),
        lambda: Receipt.objects.update(n=9),
        lambda: Receipt.objects.filter(direction="got").update(
            jws=Receipt.objects.filter(direction="given").first().jws
        ),
    ],
)
def test_a_tampered_row_is_found(mofa: Node, dossier: str, tamper: Any) -> None:
    with mofa.active():
        tamper()
    assert check(mofa) != []


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.just(2**53 - 1)
    | st.text(max_size=3)
    | st.sampled_from(["v", "a.b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in places(item, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], other)
    return copy


def resigned(token: str, chance: Any, key: Any) -> str:
    """A statement with one value of its payload changed, and signed again by its own author."""
    head, payload, _ = token.split(".")
    from servanda.kernel import jws

    data = json.loads(jws.unb64(payload))
    data = replaced(data, chance.draw(st.sampled_from(places(data)[1:])), chance.draw(ODD))
    typ = json.loads(jws.unb64(head))["typ"]
    return jws.sign(typ, json.dumps(data).encode(), key)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.data())
def test_no_file_crashes_the_verifier(mofa: Node, fuzzed: bytes, chance: Any) -> None:
    data = json.loads(fuzzed)
    spots = places(data)
    spot = chance.draw(st.sampled_from(spots))
    value = data
    for step in spot:
        value = value[step]
    if isinstance(value, str) and value.startswith("eyJ") and chance.draw(st.booleans()):
        other: Any = resigned(value, chance, mofa.signing_key)
    else:
        other = chance.draw(ODD)
    evidence.verify(json.dumps(replaced(data, spot, other)).encode())


@pytest.fixture
def fuzzed(mofa: Node, dossier: str) -> bytes:
    return build(mofa, dossier)


@pytest.mark.parametrize("parties", [5, True, "x", {"a": 1}, [5], [[]], [{}]])
def test_malformed_parties_are_a_finding(mofa: Node, parties: Any) -> None:
    act = sealed(mofa, acts.new_dossier_id(MOFA), parts={"facts": {"parties": parties}})
    data = {
        "v": 1, "dossier": act.dossier, "cards": [mofa.card.jws], "receipts": [],
        "acts": [{"act": act.jws, "parts": {name: raw.decode() for name, raw in act.parts.items()}}],
    }  # fmt: skip
    report = evidence.verify(json.dumps(data).encode())
    assert ("bad_envelope", {"field": "parties"}) in [(f.code, f.params) for f in report.findings]


@pytest.mark.parametrize("root", [b"", b"\0" * 31, b"\0" * 33])
def test_a_card_with_an_odd_root_is_a_finding(mofa: Node, root: bytes) -> None:
    from servanda.kernel import jws

    head, payload, _ = mofa.card.jws.split(".")
    token = jws.sign(
        "servanda-card", json.dumps(json.loads(jws.unb64(payload)) | {"root": jws.b64(root)}).encode(), mofa.signing_key
    )
    data = {"v": 1, "dossier": "x", "cards": [token], "acts": [], "receipts": []}
    assert not evidence.verify(json.dumps(data).encode()).is_good
    assert keys and head


@pytest.mark.parametrize("reason", ["recalled", "not_kept"])
def test_a_receipt_for_a_name_proves_no_content(bad: Sender, mofa: Node, reason: str) -> None:
    act = chained(bad)
    thin = batches.line(act.jws, {}, reason)
    answer = bad.post(bad.batch(thin))
    first = evidence.Report()
    data = {
        "receipt": answer.text, "head": "", "before": bad.link, "names": [act.id],
    }  # fmt: skip
    assert wire.read_receipt(answer.text).says.place.link == batches.chain(bad.link, [act.id])
    first.acts.append(act)
    cards = {VUFO: [bad.there.card], MOFA: [mofa.card]}
    evidence._verify_receipt("receipts/0", data, cards, first)
    assert (first.findings, first.received) == ([], [])
    assert [row.act for row in first.without_content] == [act.id]

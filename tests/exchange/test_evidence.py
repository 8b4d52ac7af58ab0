"""Evidence proves acts and receipts to anyone; one changed byte of what was signed is found. So does the check."""

import base64
import json
import random
import subprocess
import sys
from typing import Any

import pytest

from servanda.exchange import evidence
from servanda.exchange.check import check
from servanda.exchange.evidence import Finding
from servanda.exchange.models import FeedEntry, Receipt, ReceivedEntry
from servanda.kernel.models import LaneHead, StoredAct
from servanda.kernel.node import Node
from tests.exchange.network import Network
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

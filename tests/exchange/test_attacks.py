"""What a linked peer can sign and send to learn, to lie or to stop another node, and what comes of it: nothing."""

import hashlib
import logging
import threading
from datetime import timedelta
from typing import Any

import httpx
import pytest

from servanda.exchange import batches, loop, paths, wire
from servanda.exchange.bell import bell
from servanda.exchange.fetching import fetch_missing
from servanda.exchange.models import Feed, FeedEntry, FileRow, Parked, Peer, Quarantine, ReceivedEntry
from servanda.exchange.requests import sign_request
from servanda.kernel import acts, keys
from servanda.kernel import node as nodes
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from tests.exchange.network import Network
from tests.exchange.sender import Sender, chained, line, sealed
from tests.exchange.speaking import contact, draft, now, opened, say
from tests.exchange.test_files import BYTES, stored
from tests.exchange.test_loop import eventually
from tests.world import MOFA, THIRD, VUFO

ODD = [
    "http://[::", "http://[::1", "http://a b", "http://a:99999", "http://a:0", "http://", "ftp://a", "a.example",
    "http://u@a", "http://a/?q", "http://999.1.1.1", "http://a\n", "http://-a", "http://xn--", "https:///x",
]  # fmt: skip


def told(bad: Sender, *, at: Any = None, place: wire.Place | None = None, **outcomes: wire.Outcome) -> httpx.Response:
    """The peer's contact, with a receipt as it likes it."""
    with bad.here.active():
        feed = Feed.objects.get(peer=bad.there.agency)
        receipt = wire.Receipt(
            sender=bad.here.agency, receiver=bad.there.agency, place=place or feed.incoming, nonce=wire.new_nonce(),
            at=at or now(), outcomes={int(n[1:]): outcome for n, outcome in outcomes.items()},
        )  # fmt: skip
        request = wire.Request(
            sender=bad.here.agency, receiver=bad.there.agency, method="POST", path=paths.CONTACT,
            nonce=wire.new_nonce(), at=now(), data={"receipt": wire.write_receipt(receipt, bad.key)},
        )  # fmt: skip
        return bad.post(wire.write_request(request, bad.key).encode(), paths.CONTACT)


# Files


def ask_file(bad: Sender, act: str) -> httpx.Response:
    path = paths.file(act, 0)
    with bad.here.active(), bad.network.client() as client:
        token = sign_request(bad.there.agency, "GET", path, now=now())
        return client.get(f"http://{bad.there.agency}{path}", headers={"authorization": f"Servanda {token}"})


def test_naming_a_hash_neither_tells_nor_gives_the_file(bad: Sender, vufo: Node) -> None:
    held = stored(vufo)
    unknown = held | {"sha256": "sha256:" + "0" * 64}
    probe = [chained(bad, parts={"content": {"files": [item]}}) for item in (held, unknown)]
    outcomes = bad.send(*map(line, probe))
    assert list(outcomes.values()) == [("taken", "files", {"files": 1})] * 2
    assert [ask_file(bad, act.id).status_code for act in probe] == [404, 404]
    with vufo.active():
        assert set(FileRow.objects.values_list("state", "have")) == {("wanted", 0)}


def test_a_file_comes_for_each_act_and_never_goes_back(
    bad: Sender, mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    item = stored(mofa)
    one = say(mofa, draft(mofa, opened(mofa, VUFO, THIRD), content={"files": [item]}))[0]
    contact(mofa, vufo, network)
    contact(vufo, mofa, network)
    assert ask_file(bad, one.name).content == BYTES  # its author, who may have lost it
    assert ask_file(Sender(third, vufo, network), one.name).content == BYTES
    thief = Sender(third, vufo, network)
    dossier = acts.new_dossier_id(THIRD)
    first = sealed(third, dossier, parts={"facts": {"parties": [THIRD, VUFO]}})
    theirs = sealed(third, dossier, kind="note.say", n=2, prev=first.id, parts={"content": {"files": [item]}})
    assert thief.send(line(first), line(theirs))[2][:2] == ("taken", "files")
    with vufo.active():
        assert FileRow.objects.get(act=theirs.id).state == "wanted"
    with vufo.active(), network.client() as client:  # the thief cannot show the bytes
        assert fetch_missing(Peer.objects.get(agency=THIRD), client=client, now=now()) == 0
    with vufo.active():
        assert FileRow.objects.get(act=theirs.id).state == "wanted"
        assert FileRow.objects.get(act=one.name).state == "here"
    assert hashlib.sha256(BYTES).hexdigest() in item["sha256"]


# Addresses and answers


@pytest.mark.parametrize("address", ODD)
def test_an_odd_address_is_no_card(vufo: Node, address: str) -> None:
    with pytest.raises(Refused) as refused:
        nodes.update_card(vufo, at=now(), address=address)
        keys.read_card(vufo.card.jws)
    assert refused.value.code == "bad_card"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://vufo.example",
        "https://a.b:8443/servanda/",
        "http://127.0.0.1:8001",
        "http://[::1]:80",
        "http://localhost:1",
    ],
)
def test_an_address_is_an_address(address: str) -> None:
    assert keys.is_address(address)
    assert not address or httpx.URL(address).host


@pytest.mark.parametrize("body", [b"[" * 100_000, b"{" * 100, b"\xff", b"x" * (2 * wire.STATEMENT_LIMIT + 1)])
@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_is_read_with_care(mofa: Node, vufo: Node, body: bytes, status: int) -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, content=body)))
    with mofa.active(), client:
        assert not loop.attempt(VUFO, client=client, now=now())
        assert Peer.objects.get().last_failure in ("bad_answer", "no_signature", "too_large")


@pytest.mark.parametrize("error", [httpx.InvalidURL("x"), RecursionError(), RuntimeError("ours")])
def test_a_crash_with_one_peer_leaves_the_others(
    mofa: Node, vufo: Node, third: Node, network: Network, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    deliver = network.handle_request

    def crash(request: httpx.Request) -> httpx.Response:
        if request.url.host == VUFO:
            raise error
        return deliver(request)

    stop = threading.Event()
    client = httpx.Client(transport=httpx.MockTransport(crash))
    thread = threading.Thread(target=loop.run, args=(mofa, stop), kwargs={"client": client})
    thread.start()
    try:
        with mofa.active():
            assert eventually(lambda: Peer.objects.get(agency=VUFO).last_failure == "unreachable")
        opened(mofa, VUFO, THIRD)
        with third.active():
            assert eventually(StoredAct.objects.exists)
        assert thread.is_alive()
    finally:
        stop.set()
        bell(mofa).heard.set()
        thread.join(10)


# Receipts


@pytest.mark.parametrize(
    "params",
    [{"code": "x"}, {"self": 1}, {"why": "x" * 201}, {"why": {"a": 1}}, {"why": None}, {"A": 1},
     {"names": "x"}, {"names": [1]}, {"names": ["x"] * 9}, {"%": 1}],
)  # fmt: skip
def test_a_receipts_parameters_are_clean_or_none(
    vufo: Node, mofa: Node, network: Network, params: dict[str, Any]
) -> None:
    bad = Sender(mofa, vufo, network)
    act = say(vufo, draft(vufo, opened(vufo, MOFA)))[0]
    contact(vufo, mofa, network)
    assert told(bad, _2=("refused", "bad_header", params)).status_code == 200
    with vufo.active():
        entry = FeedEntry.objects.get(act=act.name)
        assert (entry.state, entry.code, entry.params) == ("refused", "bad_header", {"typ": ""})
        assert str(Refused(entry.code, **entry.params))


@pytest.mark.parametrize("code", ["a b", "A", "<b>", "x" * 41, "1"])
def test_a_receipts_code_is_a_code(vufo: Node, mofa: Node, network: Network, code: str) -> None:
    opened(vufo, MOFA)
    contact(vufo, mofa, network)
    assert told(Sender(mofa, vufo, network), _1=("refused", code, {})).json()["code"] == "bad_envelope"


def test_an_older_receipt_changes_nothing(vufo: Node, mofa: Node, network: Network) -> None:
    bad = Sender(mofa, vufo, network)
    opened(vufo, MOFA)
    contact(vufo, mofa, network)
    with mofa.active():
        early = Feed.objects.get().incoming
    opened(vufo, MOFA)
    contact(vufo, mofa, network)
    with vufo.active():
        before = list(FeedEntry.objects.order_by("n").values())
    old = now() - timedelta(seconds=30)
    assert told(bad, at=old, place=early, _1=("refused", "missing", {})).status_code == 200
    with vufo.active():
        assert list(FeedEntry.objects.order_by("n").values()) == before
        assert not Feed.objects.get().is_behind
    assert told(bad, at=now() + timedelta(seconds=2), place=early).status_code == 200
    with vufo.active():
        assert Feed.objects.get().is_behind  # a newer one is believed: the peer was restored


def test_a_wrong_link_is_kept_and_stops_nothing(vufo: Node, mofa: Node, network: Network) -> None:
    bad = Sender(mofa, vufo, network)
    opened(vufo, MOFA)
    contact(vufo, mofa, network)
    for _ in range(2):
        answer = told(bad, place=wire.Place(1, 1, "sha256:" + "1" * 64))
        assert (answer.status_code, answer.json()["code"]) == (409, "feed_fork")
    dossier = opened(vufo, MOFA)
    with vufo.active():
        assert Quarantine.objects.get().code == "feed_fork"
        assert loop.due({}, urgent=set(), now=now()) == [MOFA]
    contact(vufo, mofa, network)
    with mofa.active():
        assert StoredAct.objects.filter(dossier=dossier).exists()


def test_nothing_with_nul_is_kept() -> None:
    assert wire.clean_params({"why": "a\0"}) == wire.clean_params({"names": ["\0"]}) == {}
    assert wire.for_wire("x", {"why": "a\0\ud800", "names": ["\0b"]}) == ("x", {"why": "a?", "names": ["b"]})
    assert not wire.NONCE.fullmatch("n" * 21 + "\0")
    assert not keys.is_address("http://a\0")


@pytest.mark.parametrize("nonce", ["n" * 21 + " ", "n" * 15, "n" * 65, "đ" * 22])
def test_a_nonce_is_short_and_plain(bad: Sender, good_line: bytes, nonce: str) -> None:
    assert bad.post(bad.batch(good_line, nonce=nonce)).json()["code"] == "bad_envelope"


# What is withheld


def outcome(node: Node, act: acts.Act) -> list[tuple[str, str]]:
    with node.active():
        return list(ReceivedEntry.objects.filter(act=act.id).order_by("n").values_list("outcome", "code"))


def content(node: Node, act: acts.Act) -> bytes | None:
    with node.active():
        raw = StoredAct.objects.get(name=act.id).content
        return bytes(raw) if raw is not None else None


@pytest.mark.parametrize(("reason", "code"), [("recalled", "recalled"), ("not_kept", "not_received")])
def test_what_was_withheld_is_said_and_completed(bad: Sender, vufo: Node, reason: str, code: str) -> None:
    act = chained(bad)
    thin = batches.line(act.jws, {}, reason)
    assert bad.send(thin)[bad.n][:2] == ("taken", code)
    assert content(vufo, act) is None
    wrong = line(act, content=act.parts["content"].decode().replace('"x"', '"y"'))
    assert bad.send(wrong)[bad.n][:2] == ("refused", "bad_part")
    assert content(vufo, act) is None
    assert bad.send(line(act)) == {}
    assert content(vufo, act) == act.parts["content"]
    assert outcome(vufo, act) == [("taken", ""), ("refused", "bad_part"), ("taken", "")]
    assert bad.send(thin) == {}  # it is here now
    with vufo.active():
        assert ReceivedEntry.objects.get(act=act.id, is_changed=True).n == 2


def test_thin_and_whole_in_one_batch(bad: Sender, vufo: Node) -> None:
    act = chained(bad)
    thin = batches.line(act.jws, {}, "not_kept")
    bad.send(thin, line(act))
    assert content(vufo, act) == act.parts["content"]


def test_a_completed_act_names_its_files(bad: Sender, vufo: Node) -> None:
    item = {"name": "a", "size": 4, "type": "text/plain", "sha256": "sha256:" + "0" * 64}
    act = chained(bad, parts={"content": {"files": [item]}})
    bad.send(batches.line(act.jws, {}, "not_kept"))
    assert bad.send(line(act))[bad.n] == ("taken", "files", {"files": 1})
    assert outcome(vufo, act)[0] == ("taken", "files")


def test_what_its_author_recalled_only_the_author_brings_back(
    bad: Sender, mofa: Node, vufo: Node, third: Node, network: Network
) -> None:
    dossier = opened(mofa, VUFO, THIRD)
    word = say(mofa, draft(mofa, dossier, content={"text": "whole"}))[0]
    first, whole = (batches.line(r.jws, r.act.parts) for r in _rows(mofa, dossier))
    bad.send(first, batches.line(word.jws, {}, "recalled"))
    relay = Sender(third, vufo, network)
    assert relay.send(whole)[1][:2] == ("taken", "not_received")
    assert content(vufo, word.act) is None
    assert bad.send(whole) == {}
    assert content(vufo, word.act) is not None


def _rows(node: Node, dossier: str) -> list[StoredAct]:
    with node.active():
        return list(StoredAct.objects.filter(dossier=dossier).order_by("n"))


@pytest.mark.parametrize("reason", ["lost", "Recalled"])
def test_no_other_reason_is_taken(bad: Sender, vufo: Node, good_line: bytes, reason: str) -> None:
    act = chained(bad)
    outcomes = bad.send(batches.line(act.jws, {}, reason), batches.bare_line(act.id, reason), good_line)
    assert [found[:2] for found in outcomes.values()] == [("refused", "bad_envelope")] * 2


@pytest.mark.parametrize(("reason", "code"), [("recalled", "recalled"), ("not_kept", "not_received")])
def test_a_bare_name_is_not_plainly_taken(bad: Sender, vufo: Node, reason: str, code: str) -> None:
    assert bad.send(batches.bare_line("sha256:" + "0" * 64, reason))[1][:2] == ("taken", code)


def test_a_parked_act_without_its_parts_says_so_when_let_in(bad: Sender, vufo: Node) -> None:
    first = sealed(bad.here, acts.new_dossier_id(MOFA), at=now() - timedelta(minutes=1))
    second, third = (
        sealed(bad.here, first.dossier, n=2, prev=first.id, kind="note.say", parts={"content": {"text": text}})
        for text in ("a", "b")
    )
    for act in (second, third):
        assert bad.send(batches.line(act.jws, {}, "not_kept"))[bad.n][0] == "parked"
    bad.send(line(third))  # the whole one replaces what waits
    with vufo.active():
        assert Parked.objects.count() == 2
    bad.send(line(first))
    assert outcome(vufo, second) == [("taken", "not_received")]
    assert set(outcome(vufo, third)) == {("taken", "")}
    assert content(vufo, third) == third.parts["content"]

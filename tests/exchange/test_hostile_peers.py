"""A linked peer that withholds, floods, fills, forges with a stolen key or leads elsewhere: seen, and stopped alone."""

import gzip
import threading
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connections

from servanda.exchange import claims, crowding, epochs, fetching, loop, parking, paths, receive, send, wire
from servanda.exchange.models import Feed, FileRow, Parked, Peer, Quarantine, Receipt
from servanda.exchange.requests import sign_request
from servanda.kernel import acts, lanes, rotation
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from tests.exchange.network import Network
from tests.exchange.sender import Sender, chained, everything, line, sealed
from tests.exchange.speaking import contact, draft, names, now, opened, say, second_ends
from tests.exchange.test_attacks import told
from tests.exchange.test_contacts import hello
from tests.world import MOFA, THIRD, VUFO

NOWHERE = "sha256:" + "0" * 64


def feed_of(node: Node, peer: str) -> Feed:
    with node.active():
        return Feed.objects.get(peer=peer)


def knock(bad: Sender, **data: Any) -> httpx.Response:
    """A contact that carries more than a receipt."""
    token = wire.read_request(hello(bad).decode()).says
    return bad.post(hello(bad, data={**token.data, **data}), paths.CONTACT)


# Withholding


def test_what_a_peer_signed_to_have_said_and_does_not_send_is_kept_and_shown(bad: Sender, vufo: Node) -> None:
    began = now()
    assert knock(bad, head=[1, 3, NOWHERE]).status_code == 200
    feed = feed_of(vufo, MOFA)
    assert (feed.claimed_epoch, feed.claimed_n) == (1, 3)
    # Its own signature says so, to anyone.
    assert wire.read_request(feed.claim).check(bad.here.card).data["head"] == [1, 3, NOWHERE]
    assert claims.withheld_since(feed, now=began) is None, "it may be on its way"
    later = began + timedelta(minutes=10)
    assert knock(bad, head=[1, 4, NOWHERE]).status_code == 200
    assert claims.withheld_since(feed_of(vufo, MOFA), now=later) is not None


def test_what_was_withheld_and_comes_is_withheld_no_more(mofa: Node, vufo: Node, network: Network) -> None:
    bad = Sender(mofa, vufo, network)
    for _ in range(2):
        opened(mofa, VUFO)
    own = feed_of(mofa, VUFO).outgoing
    assert knock(bad, head=own.to_wire()).status_code == 200
    assert feed_of(vufo, MOFA).is_withheld
    contact(mofa, vufo, network)
    assert not feed_of(vufo, MOFA).is_withheld
    contact(mofa, vufo, network)
    assert feed_of(vufo, MOFA).claimed_at is None


def test_an_answer_tells_what_is_withheld_too(mofa: Node, vufo: Node, network: Network) -> None:
    say(vufo, draft(vufo, opened(vufo, MOFA)))
    contact(mofa, vufo, network)
    feed = feed_of(mofa, VUFO)
    assert (feed.claimed_n, feed.in_n) == (2, 0)


def test_a_head_with_another_link_where_something_was_taken_is_a_fork(
    bad: Sender, vufo: Node, good_line: bytes
) -> None:
    bad.send(good_line)
    assert knock(bad, head=[1, 1, NOWHERE]).status_code == 200
    with vufo.active():
        kept = Quarantine.objects.get()
        assert (kept.code, kept.act) == ("feed_fork", NOWHERE)
        assert wire.read_request(bytes(kept.raw).decode()).check(bad.here.card).sender == MOFA
        assert Feed.objects.get(peer=MOFA).in_forked_at


def test_an_epoch_that_leaves_no_room_behind_it_is_refused(bad: Sender, vufo: Node, good_line: bytes) -> None:
    for epoch in (2**31 - 1, 1_000_000_002):
        answer = bad.post(bad.batch(good_line, epoch=epoch))
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_envelope")
    assert bad.post(bad.batch(good_line, epoch=1_000_000_001)).status_code == 200


# Receipts


def test_a_receipt_for_what_was_never_sent_is_refused(
    vufo: Node, mofa: Node, good_line: bytes, network: Network
) -> None:
    bad = Sender(mofa, vufo, network)
    opened(vufo, MOFA)
    contact(vufo, mofa, network)
    other = bad.batch(line(sealed(mofa, acts.new_dossier_id(MOFA))))
    assert bad.send(good_line) == {} and bad.post(other).status_code == 409
    forked_at = feed_of(vufo, MOFA).in_forked_at
    before = everything(vufo)
    answer = told(bad, place=wire.Place(1, 7, NOWHERE))
    assert (answer.status_code, answer.json()["code"]) == (409, "feed_ahead")
    answer = told(bad, place=wire.Place(2**30, 1, NOWHERE))
    assert (answer.status_code, answer.json()["code"]) == (409, "feed_ahead")
    assert (
        told(bad, place=wire.Place(9, 1, NOWHERE)).status_code == 200
    )  # an epoch that may be lost: acknowledges nothing
    assert told(bad, _7=("refused", "bad_part", {"part": "facts"})).status_code == 200  # of no entry of ours
    changed = {name for (name, rows), (_, old) in zip(everything(vufo), before, strict=True) if rows != old}
    # It may be true after a rollback, so that a new epoch is begun, once; nothing counts as received.
    assert changed <= {"Peer", "Nonce", "Receipt", "Feed", "FeedEntry", "NodeState"}
    with vufo.active():
        assert not Receipt.objects.filter(direction="got", n__gt=1).exists()
    # The new epoch makes nobody forget the two histories that its author had signed.
    assert forked_at and feed_of(vufo, MOFA).in_forked_at == forked_at and feed_of(vufo, MOFA).out_epoch > 1


# Flooding


def test_a_peers_second_request_waits_its_turn_and_another_peer_is_served(
    bad: Sender, third: Node, vufo: Node, good_line: bytes, network: Network
) -> None:
    other = Sender(third, vufo, network)
    with vufo.active(), crowding.turn_of(MOFA):  # one of its requests is being served
        for answer in (bad.post(bad.batch(good_line)), bad.post(hello(bad), paths.CONTACT)):
            assert (answer.status_code, answer.json()["code"]) == (429, "busy")
            assert int(answer.headers["retry-after"]) > 0
        assert other.post(hello(other), paths.CONTACT).status_code == 200
    assert bad.send(good_line) == {}


def test_the_door_leaves_a_place_to_the_pages(bad: Sender, vufo: Node, network: Network) -> None:
    with vufo.active(), crowding.turn_of("a"), crowding.turn_of("b"), crowding.turn_of("c"):
        assert bad.post(hello(bad), paths.CONTACT).json()["code"] == "busy"
        with network.client() as client:
            assert client.get(f"http://{VUFO}{paths.CARD}").status_code == 200
    assert bad.post(hello(bad), paths.CONTACT).status_code == 200


def test_strangers_take_no_peers_place_however_many_knock(
    bad: Sender, make_node: Callable[..., Node], vufo: Node, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While each of them is being examined the next one knocks, and at last a peer."""
    stranger = Sender(make_node("stranger.example"), vufo, network)
    read, found, strangers = wire.read_request, [], 6

    def knocked(token: str) -> Any:
        if raws:
            raw = raws.pop()
            found.append((stranger if raws else bad).post(raw, paths.CONTACT).status_code)
        return read(token)

    raws = [hello(bad), *(_of_a_stranger(stranger) for _ in range(strangers))]
    monkeypatch.setattr(wire, "read_request", knocked)
    assert stranger.post(raws.pop(), paths.CONTACT).json()["code"] == "not_linked"
    assert found == [200] + [403] * (strangers - 1)


def _of_a_stranger(stranger: Sender) -> bytes:
    request = wire.Request(
        sender=stranger.here.agency, receiver=stranger.there.agency, method="POST", path=paths.CONTACT,
        nonce=wire.new_nonce(), at=now(), data={},
    )  # fmt: skip
    return wire.write_request(request, stranger.key).encode()


def test_asking_for_what_was_lost_is_served_in_turn(bad: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads all that ever came from that peer: no more than once at a time."""
    second: list[httpx.Response] = []
    monkeypatch.setattr(epochs, "relay_back", lambda *_, **__: second.append(knock(bad)))
    assert knock(bad, recover=[1, 0, NOWHERE]).status_code == 200
    assert second[0].json()["code"] == "busy"


def test_many_at_once_are_served_or_told_to_come_again(bad: Sender, vufo: Node) -> None:
    raws = [hello(bad) for _ in range(12)]
    found: list[int] = []

    def run(raw: bytes) -> None:
        found.append(bad.post(raw, paths.CONTACT).status_code)
        connections[vufo.alias].close()

    threads = [threading.Thread(target=run, args=(raw,)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 12 and set(found) <= {200, 429} and 200 in found
    assert bad.post(hello(bad), paths.CONTACT).status_code == 200


def test_a_file_is_handed_to_a_peer_twice_at_once_at_most(mofa: Node, vufo: Node, network: Network) -> None:
    from tests.exchange.test_files import BYTES, stored

    act = say(vufo, draft(vufo, opened(vufo, MOFA), content={"files": [stored(vufo)]}))[0]
    contact(vufo, mofa, network)
    bad = Sender(mofa, vufo, network)
    with vufo.active():
        held = [crowding.Download(MOFA, iter([b"x"])) for _ in range(crowding.FILES_AT_ONCE)]
    assert ask(bad, paths.file(act.name, 0)).json()["code"] == "busy"
    held[0].close()  # it hung up
    assert ask(bad, paths.file(act.name, 0)).content == BYTES
    assert b"".join(held[1]) == b"x"
    assert ask(bad, paths.file(act.name, 0)).content == BYTES


def test_what_waits_of_one_peer_fills_its_own_room_alone(
    bad: Sender, third: Node, vufo: Node, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sealed(bad.here, acts.new_dossier_id(MOFA), at=now() - timedelta(minutes=1))
    waiting = [
        sealed(bad.here, first.dossier, n=2, prev=first.id, kind="note.say", parts={"content": {"text": f"{n}" * 500}})
        for n in range(3)
    ]
    monkeypatch.setattr(parking, "ROOM", 2500)
    assert bad.send(line(waiting[0]))[1][0] == "parked"
    answer = bad.post(bad.batch(line(waiting[1]), line(waiting[2])))
    assert (answer.status_code, answer.json()["code"]) == (429, "too_much_waits")
    with vufo.active():
        assert Parked.objects.count() == 1
    other = Sender(third, vufo, network)
    theirs = sealed(third, acts.new_dossier_id(THIRD), parts={"facts": {"parties": [THIRD, VUFO]}})
    assert other.send(line(theirs)) == {}
    assert bad.send(line(first)) == {}, "what it waits for still comes in"


def test_refused_bytes_of_one_peer_have_their_room_and_reasons_have_more(
    bad: Sender, vufo: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = [line(sealed(bad.here, acts.new_dossier_id(VUFO))) for _ in range(3)]
    monkeypatch.setattr(receive, "QUARANTINE_ROOM", len(wrong[0]) + 10)
    assert len(bad.send(*wrong)) == 3
    with vufo.active():
        assert [bool(row.raw) for row in Quarantine.objects.order_by("id")] == [True, False, False]
        assert set(Quarantine.objects.values_list("code", flat=True)) == {"not_home"}


# Pausing


def test_a_paused_peer_is_neither_heard_nor_told(bad: Sender, mofa: Node, vufo: Node, good_line: bytes) -> None:
    with vufo.active():
        Peer.objects.update(paused_at=now())
    before = everything(vufo)
    answer = bad.post(bad.batch(good_line))
    assert (answer.status_code, answer.json()["code"]) == (503, "paused")
    assert everything(vufo) == before
    with vufo.active():
        assert loop.due({}, urgent={MOFA}, now=now()) == []
        Peer.objects.update(paused_at=None)
        assert loop.due({}, urgent={MOFA}, now=now()) == [MOFA]
    assert bad.send(good_line) == {}


# Leading elsewhere


def answering(make: Callable[[httpx.Request], httpx.Response]) -> tuple[httpx.Client, list[str]]:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return make(request)

    return httpx.Client(transport=httpx.MockTransport(answer)), asked


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_of_a_peer_is_followed(mofa: Node, vufo: Node, status: int) -> None:
    elsewhere = "http://169.254.169.254/latest/meta-data/"
    client, asked = answering(lambda _: httpx.Response(status, headers={"location": elsewhere}))
    with mofa.active(), client:
        assert not loop.attempt(VUFO, client=client, now=now())
        assert set(asked) == {f"http://{VUFO}{paths.CONTACT}"}
        peer = Peer.objects.get()
        assert peer.last_failure == "bad_answer" and elsewhere not in str(peer.failure_params)


def test_an_address_in_an_act_is_never_called(bad: Sender, mofa: Node, vufo: Node) -> None:
    inside = "http://127.0.0.1:22/"
    item = {"name": inside, "url": inside, "href": inside, "sha256": NOWHERE, "size": 4, "type": "text/plain"}
    act = chained(bad, parts={"facts": {"address": inside}, "content": {"files": [item], "url": inside}})
    bad.send(line(act))
    client, asked = answering(lambda _: httpx.Response(404, json={"code": "no_file", "params": {}}))
    with vufo.active(), client:
        fetching.fetch_missing(Peer.objects.get(agency=MOFA), client=client, now=now())
    assert asked == [f"http://{MOFA}{paths.file(act.id, 0)}"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd", "br"])
def test_a_compressed_answer_is_not_unfolded(mofa: Node, vufo: Node, encoding: str) -> None:
    bomb = gzip.compress(bytes(10**6)) if encoding == "gzip" else zlib.compress(bytes(10**6))

    class Stream(httpx.SyncByteStream):
        def __iter__(self):  # type: ignore[no-untyped-def]
            yield bomb

    client, _ = answering(lambda _: httpx.Response(200, headers={"content-encoding": encoding}, stream=Stream()))
    with mofa.active(), client:
        assert not loop.attempt(VUFO, client=client, now=now())
        assert Peer.objects.get().last_failure == "bad_answer"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd", "br"])
def test_a_compressed_body_is_read_as_it_is(bad: Sender, good_line: bytes, encoding: str) -> None:
    raw = gzip.compress(bad.batch(good_line))
    with bad.network.client() as client:
        url = f"http://{VUFO}{paths.FEED}"
        answer = client.post(url, content=raw, headers={"content-encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_batch")


def test_an_answer_that_drips_is_left(mofa: Node, vufo: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "PATIENCE", -1.0)
    client, _ = answering(lambda _: httpx.Response(200, content=b"x"))
    with mofa.active(), client:
        assert not loop.attempt(VUFO, client=client, now=now())
        assert Peer.objects.get().last_failure == "bad_answer"


# Addresses of files


ODD_PATHS = (
    "file/../../keys/signing.key/0/", "file/%2e%2e%2f%2e%2e%2fkeys/0/", "file/sha256:%2e%2e/0/", "file//0/",
    f"file/{NOWHERE}/-1/", f"file/{NOWHERE}/99999999999999999999/", f"file/{NOWHERE}%00/0/", f"file/{NOWHERE}/0/../1/",
    f"file/{NOWHERE.upper()}/0/", "file/card.jws/0/", "feed/../contact/", "FEED/", "feed", "feed;/", "feed/%0a",
)  # fmt: skip


@pytest.mark.parametrize("path", ODD_PATHS)
def test_no_odd_path_leads_to_a_file(bad: Sender, path: str) -> None:
    """Signed for the very path, so that nothing but the path is in the way."""
    answer = ask(bad, paths.PREFIX + path)
    assert answer.status_code in (400, 401, 404, 405), answer.text[:200]


def ask(bad: Sender, path: str) -> httpx.Response:
    with bad.here.active(), bad.network.client() as client:
        token = sign_request(bad.there.agency, "GET", path, now=now())
        return client.get(f"http://{bad.there.agency}{path}", headers={"authorization": f"Servanda {token}"})


# A thief


def test_who_stole_the_signing_key_is_seen_on_both_sides_and_shut_out_by_a_new_one(
    mofa: Node, vufo: Node, network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    """A backup of last month and the key in it: what the thief says is seen at the next contact of the true node."""
    opened(mofa, VUFO)
    contact(mofa, vufo, network)
    thief = Sender(mofa, vufo, network)
    thief.n, thief.link = 1, feed_of(mofa, VUFO).out_link
    lie = sealed(mofa, acts.new_dossier_id(MOFA))
    assert thief.send(line(lie)) == {}, "under a good key it is taken: nobody can know yet"
    true = opened(mofa, VUFO)
    with pytest.raises(Refused) as seen:
        contact(mofa, vufo, network)
    assert seen.value.code in ("feed_fork", "feed_ahead"), "this side is told that there is another history"
    assert not names(vufo, true)
    # The root key retires the stolen one; a new series goes on from the last link that both know.
    rotation.rotate(mofa, at=now())
    with vufo.active():
        from servanda.exchange import links

        links.link(mofa.card.jws, None, now=now())
    again = thief.post(thief.batch(line(sealed(mofa, acts.new_dossier_id(MOFA)))))
    assert (again.status_code, again.json()["code"]) == (401, "retired_key")


@pytest.mark.parametrize("lies", [1, 3])
def test_after_the_keys_were_changed_the_true_node_goes_on_and_the_lie_is_shown_to_every_party(
    mofa: Node, vufo: Node, third: Node, network: Network, lies: int
) -> None:
    """Whether the thief said as much as the true node or more: the words of both are told apart, and go on arriving."""
    dossier = opened(mofa, VUFO, THIRD)
    contact(mofa, vufo, network)
    contact(mofa, third, network)
    thief = Sender(mofa, vufo, network)
    thief.n, thief.link = 1, feed_of(mofa, VUFO).out_link
    with mofa.active():
        first = StoredAct.objects.get(dossier=dossier, n=1)
    lie = sealed(mofa, dossier, kind="note.say", n=2, prev=first.name, at=first.at, parts={"content": {"text": "lie"}})
    assert thief.send(line(lie)) == {}
    for _ in range(lies - 1):
        assert thief.send(line(sealed(mofa, acts.new_dossier_id(MOFA)))) == {}
    true = say(mofa, draft(mofa, dossier, content={"text": "true"}))[0]
    with pytest.raises(Refused):
        contact(mofa, vufo, network)
    rotation.rotate(mofa, at=now())
    with mofa.active():
        epochs.begin(now=second_ends())
    for _ in range(3):
        for here, there in ((mofa, vufo), (vufo, mofa), (mofa, third), (third, mofa), (third, vufo), (vufo, third)):
            contact(here, there, network)
    # To the true node too, which is how its officers learn what was said in their name.
    for node in (mofa, vufo, third):
        with node.active():
            held = [row.act for row in StoredAct.objects.filter(dossier=dossier, internal=False)]
        assert {lie.id, true.name} in [{one.id, other.id} for one, other in lanes.equivocations(held)]
    assert thief.post(thief.batch(line(sealed(mofa, acts.new_dossier_id(MOFA))))).json()["code"] == "retired_key"


def test_a_thief_reads_no_more_than_is_sent_to_the_true_address(mofa: Node, vufo: Node, network: Network) -> None:
    """Acts go to the address on the card, whoever asks; with a stolen key alone no card can be made."""
    opened(vufo, MOFA)
    thief = Sender(mofa, vufo, network)
    answer = wire.read_receipt(knock(thief, head=[1, 1, NOWHERE]).text).says
    assert answer.ahead and answer.ahead.n == 1 and not answer.outcomes, "how many there are, and nothing of them"
    with mofa.active():
        assert not StoredAct.objects.exists() and not FileRow.objects.exists()

"""Contacts are refused as they must be, over HTTP, and answered once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from nacl.signing import SigningKey

from servanda.exchange import paths, wire
from servanda.exchange.models import Feed, FeedEntry, Peer
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.sender import Sender, everything
from tests.exchange.speaking import contact, now, opened, opening, say
from tests.world import MOFA, THIRD, VUFO


def hello(bad: Sender, **changes: Any) -> bytes:
    with bad.here.active():
        feed = Feed.objects.get(peer=bad.there.agency)
        from servanda.exchange.receive import write_receipt

        request = wire.Request(
            sender=bad.here.agency, receiver=bad.there.agency, method="POST", path=paths.CONTACT,
            nonce=wire.new_nonce(), at=now(),
            data={"receipt": write_receipt(feed, wire.new_nonce(), {}, now=now()), "knows": 1},
        )  # fmt: skip
        return wire.write_request(replace(request, **changes), bad.key).encode()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"receiver": THIRD}, 401, "wrong_recipient"),
        ({"sender": "stranger.example"}, 403, "not_linked"),
        ({"at": now() - timedelta(minutes=20)}, 401, "stale_request"),
        ({"at": now() + timedelta(minutes=20)}, 401, "stale_request"),
        ({"path": paths.FEED}, 400, "bad_envelope"),
        ({"method": "GET"}, 400, "bad_envelope"),
        ({"data": {}}, 400, "bad_envelope"),
    ],
)
def test_a_contact_is_refused(bad: Sender, changes: dict[str, Any], status: int, code: str) -> None:
    answer = bad.post(hello(bad, **changes), paths.CONTACT)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_contact_is_answered_once(bad: Sender) -> None:
    raw = hello(bad)
    assert bad.post(raw, paths.CONTACT).status_code == 200
    again = bad.post(raw, paths.CONTACT)
    assert (again.status_code, again.json()["code"]) == (401, "replayed")


def test_a_forged_contact_changes_nothing(bad: Sender, vufo: Node) -> None:
    before = everything(vufo)
    bad.key = SigningKey.generate()
    assert bad.post(hello(bad), paths.CONTACT).json()["code"] == "bad_signature"
    assert bad.post(b"\xff\xfe", paths.CONTACT).json()["code"] == "no_signature"
    assert bad.post(b"x" * (2 * wire.STATEMENT_LIMIT + 1), paths.CONTACT).status_code == 413
    assert everything(vufo) == before


def test_a_card_under_another_root_key_is_refused_and_noted(bad: Sender, vufo: Node, tmp_path, engine) -> None:
    from tests import world

    impostor = world.make_node(tmp_path / "impostor", MOFA, engine=engine)
    bad.key = impostor.signing_key
    answer = bad.post(hello(bad, data={"card": impostor.card.jws}), paths.CONTACT)
    assert (answer.status_code, answer.json()["code"]) == (401, "other_key")
    with vufo.active():
        peer = Peer.objects.get()
        assert peer.other_key_seen == impostor.card.fingerprint()
        assert peer.card == bad.here.card.jws


def test_a_receipt_that_answers_something_else_is_refused(mofa: Node, vufo: Node, network: Network) -> None:
    from servanda.kernel.refusals import Refused

    contact(mofa, vufo, network)
    opened(mofa, VUFO)
    caught: list[bytes] = []

    def keep(body: bytes) -> bytes:
        caught.append(body)
        return body

    network.alter_answer = keep
    contact(mofa, vufo, network)
    say(mofa, opening(mofa, VUFO))
    network.alter_answer = lambda body: caught[0]
    with pytest.raises(Refused) as refused:
        contact(mofa, vufo, network)
    assert refused.value.code == "replayed"
    with mofa.active():
        assert FeedEntry.objects.get(n=2).state == "queued"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"code":"stale_request","params":{"minutes":5},"message":""}', "stale_request"),
        (b'{"code":"stale_request","params":{},"message":""}', "bad_answer"),
        (b'{"code":"<b>","params":{},"message":""}', "bad_answer"),
        (b'{"code":"x","params":[]}', "bad_answer"),
        (b"<html>", "bad_answer"),
        (b"[]", "bad_answer"),
    ],
)
def test_what_a_peer_answers_is_read_with_care(body: bytes, code: str) -> None:
    from servanda.exchange.send import read_answer
    from servanda.kernel.refusals import Refused

    with pytest.raises(Refused) as refused:
        read_answer(httpx.Response(400, content=body))
    assert refused.value.code == code
    assert str(refused.value)

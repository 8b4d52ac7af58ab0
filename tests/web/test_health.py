"""Health does the work it speaks of: it is well on an empty node, ill while anything fails, and well again after."""

import io
import json
import logging
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import connections
from django.test import Client

from servanda import recovery
from servanda.cli.main import main
from servanda.exchange import loop
from servanda.exchange.clients import Clients
from servanda.exchange.models import Peer, Quarantine
from servanda.health import checks, peers
from servanda.kernel.models import NodeState, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.times import write_time
from servanda.office import backups
from tests.exchange.network import Network
from tests.web.house import House, text_of
from tests.world import MOFA, VUFO

LOCAL = {"host": "127.0.0.1:8001"}


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Peers are called as over a network, at the doors of their own nodes."""
    made = Network()
    monkeypatch.setattr(peers, "Clients", lambda **_: Clients(made.client()))
    return made


def asked(node: Node, **headers: str) -> tuple[int, dict[str, Any]]:
    with node.active():
        answer = Client(headers=LOCAL | headers).get("/health")
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, json.loads(answer.content)


def state(node: Node, name: str) -> str:
    _, told = asked(node)
    return next(f"{check['state']} {check['code']}" for check in told["checks"] if check["check"] == name)


@pytest.fixture
def empty(make_node: Callable[..., Node]) -> Node:
    """A node on which nothing was done yet."""
    return make_node(MOFA)


@contextmanager
def read_only(node: Node) -> Iterator[None]:
    """The engine itself refuses every write, as when its disk was mounted again without them."""
    with node.active():
        connection = connections[node.alias]
        if connection.vendor != "sqlite":
            pytest.skip("said to SQLite alone")
        name = connection.settings_dict["NAME"]
        # However often it is opened again.
        connection.close()
        connection.settings_dict["NAME"] = f"file:{name}?mode=ro"
    try:
        yield
    finally:
        with node.active():
            connection.settings_dict["NAME"] = name
            connection.close()


def test_it_is_well_when_nothing_was_done_ill_while_nothing_can_be_kept_and_well_again(empty: Node) -> None:
    assert asked(empty)[0] == 200
    assert (state(empty, "entry"), state(empty, "database")) == ("well entry_none", "well database_works")
    with read_only(empty):
        status, told = asked(empty)
        assert (status, told["state"]) == (503, "ill")
        assert "readonly" in next(check for check in told["checks"] if check["check"] == "database")["message"]
    assert asked(empty)[0] == 200


def test_no_answer_is_from_before(house: House) -> None:
    assert asked(house.node)[0] == 200
    key = house.node.home / "keys" / "signing.key"
    kept = key.read_text()
    key.write_text((house.other.home / "keys" / "signing.key").read_text())
    assert asked(house.node)[0] == 503 and state(house.node, "keys") == "ill key_not_on_card"
    key.write_text(kept)
    with house.node.active():
        row = StoredAct.objects.latest("seq")
        StoredAct.objects.filter(pk=row.pk).update(facts=b"{}")
    assert asked(house.node)[0] == 503 and state(house.node, "entry") == "ill entry_broken"
    with house.node.active():
        StoredAct.objects.filter(pk=row.pk).update(facts=row.facts)
    shutil.move(house.node.files, house.node.home / "elsewhere")
    assert asked(house.node)[0] == 503 and state(house.node, "disk") == "ill crashed"
    shutil.move(house.node.home / "elsewhere", house.node.files)
    assert asked(house.node)[0] == 200


def test_each_peer_is_called_and_one_that_is_away_makes_nobody_ill(house: House, network: Network) -> None:
    network.join(house.other)
    assert state(house.node, "peer") == "well peer_works"
    network.is_down.add(VUFO)
    assert state(house.node, "peer") == "warned peer_away" and asked(house.node)[0] == 200
    network.is_down.clear()
    network.alter_answer = lambda _: house.node.card.jws.encode()  # somebody else's card
    assert state(house.node, "peer") == "warned peer_other"
    network.alter_answer = lambda _: b"x" * 100_000
    assert state(house.node, "peer") == "warned peer_away"
    network.alter_answer = None
    with house.node.active():
        Peer.objects.update(clock_ahead=500)
        assert state(house.node, "peer") == "warned peer_clock"
        Peer.objects.update(paused_at=datetime.now(UTC))
        assert state(house.node, "peer") == "warned peer_paused"


def test_backups_that_are_old_untested_or_bad_are_told(empty: Node) -> None:
    now = datetime.now(UTC)

    def noted(**kept: Any) -> str:
        made = {name: {"at": write_time(now - timedelta(days=days)), "of": write_time(now), "size": 1, "fault": fault}
                for name, (days, fault) in kept.items()}  # fmt: skip
        (empty.home / backups.NOTED).write_text(json.dumps(made))
        return state(empty, "backup")

    assert state(empty, "backup") == "warned backup_none"
    assert noted(backup=(1, "")) == "warned backup_untested"
    assert noted(backup=(9, ""), test=(1, "")) == "warned backup_old"
    assert noted(backup=(1, ""), test=(40, "")) == "warned backup_test_old"
    assert noted(backup=(1, ""), test=(2, "")) == "well backup_works"
    assert noted(backup=(1, ""), test=(2, "It is cut short.")) == "ill backup_bad" and asked(empty)[0] == 503
    (empty.home / backups.NOTED).write_text("half")
    assert state(empty, "backup") == "ill crashed"


def test_what_a_restore_did_not_bring_back_is_told_for_a_month(house: House, network: Network) -> None:
    network.join(house.other)
    assert state(house.node, "restored") == "well restored_never"
    recovery.begin(house.node, now=datetime.now(UTC))
    assert state_of(house.node, "restored") == "warned restored"
    admin = house.browser("o-admin")
    assert house.node.is_recovering and admin.get("/desk/").status_code == 503
    assert "nobody else had them" in text_of(admin.get("/desk/")), "also where nothing is shown yet"
    assert "notes, clearing and assignments of that time are lost" in text_of(admin.post("/health/"))
    with house.node.active():
        NodeState.objects.update(begun_at=datetime.now(UTC) - timedelta(days=40), kept_until=None)
    assert state_of(house.node, "restored") == "well restored_empty"


def state_of(node: Node, name: str) -> str:
    """As the command tells it, which also answers while pages show nothing."""
    found = {check.name: check for check in checks.examine(node, now=datetime.now(UTC))}
    return f"{found[name].state} {found[name].code}"


class Smtp(socketserver.StreamRequestHandler):
    """As much of a mail server as says that it is there."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while said := self.rfile.readline():
            self.wfile.write(b"221 bye\r\n" if said.startswith(b"QUIT") else b"250 yes\r\n")


def test_the_mail_server_is_asked(empty: Node) -> None:
    assert state(empty, "mail") == "warned mail_off"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        empty.config["smtp"] = {"host": "127.0.0.1", "port": server.server_address[1]}
        assert state(empty, "mail") == "well mail_works"
        server.shutdown()
    assert state(empty, "mail") == "warned mail_away"


def test_what_is_set_aside_is_told_until_somebody_looks(house: House) -> None:
    with house.node.active():
        Quarantine.objects.create(raw=b"", act="", peer=VUFO, epoch=1, n=1, code="bad_part", at=datetime.now(UTC))
    assert state(house.node, "exchange") == "warned set_aside"
    with house.node.active():
        Quarantine.objects.update(settled_at=datetime.now(UTC))
    assert state(house.node, "exchange") == "well exchange_works"


def test_only_who_sits_at_the_machine_or_has_the_token_is_answered(empty: Node) -> None:
    empty.config["health"] = {"token": "a long word"}
    with empty.active():
        for given, status in (
            ({"host": "testserver"}, 404), (LOCAL | {"x-forwarded-for": "127.0.0.1", "host": "testserver"}, 404),
            ({"host": "testserver", "authorization": "Bearer another"}, 404), (LOCAL, 200),
            ({"host": "testserver", "authorization": "Bearer a long word"}, 200),
        ):  # fmt: skip
            assert Client(headers=given).get("/health").status_code == status, given
        assert Client(headers=LOCAL, REMOTE_ADDR="192.0.2.1").get("/health").status_code == 404
        assert Client(headers=LOCAL).post("/health").status_code == 405


def test_administrators_have_a_page_that_checks_when_asked(house: House, network: Network) -> None:
    network.join(house.other)
    admin = house.browser("o-admin")
    assert "Check now" in text_of(admin.get("/health/"))
    page = text_of(admin.post("/health/"))
    assert "It answers, and shows the card that was connected" in page and "No backup was ever made" in page
    with read_only(house.node):
        assert "This could not even be tried" in text_of(admin.post("/health/"))


def test_the_command_line_says_the_same(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(house.node.home)
    assert main(["health", "--home", home, "--json", "--alone"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "warned"  # no backup
    (house.node.home / backups.NOTED).write_text("half")
    assert main(["health", "--home", home, "--alone"]) == 1
    assert "backup [ill]" in capsys.readouterr().out


class Broken(io.StringIO):
    """A stream whose other end is gone."""

    is_gone = True

    def write(self, text: str) -> int:
        if self.is_gone:
            raise BrokenPipeError
        return super().write(text)


def test_a_log_that_cannot_be_written_stops_nothing_and_goes_on_when_it_can(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Broken()
    handler = logging.StreamHandler(stream)
    monkeypatch.setattr("sys.stderr", stream)  # where the handler would tell its own failure
    logging.getLogger().addHandler(handler)
    try:
        browser = house.browser("o-desk")
        assert browser.get("/nothing-here/").status_code == 404, "a warning is logged"
        assert browser.get("/desk/").status_code == 200 and asked(house.node)[0] == 200
        stream.is_gone = False
        assert browser.get("/nothing-here/").status_code == 404
        assert "nothing-here" in stream.getvalue()
    finally:
        logging.getLogger().removeHandler(handler)


def test_a_peers_door_keeps_nothing_while_nothing_can_be_kept_and_all_of_it_after(
    house: House, network: Network
) -> None:
    network.join(house.node, house.other)
    house.exchange()
    file = house.announce()
    with read_only(house.other), house.node.active(), network.client() as client:
        assert not loop.attempt(VUFO, client=client, now=datetime.now(UTC))
        assert Peer.objects.get().last_failure
    with house.node.active(), network.client() as client:
        assert loop.attempt(VUFO, client=client, now=datetime.now(UTC))
    with house.other.active():
        assert StoredAct.objects.filter(dossier=file).exists()


def test_an_answer_of_health_is_one_at_a_time(empty: Node) -> None:
    from servanda.web.administration import health

    with health._turn:
        status, told = asked(empty)
    assert (status, told) == (429, {"state": "busy"})
    assert httpx.codes(asked(empty)[0]).is_success

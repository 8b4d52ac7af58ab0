"""TLS out of the box: certificates that the nodes made themselves, pinned from their cards; others are refused."""

import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connections

from servanda.cli.main import main
from servanda.exchange import loop
from servanda.exchange.clients import Clients
from servanda.exchange.links import link
from servanda.exchange.models import Peer
from servanda.kernel import certificates
from servanda.kernel import node as nodes
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from tests.nodes.offices import free_port, wait
from tests.web.house import Browser, settle, text_of

MUSEUM, ARCHIVE = "museum.example", "archive.example"

pytestmark = pytest.mark.slow


def run(*words: object) -> None:
    assert main([str(word) for word in words]) == 0


@contextmanager
def served(home: Path, bind: str) -> Iterator[None]:
    """A process that serves until it answers under the certificate of its card."""
    command = [sys.executable, "-m", "servanda", "serve", "--home", str(home), "--bind", bind, "--tls"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait(lambda: card_answers(home, bind), patient_with=Exception, seconds=60)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        _, printed = process.communicate(timeout=60)
    assert b"Traceback" not in printed, printed


def card_answers(home: Path, bind: str) -> bool:
    context = ssl.create_default_context(cafile=str(home / "tls" / "certificate.pem"))
    return httpx.get(f"https://{bind}/exchange/v1/card/", verify=context).text == (home / "card.jws").read_text()


@contextmanager
def opened(home: Path) -> Iterator[Node]:
    node = nodes.open_node(home)
    with node.active():
        yield node
    connections[node.alias].close()


def peer_of(home: Path) -> Peer:
    with opened(home):
        return Peer.objects.get()


def has_words_of(home: Path, agency: str) -> bool:
    with opened(home):
        return StoredAct.objects.filter(agency=agency).exists()


def test_two_nodes_under_their_own_certificates(tmp_path: Path) -> None:
    homes = {MUSEUM: tmp_path / "museum", ARCHIVE: tmp_path / "archive"}
    binds = {MUSEUM: f"127.0.0.2:{free_port()}", ARCHIVE: f"127.0.0.3:{free_port()}"}
    museum, archive = homes.values()
    for agency, home in homes.items():
        run("init", "--home", home, "--agency", agency, "--name", agency)
    with served(museum, binds[MUSEUM]), served(archive, binds[ARCHIVE]):
        for here, there in ((museum, archive), (archive, museum)):
            card = nodes.open_node(there).card
            assert card.certificate and card.address == f"https://{binds[card.agency]}"
            run("link", "--home", here, there / "card.jws", "--fingerprint", card.fingerprint())
        wait(lambda: has_words_of(museum, ARCHIVE) and has_words_of(archive, MUSEUM), seconds=60)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"https://{binds[MUSEUM]}/exchange/v1/card/")
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://{binds[MUSEUM]}/exchange/v1/card/")
    before = nodes.open_node(archive).card
    run("certificate", "--home", archive, "--renew")
    after = nodes.open_node(archive).card
    assert after.serial == before.serial + 1 and after.certificate != before.certificate
    with served(archive, binds[ARCHIVE]), served(museum, binds[MUSEUM]):
        wait(lambda: peer_of(museum).serial == after.serial and not peer_of(museum).last_failure, seconds=180)


@contextmanager
def impostor(certificate: str, key: str, folder: Path) -> Iterator[int]:
    """Whoever answers at the address of a peer; every request that reaches it is counted as a leak."""
    folder.mkdir(exist_ok=True)
    (folder / "c.pem").write_text(certificate)
    (folder / "k.pem").write_text(key)
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        def log_message(self, *args: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "c.pem", folder / "k.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert asked == [], "nothing may be sent to whoever shows another certificate"


def issued(at: datetime) -> tuple[str, tuple[str, str]]:
    """An authority's certificate, and (certificate, key) that it issued for the same host."""
    (_, key), (other, other_key) = (certificates.make(ARCHIVE, ["127.0.0.1"], at=at) for _ in range(2))
    signer = serialization.load_pem_private_key(key.encode(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority")])

    def signed(public: Any, subject: x509.Name, *, ca: bool) -> str:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(name).public_key(public)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(at - timedelta(days=1))
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        made = builder.not_valid_after(at + timedelta(days=9)).sign(signer, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM).decode()

    leaf = x509.load_pem_x509_certificate(other.encode())
    return signed(signer.public_key(), name, ca=True), (signed(leaf.public_key(), leaf.subject, ca=False), other_key)


@pytest.mark.parametrize("case", ["other", "issued", "expired", "authority", "plain"])
def test_whoever_shows_another_certificate_gets_nothing_and_is_told_of(
    make_node,
    tmp_path: Path,
    case: str,  # type: ignore[no-untyped-def]
) -> None:
    at = datetime.now(UTC)
    named, _ = certificates.make(ARCHIVE, ["127.0.0.1"], at=at)
    shown = certificates.make(ARCHIVE, ["127.0.0.1"], at=at)
    if case == "expired":
        named, _ = shown = certificates.make(ARCHIVE, ["127.0.0.1"], at=at - certificates.HOLDS - timedelta(days=1))
    if case == "issued":
        named, shown = issued(at)
    museum, archive = settle(make_node(MUSEUM)), make_node(ARCHIVE)
    with impostor(*shown, tmp_path / "impostor") as port:
        address = "http://archive.example" if case == "plain" else f"https://127.0.0.1:{port}"
        pinned = certificates.carried(certificates.read_pem(named)) if case not in ("authority", "plain") else ""
        nodes.update_card(archive, at=at, address=address, certificate=pinned)
        with museum.active():
            link(archive.card.jws, archive.card.fingerprint(), now=at)
            assert not called(ARCHIVE)
            failure = Peer.objects.get().last_failure
    code = {"expired": "expired_certificate", "plain": "plain_address"}.get(case, "other_certificate")
    assert failure == code
    page = text_of(Browser(museum, "o-admin").get("/connections/"))
    said = {"expired": "has expired", "plain": "in plain"}.get(case, "another certificate answers")
    assert said in page


def called(agency: str) -> bool:
    """As the exchange calls a peer, with its own clients."""
    clients = Clients()
    try:
        return loop.call(agency, clients, now=datetime.now(UTC))
    finally:
        clients.close()


def test_nothing_is_served_in_plain_to_other_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    run("init", "--home", home, "--agency", MUSEUM, "--name", "Museum", "--address", "http://museum.example")
    assert main(["serve", "--home", str(home), "--bind", f"127.0.0.1:{free_port()}"]) == 2
    assert "in plain" in capsys.readouterr().err
    other = tmp_path / "other"
    run("init", "--home", other, "--agency", ARCHIVE, "--name", "Archive")
    assert main(["serve", "--home", str(other), "--bind", f"0.0.0.0:{free_port()}"]) == 2
    assert "Say where peers reach this node" in capsys.readouterr().err
    (other / "keys" / "root.key").rename(tmp_path / "root.key")
    assert main(["certificate", "--home", str(other), "--renew"]) == 2
    assert "root key" in capsys.readouterr().err
    assert not (other / "tls").exists()
    (tmp_path / "root.key").rename(other / "keys" / "root.key")
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing")
    assert main(["certificate", "--home", str(other), "--pin", str(wrong)]) == 1
    wrong.write_text(certificates.make(ARCHIVE, ["archive.example"], at=datetime.now(UTC))[0])
    run("certificate", "--home", other, "--pin", wrong)
    assert nodes.open_node(other).card.certificate
    capsys.readouterr()
    run("certificate", "--home", other)
    assert "good until" in capsys.readouterr().out
    run("certificate", "--home", other, "--unpin")
    assert not nodes.open_node(other).card.certificate

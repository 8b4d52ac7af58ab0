"""Bytes that no client of ours sends, at the socket of a node that is really served."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.nodes.offices import Office, free_port

pytestmark = pytest.mark.slow
HOST = b"Host: 127.0.0.1\r\n"
SECOND = b"GET /connections/ HTTP/1.1\r\n" + HOST + b"\r\n"
REQUESTS: dict[str, bytes] = {
    "both-lengths": b"POST /exchange/v1/feed/ HTTP/1.1\r\n" + HOST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "two-lengths": b"POST /exchange/v1/feed/ HTTP/1.1\r\n" + HOST
    + b"Content-Length: 0\r\nContent-Length: 90\r\n\r\n" + SECOND,
    "odd-coding": b"POST /exchange/v1/feed/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
    + SECOND,
    "space-before-colon": b"POST /exchange/v1/feed/ HTTP/1.1\r\n" + HOST + b"Content-Length : 0\r\n\r\n" + SECOND,
    "negative-length": b"POST /exchange/v1/feed/ HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "huge-length": b"POST /exchange/v1/feed/ HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999\r\n\r\n",
    "bad-chunk": b"POST /exchange/v1/feed/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "two-hosts": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n",
    "foreign-absolute": b"GET http://evil.example/sign-in/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "nul-in-header": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n",
    "endless-header": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 2_000_000 + b"\r\n\r\n",
    "many-headers": b"GET /sign-in/ HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 20_000 + b"\r\n",
    "no-http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300),
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    port = free_port()
    made = Office("museum.example", tmp_path_factory.mktemp("sockets") / "museum", port)
    made.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
    made.run("init", "--agency", made.agency, "--name", "Museum")
    made.start()
    yield made
    made.kill()
    made.client.close()


def said(office: Office, raw: bytes) -> bytes:
    """What comes back until the connection is closed or stays silent."""
    with socket.create_connection(("127.0.0.1", office.port), timeout=30) as line:
        found = b""
        try:
            line.sendall(raw)
            while chunk := line.recv(65536):
                found += chunk
                line.settimeout(1)
        except (TimeoutError, OSError):
            pass
        return found


def test_no_request_hides_in_another_and_nothing_crashes(office: Office) -> None:
    for name, raw in REQUESTS.items():
        answer = said(office, raw)
        # One answer, a refusal: the request that was hidden behind it was never heard.
        assert answer.startswith(b"HTTP/1.1 4") and answer.count(b"HTTP/1.1 ") == 1, (name, answer[:200])
    assert office.client.get("/sign-in/").status_code == 200


def test_bodies_that_never_come_hold_up_nobody(office: Office) -> None:
    held = []
    try:
        for place in (b"/exchange/v1/feed/", b"/exchange/v1/contact/", b"/sign-in/", b"/api/v1/files") * 4:
            line = socket.create_connection(("127.0.0.1", office.port), timeout=30)
            line.sendall(b"POST " + place + b" HTTP/1.1\r\n" + HOST + b"Content-Length: 5000\r\n\r\nx")
            held.append(line)
        for place in ("/sign-in/", "/exchange/v1/card/", "/api/openapi.json"):
            assert office.client.get(place).status_code == 200, place
    finally:
        for line in held:
            line.close()
    assert office.client.get("/sign-in/").status_code == 200

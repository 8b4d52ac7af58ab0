"""The network between the nodes: an HTTP proxy that loses, doubles, holds back, cuts and delays what it carries."""

import base64
import contextlib
import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PATIENCE = 60
QUIET, LONGEST = 1.3, 5.0
Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Message:
    """One request as its sender wrote it."""

    sender: str
    receiver: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Moment:
    """`strike` at the message that is so many `left`: before it is delivered, or with `is_after` when it was."""

    left: int
    is_after: bool
    strike: Callable[[], None]


@dataclass
class Weather:
    """What the network does now. `cut` are one-way pairs; `noise` says how often each mishap comes."""

    seed: int = 0
    ports: dict[str, int] = field(default_factory=dict)
    cut: set[tuple[str, str]] = field(default_factory=set)
    noise: dict[str, float] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)
    carried: int = 0
    held: list[Message] = field(default_factory=list)
    chances: dict[tuple[str, str], random.Random] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def happens(self, message: Message) -> str:
        """The mishap of this message, or ''. Drawn per pair, so that other pairs do not change it."""
        pair = (message.sender, message.receiver)
        with self.lock:
            chance = self.chances.setdefault(pair, random.Random(f"{self.seed} {pair}"))
            drawn = chance.random()
        for kind, likelihood in self.noise.items():
            if (drawn := drawn - likelihood / 2) < 0:
                return kind
        return ""

    def struck(self, message: Message) -> list[Moment]:
        """Count a message; the moments that it brings."""
        with self.lock:
            self.carried += 1
            for agency in (message.sender, message.receiver):
                if moment := self.moments.get(agency):
                    moment.left -= 1
            come = [agency for agency, moment in self.moments.items() if moment.left <= 0]
            return [self.moments.pop(agency) for agency in come]


class Network(ThreadingHTTPServer):
    """Serves as the forward proxy of every node; the user of its address is the sender."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        self.weather = Weather()

    def address_for(self, agency: str) -> str:
        return f"http://{agency}:x@127.0.0.1:{self.server_address[1]}"

    def rest(self) -> None:
        """Until nothing was carried for longer than a node waits between two sweeps, or for some seconds."""
        until, before, since = time.monotonic() + LONGEST, self.weather.carried, time.monotonic()
        while time.monotonic() < min(until, since + QUIET):
            time.sleep(0.05)
            if self.weather.carried != before:
                before, since = self.weather.carried, time.monotonic()

    def late(self) -> int:
        """Deliver now what was held back, in another order than it was sent. Returns how many arrived."""
        weather = self.weather
        with weather.lock:
            late, weather.held = weather.held[::-1], []
        return sum(_forward(weather, message) is not None for message in late)


@contextlib.contextmanager
def running() -> Iterator[Network]:
    network = Network()
    thread = threading.Thread(target=network.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        network.shutdown()
        network.server_close()
        thread.join(timeout=PATIENCE)


class _Carrier(BaseHTTPRequestHandler):
    server: Network

    def do_GET(self) -> None:
        self._carry()

    def do_POST(self) -> None:
        self._carry()

    def log_message(self, *_: object) -> None:
        """The harness tells what happened."""

    def _carry(self) -> None:
        self.close_connection = True
        message, weather = self._read(), self.server.weather
        struck = weather.struck(message)
        for moment in struck:
            if not moment.is_after:
                moment.strike()
        if (message.sender, message.receiver) in weather.cut:
            return
        mishap = weather.happens(message)
        if mishap == "lost_request":
            return
        if mishap == "held":
            with weather.lock:
                weather.held.append(message)
            return
        if mishap == "cut_request":
            _forward(weather, message, part=len(message.body) // 2)
            return
        if mishap == "slow":
            time.sleep(0.05)
        answer = _forward(weather, message)
        for moment in struck:
            if moment.is_after:
                moment.strike()
        if mishap == "doubled":
            _forward(weather, message)
        if answer is None or mishap == "lost_answer" or (message.receiver, message.sender) in weather.cut:
            return
        with contextlib.suppress(OSError):  # the sender may be dead by now
            self._say(*answer, cut=mishap == "cut_answer")

    def _read(self) -> Message:
        user = self.headers.get("Proxy-Authorization", "Basic Og==").partition(" ")[2]
        sender = base64.b64decode(user).decode().partition(":")[0]
        where = urlsplit(self.path)
        _, receiver, path = where.path.split("/", 2)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        named = ("content-type", "authorization", "range", "accept-encoding")
        headers = {name: value for name, value in self.headers.items() if name.lower() in named}
        return Message(sender, receiver, self.command, "/" + path, headers, body)

    def _say(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)


def _forward(weather: Weather, message: Message, *, part: int | None = None) -> Answer | None:
    """Bring a message to its receiver; None when nobody answered. With `part`, no more of its body than that."""
    port = weather.ports.get(message.receiver)
    if port is None:
        return None
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.putrequest(message.method, message.path)
        for name, value in message.headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(message.body)))
        connection.endheaders(message.body[:part])
        if part is not None:
            return None
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()

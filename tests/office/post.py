"""A mail server of the tests: it speaks SMTP over a real socket and keeps what it is handed."""

import socketserver
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class PostOffice:
    """What came in, the addresses that are refused for good, and who may sign in, where anybody must."""

    port: int = 0
    mails: list[tuple[str, str, EmailMessage]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    users: dict[str, str] = field(default_factory=dict)
    callers: int = 0


@contextmanager
def mail_server() -> Iterator[PostOffice]:
    office = PostOffice()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            office.callers += 1
            sender, to = "", ""
            self._say("220 post.example")
            for raw in self.rfile:
                line = raw.decode().strip()
                word = line[:4].upper()
                if word == "MAIL":
                    sender = _address(line)
                elif word == "RCPT":
                    to = _address(line)
                    if to in office.refused:
                        self._say("550 there is nobody of this name")
                        continue
                elif word == "DATA":
                    self._say("354 go on")
                    parsed = message_from_bytes(self._text(), policy=policy.default)
                    assert isinstance(parsed, EmailMessage)
                    office.mails.append((sender, to, parsed))
                elif word == "EHLO" and office.users:
                    self._say("250-post.example\r\n250 AUTH PLAIN")
                    continue
                elif word == "AUTH":
                    _none, user, password = b64decode(line.split()[2]).decode().split("\0")
                    if office.users.get(user) != password:
                        self._say("535 5.7.8 wrong user or password")
                        continue
                    self._say("235 welcome")
                    continue
                elif word == "QUIT":
                    self._say("221 good bye")
                    return
                self._say("250 ok")

        def _text(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b"."))
            return b"".join(lines)

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        office.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]

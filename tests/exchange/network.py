"""A network in memory: an httpx transport that brings each request to the node of its host, by Django's handler."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory

from servanda.kernel.node import Node


@dataclass
class Network(httpx.BaseTransport):
    """Between 0 and 1: how many requests are lost before they arrive, how many answers after, and how many come twice.

    `is_down` names hosts that cannot be reached; `cut_after` ends each answer after so many bytes; `alter_answer`
    changes what passes.
    """

    seed: int = 0
    lost_requests: float = 0.0
    lost_answers: float = 0.0
    doubled: float = 0.0
    is_down: set[str] = field(default_factory=set)
    cut_after: int | None = None
    alter_answer: Callable[[bytes], bytes] | None = None
    calls: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._chance = random.Random(self.seed)
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def join(self, *nodes: Node) -> None:
        for node in nodes:
            self._nodes[node.agency] = node

    def client(self) -> httpx.Client:
        return httpx.Client(transport=self, headers={"connection": "close"})

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if host not in self._nodes or host in self.is_down or self._chance.random() < self.lost_requests:
            raise httpx.ConnectTimeout("nobody answers", request=request)
        answer = self._deliver(request)
        if self._chance.random() < self.doubled:
            self._deliver(request)
        if self._chance.random() < self.lost_answers:
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return answer

    def _deliver(self, request: httpx.Request) -> httpx.Response:
        node = self._nodes[request.url.host]
        self.calls.append((request.method, request.url.path))
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        asked = RequestFactory().generic(
            request.method, request.url.path, request.read(),
            content_type=request.headers.get("content-type", ""), **headers,
        )  # fmt: skip
        with node.active():
            response = self._handler.get_response(asked)
            body = b"".join(response) if response.streaming else response.content
        if self.alter_answer:
            body = self.alter_answer(body)
        found = {name: value for name, value in response.items() if name.lower() != "content-length"}
        if self.cut_after is not None and len(body) > self.cut_after:
            return httpx.Response(response.status_code, headers=found, stream=_Cut(body[: self.cut_after]))
        return httpx.Response(response.status_code, headers=found, content=body)


class _Cut(httpx.SyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self):  # type: ignore[no-untyped-def]
        yield self._body
        raise httpx.ReadError("the connection was cut")

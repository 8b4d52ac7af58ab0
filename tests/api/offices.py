"""Two agencies with a few units and officers each, and callers who hold a token."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from servanda.exchange.links import link
from servanda.kernel import jws
from servanda.kernel.audiences import Actor
from servanda.kernel.node import Node
from servanda.office.models import Officer, Post, Token
from servanda.processes.organisation import directory

START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
UNITS = ("leadership", "office", "protocol", "europe", "africa")
PEOPLE = {
    "o-desk": ("protocol", "desk"),
    "o-colleague": ("protocol", "desk"),
    "o-head": ("protocol", "head"),
    "o-europe": ("europe", "desk"),
    "o-stranger": ("africa", "desk"),
    "o-clerk": ("office", "clerk"),
    "o-admin": ("office", "admin"),
}
VISIT = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2031-05"}


def settle(node: Node) -> Node:
    """Units, officers and a token each; the token of `o-desk` is `token of o-desk`."""
    units = [{"code": code, "kind": "department", "name": {"en": code.title()}} for code in UNITS]
    system = Actor(agency=node.agency, officer="system", unit=f"{node.agency}/office", role="clerk")
    with node.active():
        directory.publish(units, system, peers=(), title="Units", at=START)
        for name, (unit, role) in PEOPLE.items():
            officer = Officer.objects.create(id=name)
            Post.objects.create(officer=officer, unit=f"{node.agency}/{unit}", role=role)
            Token.objects.create(hash=jws.sha256(f"token of {name}".encode()), officer=officer, made_at=START)
    return node


def connect(one: Node, other: Node) -> None:
    for node, peer in ((one, other), (other, one)):
        with node.active():
            link(peer.card.jws, peer.card.fingerprint(), now=START)


@dataclass
class Caller:
    """One officer's program at one node."""

    node: Node
    officer: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, query)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.call("POST", path, raw, headers)

    def call(self, method: str, path: str, data: Any = None, headers: dict[str, str] | None = None) -> Any:
        given = {"Authorization": f"Bearer token of {self.officer}", **self.headers, **(headers or {})}
        with self.node.active():
            if method == "GET":
                return Client().get(f"/api/v1{path}", data, headers=given)
            kind = given.pop("Content-Type", "application/json")
            return Client().generic(method, f"/api/v1{path}", data, content_type=kind, headers=given)

    def upload(self, name: str, raw: bytes, type_: str = "text/plain") -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        with self.node.active():
            return Client().post(
                "/api/v1/files", {"file": SimpleUploadedFile(name, raw, type_)},
                headers={"Authorization": f"Bearer token of {self.officer}", **self.headers},
            )  # fmt: skip

    def announce(self, *to: str, **fields: Any) -> str:
        """Open a visit; its dossier's name."""
        answer = self.post("/dossiers", {"process": "visit", "fields": {**VISIT, **fields}, "to": list(to)})
        assert answer.status_code in (201, 202), answer.content
        return str(answer.json()["dossier"])

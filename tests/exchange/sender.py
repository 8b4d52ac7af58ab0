"""A node that misbehaves: it says to another what our own code never would, with its own good keys."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
from django.apps import apps

from servanda.exchange import batches, paths, wire
from servanda.kernel import acts
from servanda.kernel.acts import By
from servanda.kernel.node import Node
from tests.exchange.network import Network
from tests.exchange.speaking import now
from tests.world import MOFA, VUFO


class Sender:
    """Says to `there` what a node of ours never would, with the keys of `here`."""

    def __init__(self, here: Node, there: Node, network: Network) -> None:
        self.here, self.there, self.network = here, there, network
        self.n, self.link = 0, wire.genesis(here.agency, there.agency)
        self.key = here.signing_key

    def head(self, lines: list[bytes], **changes: Any) -> wire.Head:
        entries = [batches.read_line(line).name for line in lines]
        head = wire.Head(
            sender=self.here.agency, receiver=self.there.agency, epoch=1, first=self.n + 1, last=self.n + len(lines),
            before=self.link, after=batches.chain(self.link, entries), body="", nonce=wire.new_nonce(), at=now(),
        )  # fmt: skip
        return replace(head, **changes)

    def batch(self, *lines: bytes, **changes: Any) -> bytes:
        head = self.head(list(lines), **changes)
        raw, _ = batches.write(head, lines, self.key)
        return raw

    def post(self, raw: bytes, path: str = paths.FEED) -> httpx.Response:
        with self.network.client() as client:
            return client.post(f"http://{self.there.agency}{path}", content=raw)

    def send(self, *lines: bytes) -> dict[int, wire.Outcome]:
        """Send entries that the door takes in, and return the outcomes."""
        head = self.head(list(lines))
        answer = self.post(batches.write(head, lines, self.key)[0])
        assert answer.status_code == 200, answer.text
        self.n, self.link = head.last, head.after
        return dict(wire.read_receipt(answer.text).says.outcomes)


def sealed(node: Node, dossier: str, **fields: Any) -> acts.Act:
    """An act sealed outside the log: n=1 opens the dossier unless fields say otherwise."""
    fields.setdefault("agency", node.agency)
    defaults: dict[str, Any] = {
        "key": node.signing_key, "dossier": dossier, "epoch": 1, "n": 1, "prev": None, "kind": "note.open",
        "process": 1, "at": now(), "by": By(unit=f"{fields['agency']}/protocol"),
        "parts": {"facts": {"parties": sorted([MOFA, VUFO])}},
    }  # fmt: skip
    return acts.seal(**(defaults | fields))


def line(act: acts.Act, **changed: str) -> bytes:
    return batches.line(act.jws, {**act.parts, **{name: text.encode() for name, text in changed.items()}})


def everything(node: Node) -> list[Any]:
    """Every row of every exchange and kernel table, to see that nothing changed."""
    with node.active():
        models = [*apps.get_app_config("exchange").get_models(), *apps.get_app_config("kernel").get_models()]
        return [(model.__name__, sorted(map(str, model.objects.values_list()))) for model in models]


def chained(bad: Sender, **fields: Any) -> acts.Act:
    """A second act in a dossier whose first one the union has."""
    first = sealed(bad.here, acts.new_dossier_id(MOFA), at=now() - timedelta(minutes=1))
    assert bad.send(line(first)) == {}
    defaults = {"kind": "note.say", "n": 2, "prev": first.id, "parts": {"content": {"text": "x"}}}
    return sealed(bad.here, fields.pop("dossier", first.dossier), **(defaults | fields))

"""A network of nodes in one process under the story's clock: the same batches and receipts, without sockets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from servanda.exchange import answers, files, paths, receive, views
from servanda.exchange.models import Feed, FileRow, Peer, ReceivedEntry
from servanda.exchange.requests import admitted
from servanda.exchange.send import contact
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused


@dataclass
class Loopback(httpx.BaseTransport):
    """Brings each request to the node whose address it names."""

    nodes: Mapping[str, Node]
    now: datetime

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body, path = request.read(), request.url.path
        with self.nodes[urlsplit(str(request.url)).netloc].active():
            if path == paths.FEED:
                return httpx.Response(200, content=receive.take_batch(body, now=self.now))
            if path == paths.CONTACT:
                return httpx.Response(200, content=answers.answer(body.decode("ascii"), now=self.now))
            try:
                return self._file(request, path)
            except Refused as refused:
                return httpx.Response(views.STATUS[refused.code], json={"code": refused.code, "params": {}})

    def _file(self, request: httpx.Request, path: str) -> httpx.Response:
        token = request.headers["authorization"].partition(" ")[2]
        _, _, _, _, act, index, _ = path.split("/")
        with admitted(token, method="GET", path=path, now=self.now) as (peer, _):
            where, _row = files.open_file(peer.agency, act, int(index), now=self.now)
        return httpx.Response(200, content=b"".join(files.read_from(where, 0)))


def exchange(nodes: Sequence[Node], *, now: datetime) -> None:
    """Each node contacts each other; what this brings may call for an answer, which goes in a second round."""
    transport = Loopback(network(nodes), now)
    with httpx.Client(transport=transport) as client:
        for is_answer in (False, True):
            for node in nodes:
                for other in nodes:
                    if other is not node:
                        with node.active():
                            if not is_answer or _has_answer(other.agency):
                                contact(other.agency, client=client, now=now)


def deliver(nodes: Sequence[Node], *, now: datetime) -> None:
    """Only those contact each other who have something to say, or to fetch; what this brings may call for answers."""
    with httpx.Client(transport=Loopback(network(nodes), now)) as client:
        for _round in range(3):
            for node in nodes:
                for agency in _waited_for(node):
                    with node.active():
                        contact(agency, client=client, now=now)


def _waited_for(node: Node) -> list[str]:
    with node.active():
        found = {feed.peer_id for feed in Feed.objects.all() if feed.is_behind}
        found |= set(Peer.objects.filter(told_serial__lt=node.card.serial).values_list("agency", flat=True))
        found |= set(ReceivedEntry.objects.filter(is_changed=True).values_list("peer", flat=True))
        if wanted := list(FileRow.objects.filter(state="wanted").values_list("act", flat=True)):
            found |= set(ReceivedEntry.objects.filter(act__in=wanted).values_list("peer", flat=True))
    return sorted(found)


def network(nodes: Sequence[Node]) -> dict[str, Node]:
    """Each node by the address under which it is reached."""
    return {urlsplit(node.config["address"]).netloc: node for node in nodes}


def _has_answer(peer: str) -> bool:
    """Is something queued for the peer, or did what the peer said turn out otherwise since?"""
    is_queued = any(feed.is_behind for feed in Feed.objects.filter(peer=peer))
    return is_queued or ReceivedEntry.objects.filter(peer=peer, is_changed=True).exists()

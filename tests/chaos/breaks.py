"""Ways to break the code on purpose: what the harness must find when one of them is on."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from django.db import transaction

from servanda.exchange import epochs, feeds, fetching, files, parking, positions, receipts, receive, send
from servanda.exchange.models import Feed, FeedEntry
from servanda.kernel import commitments, databases, log
from servanda.kernel import node as nodes


@dataclass(frozen=True)
class Break:
    """`what` is broken, in words; `apply` breaks it in this process."""

    what: str
    apply: Callable[[], None]


def _no_transaction() -> None:
    @contextlib.contextmanager
    def writing(self: Any) -> Iterator[None]:
        with self._thread_lock:
            depth = getattr(self._depth, "n", 0)
            self._depth.n = depth + 1
            try:
                with contextlib.nullcontext() if depth else self._file_lock():
                    yield
            finally:
                self._depth.n = depth

    nodes.Node.writing = writing  # type: ignore[method-assign]


def _receipt_apart() -> None:
    """What was taken is committed before its places and the receipt are written."""
    store = receive._store

    def apart(*args: Any, **more: Any) -> Any:
        rows = store(*args, **more)
        connection = transaction.get_connection(nodes.current().alias)
        connection._commit()
        connection.connection.execute("BEGIN IMMEDIATE")
        return rows

    receive._store = apart


def _queued_later() -> None:
    project = feeds.project

    def later(stored: Any, *, now: Any) -> None:
        here = nodes.current()

        def on_commit() -> None:
            with here.active(), here.writing():
                project(stored, now=now)

        transaction.on_commit(on_commit, using=here.alias)

    feeds.project = later


def _taken_without_receipt() -> None:
    ask = send._ask

    def trusting(where: str, raw: bytes, content_type: str, *, client: httpx.Client) -> httpx.Response:
        try:
            return ask(where, raw, content_type, client=client)
        except httpx.HTTPError:
            peer = where.split("/")[3]
            with nodes.current().writing():
                feed = Feed.objects.get(peer=peer)
                FeedEntry.objects.filter(peer=peer, state__in=("queued", "sent")).update(state="taken")
                Feed.objects.filter(peer=peer).update(ack_epoch=feed.out_epoch, ack_n=feed.out_n)
            raise

    send._ask = trusting


def _no_gap() -> None:
    positions._gap = lambda feed: None  # type: ignore[assignment, return-value]
    count = positions.count_known

    def blind(feed: Any, head: Any, links: Any) -> int:
        return 0 if (head.epoch, head.first) > (feed.in_epoch, feed.in_n + 1) else count(feed, head, links)

    receive.positions.count_known = blind


def _everything_is_new() -> None:
    receive.positions.count_known = lambda feed, head, links: 0


def _internal_leaves() -> None:
    def project(stored: Any, *, now: Any) -> None:
        own = [row for row in stored if row.agency == nodes.current().agency]
        feeds.note_parties([row for row in stored if not row.internal])
        feeds.note_files(stored)
        feeds.enqueue(feeds._audience(nodes.current().agency, own), now=now)

    feeds.leaves = lambda agency, known, *, internal: agency in known
    feeds.project = project


def _as_dated() -> None:
    """An act keeps the time of the clock although it builds on what is dated later."""
    seal = log._seal
    log._seal = lambda draft, known, epoch: seal(draft, {k: (h, draft.at) for k, (h, _) in known.items()}, epoch)


def _own_order() -> None:
    """Crossed verbs are taken in an order of this node's own."""

    def rank(event: Any) -> Any:
        return (event.side != ("debtor" if nodes.current().agency < "n" else "creditor"), event.at, event.act, 0)

    commitments._rank = rank


def _hasty() -> None:
    """A commit is told before it is on the disk, on either engine."""
    settings_of = databases.settings_of
    databases.DURABLE = "SELECT 1"

    def hasty(home: Path, url: str) -> dict[str, Any]:
        found = settings_of(home, url)
        options = found["OPTIONS"]
        if "init_command" in options:
            options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
        return found

    databases.settings_of = hasty


def _put(module: Any, name: str, value: Any) -> Callable[[], None]:
    return lambda: setattr(module, name, value)


def _untold(row: Any) -> None:
    files.FileRow.objects.filter(pk=row.pk).update(state="here", have=row.size)


def _append(answer: Any, draft: Any, start: int, row: Any) -> None:
    with open(draft, "ab") as target:
        for chunk in answer.iter_bytes():
            target.write(chunk)


def _waiting_dropped(waiting: Any, *, now: Any) -> None:
    """Forget what waits for others."""


def _never_again(*_: Any, **__: Any) -> None:
    """Plan no retry."""


def _no_epoch(*, now: Any, shown: int = 0) -> int:
    return 1


def _always_relay(peer: str, parked: Any, *, now: Any) -> None:
    names = {name for params in parked for name in params.get("names", ())}
    if names:
        feeds.enqueue({peer: sorted(names)}, now=now, is_relay=True)


BREAKS: dict[str, Break] = {
    "no_transaction": Break("nothing is undone when a transaction ends early", _no_transaction),
    "receipt_apart": Break("acts are committed before their places and their receipt", _receipt_apart),
    "hasty": Break("a commit is told before it is on the disk", _hasty),
    "queued_later": Break("an act is queued for the peers after it was committed", _queued_later),
    "taken_without_receipt": Break("a broken line counts as taken", _taken_without_receipt),
    "no_gap": Break("a batch that leaves a gap is taken", _no_gap),
    "everything_is_new": Break("a batch that comes again is taken again", _everything_is_new),
    "no_epoch": Break("a restored node goes on in its old epoch", _put(epochs, "begin", _no_epoch)),
    "internal_leaves": Break("internal entries are queued as the others are", _internal_leaves),
    "waiting_dropped": Break("what waits for others is forgotten", _put(parking, "park", _waiting_dropped)),
    "never_again": Break("what came too early is not said again", _put(receipts, "_plan_retries", _never_again)),
    "as_dated": Break("an act may be dated before what it builds on", _as_dated),
    "own_order": Break("crossed verbs go in each node's own order", _own_order),
    "files_untold": Break("the sender is not told that the files came", _put(fetching, "file_here", _untold)),
    "files_appended": Break("a file that was cut goes on at the wrong place", _put(fetching, "_write", _append)),
    "relay_always": Break("what a peer waits for is relayed each time", _put(receipts, "relay_missing", _always_relay)),
}

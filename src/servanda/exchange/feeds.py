"""What goes to whom: every shared act of this agency is numbered for each other party; this is the log's projection."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from servanda.exchange import wire
from servanda.exchange.bell import wake_on_commit
from servanda.exchange.disowning import note_disowned
from servanda.exchange.files import note_files
from servanda.exchange.models import Feed, FeedEntry, State
from servanda.exchange.parties import note_parties, parties_of
from servanda.kernel import bulk, node, plain
from servanda.kernel.audiences import leaves
from servanda.kernel.models import StoredAct


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Note parties, disowned names and files of the acts just stored, and queue this agency's own for the others."""
    here = node.current()
    shared = [row for row in stored if not row.internal]
    note_parties(shared)
    note_disowned(shared)
    note_files(shared)
    own = [row for row in shared if row.agency == here.agency]
    if own:
        enqueue(_audience(here.agency, own), now=now)
        wake_on_commit(here)


def enqueue(names: Mapping[str, Sequence[str]], *, now: datetime, is_relay: bool = False) -> None:
    """Give each act its place in each peer's feed; where there is no link it is held until there is one."""
    feeds = {feed.peer_id: feed for feed in plain.rows(Feed, peer_id=names)}
    rows: list[FeedEntry] = []
    for agency in sorted(names):
        fresh = [FeedEntry(peer=agency, act=name, is_relay=is_relay, queued_at=now) for name in names[agency]]
        rows += number(feeds[agency], fresh) if agency in feeds else _hold(fresh)
    bulk.insert(FeedEntry, bulk.columns_of(FeedEntry), rows)
    for feed in feeds.values():
        bulk.change(Feed, {"out_n": feed.out_n, "out_link": feed.out_link}, key="peer_id", within=feed.peer_id)


def number(feed: Feed, entries: Sequence[FeedEntry]) -> Sequence[FeedEntry]:
    for entry in entries:
        feed.out_n += 1
        feed.out_link = wire.link(feed.out_link, entry.act)
        entry.epoch, entry.n, entry.link, entry.state = feed.out_epoch, feed.out_n, feed.out_link, State.QUEUED
    return entries


def release_held(agency: str) -> int:
    """Number what waited for the link with this agency, in the order in which it was said."""
    held = FeedEntry.objects.filter(peer=agency, state=State.HELD)
    rows = list(held.order_by("id"))
    feed = Feed.objects.select_for_update().get(peer=agency)
    held.delete()
    for row in rows:
        row.pk = None
    FeedEntry.objects.bulk_create(number(feed, rows))
    feed.save(update_fields=["out_n", "out_link"])
    wake_on_commit(node.current())
    return len(rows)


def requeue(entries: Sequence[FeedEntry], *, now: datetime) -> None:
    """Say again, at a new place, what a peer could not take yet."""
    for is_relay in (False, True):
        names: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.is_relay == is_relay:
                names[entry.peer].append(entry.act)
        enqueue(names, now=now, is_relay=is_relay)
    FeedEntry.objects.filter(id__in=[entry.pk for entry in entries]).update(retry_at=None)


def _audience(here: str, own: Sequence[StoredAct]) -> dict[str, list[str]]:
    parties = parties_of(row.dossier for row in own)
    names: dict[str, list[str]] = defaultdict(list)
    for row in own:
        known = parties.get(row.dossier, frozenset())
        for agency in sorted(known - {here}):
            if leaves(agency, known, internal=row.internal):
                names[agency].append(row.name)
    return names


def _hold(entries: Sequence[FeedEntry]) -> Sequence[FeedEntry]:
    for entry in entries:
        entry.state, entry.code = State.HELD, "not_linked"
    return entries

"""The thread that keeps feeds moving: woken when something is queued, sweeping each second, patient with the silent."""

import contextlib
import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.db import connections

from servanda.exchange import wire
from servanda.exchange.bell import bell
from servanda.exchange.cards import peer_of
from servanda.exchange.clients import Clients, telling_certificates
from servanda.exchange.models import Feed, FeedEntry, FileRow, Peer, ReceivedEntry, State
from servanda.exchange.send import contact
from servanda.kernel import clock, databases, node, plain, starting
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused

log = logging.getLogger(__name__)

SWEEP = 1.0
HEARTBEAT = timedelta(seconds=60)
FILES_AGAIN = timedelta(seconds=15)
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)
# Of these an answer was read and compared.
COMPARED = frozenset({"feed_ahead", "feed_fork"})
FAILURES_COUNTED = 20  # beyond that the wait is the longest one anyway, and a power of two would overflow
AT_ONCE = 4


@dataclass
class Standing:
    """When a peer may be contacted again, and how often in a row that failed."""

    not_before: datetime
    last_at: datetime | None = None
    failures: int = 0


def run(here: Node, stop: threading.Event, *, client: httpx.Client | None = None) -> None:
    """Body of the thread; returns when `stop` is set and the contacts under way are over."""
    heard = bell(here)
    standings: dict[str, Standing] = {}
    under_way: dict[str, Future[bool | None]] = {}
    with (
        here.active(),
        ThreadPoolExecutor(AT_ONCE) as pool,
        contextlib.closing(Clients(client, inside=here.inside)) as clients,
    ):
        while not stop.is_set():
            heard.heard.wait(SWEEP)
            heard.heard.clear()
            databases.forget_broken(here.alias)
            now = clock.now()
            _collect(under_way, standings, now=now)
            for agency in due(standings, urgent=_urgent(here), now=now):
                if agency not in under_way:
                    standings[agency].last_at = now
                    under_way[agency] = pool.submit(_call_in_thread, here, agency, clients)
                    # What was queued meanwhile must not wait for the sweep.
                    under_way[agency].add_done_callback(lambda _: heard.heard.set())
        _let_go(pool, here)
    connections[here.alias].close()


def hold(here: Node) -> None:
    """Let nothing be said to others until each peer that can be called was asked where it stands."""
    with here.active():
        peers = Peer.objects.filter(is_blocked=False, paused_at=None).exclude(address="")
        starting.begin(here, () if here.is_air_gapped else peers.values_list("agency", flat=True))


def attempt(agency: str, *, client: httpx.Client, now: datetime) -> bool:
    """One contact; its failure is written on the peer for the administrator, its success clears that."""
    try:
        with telling_certificates(agency):
            contact(agency, client=client, now=now)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _note_failure(agency, Refused("unreachable", agency=agency, why=type(error).__name__), now=now)
        return False
    except Refused as refusal:
        _note_failure(agency, refusal, now=now)
        return False
    except Exception as error:  # whatever one peer makes of us, the others must still be served
        log.exception("contact with %s failed", agency)
        _note_failure(agency, Refused("unreachable", agency=agency, why=type(error).__name__), now=now)
        return False
    Peer.objects.filter(agency=agency).update(last_contact_at=now, last_failure="", failure_params={}, failure_at=None)
    return True


def due(standings: dict[str, Standing], *, urgent: set[str], now: datetime) -> list[str]:
    """The peers to contact now: those with something to send, tell, fetch or say again, those that failed, and those
    long not heard of.

    Nobody, where this node or the other one is reached by courier alone.
    """
    if node.current().is_air_gapped:
        return []
    peers = plain.select(Peer, ["agency", "paused_at", "address"], is_blocked=False)
    linked = {agency for agency, paused_at, address in peers if address and not paused_at}
    busy, lacking = _busy(now=now), _lacking_files()
    found = []
    for agency in sorted(linked):
        standing = standings.setdefault(agency, Standing(not_before=now))
        has_failed = standing.failures > 0
        if agency in urgent:
            standing.not_before, standing.failures = now, 0
        quiet = now - standing.last_at if standing.last_at else HEARTBEAT
        has_files = agency in lacking and (quiet >= FILES_AGAIN or agency in urgent)
        is_wanted = agency in busy or has_files or has_failed or quiet >= HEARTBEAT
        if is_wanted and standing.not_before <= now:
            found.append(agency)
    return found


def _busy(*, now: datetime) -> set[str]:
    busy = {feed.peer_id for feed in plain.rows(Feed) if feed.is_behind}
    if plain.has(ReceivedEntry, is_changed=True):
        busy.update(ReceivedEntry.objects.filter(is_changed=True).values_list("peer", flat=True).distinct())
    busy.update(FeedEntry.objects.filter(retry_at__lte=now).values_list("peer", flat=True).distinct())
    return busy


def _lacking_files() -> set[str]:
    """The peers from which acts came whose files are still to come."""
    if not plain.has(FileRow, state="wanted"):
        return set()
    wanted = FileRow.objects.filter(state="wanted")
    rows = ReceivedEntry.objects.filter(act__in=wanted.values("act"), outcome=State.TAKEN)
    return set(rows.values_list("peer", flat=True).distinct())


def call(agency: str, clients: Clients, *, now: datetime) -> bool:
    """One contact by the client that is right for this peer; where there is none, that is the failure."""
    try:
        client = clients.of(peer_of(agency))
    except Refused as refusal:
        _note_failure(agency, refusal, now=now)
        return False
    return attempt(agency, client=client, now=now)


def _call_in_thread(here: Node, agency: str, clients: Clients) -> bool | None:
    """None where another process of this node is in contact with that peer just now."""
    with here.active():
        databases.forget_broken(here.alias)
        with databases.alone(here.alias, databases.Lock.CONTACT, agency) as is_mine:
            return call(agency, clients, now=clock.now()) if is_mine else None


def _let_go(pool: ThreadPoolExecutor, here: Node) -> None:
    """Close the connection of each of the pool's threads, which they keep from one contact to the next."""
    met = threading.Barrier(AT_ONCE)

    def close() -> None:
        met.wait()
        connections[here.alias].close()

    for _ in range(AT_ONCE):
        pool.submit(close)


def _collect(under_way: dict[str, "Future[bool | None]"], standings: dict[str, Standing], *, now: datetime) -> None:
    """Take in what ended; a crash in one attempt is that peer's failure and never the end of the thread."""
    for agency in [agency for agency, future in under_way.items() if future.done()]:
        standing = standings[agency]
        ended = under_way.pop(agency)
        if crash := ended.exception():
            log.error("contact with %s crashed", agency, exc_info=crash)
        if not crash and ended.result() is None:
            standing.not_before = now + timedelta(seconds=SWEEP)
        elif not crash and ended.result():
            standing.not_before, standing.failures = now, 0
        else:
            standing.failures = min(standing.failures + 1, FAILURES_COUNTED)
            standing.not_before = now + min(FIRST_WAIT * 2 ** (standing.failures - 1), LONGEST_WAIT)


def _urgent(here: Node) -> set[str]:
    heard = bell(here)
    named, heard.urgent = heard.urgent, set()
    return named


def _note_failure(agency: str, refusal: Refused, *, now: datetime) -> None:
    if refusal.code != "busy":
        starting.asked(node.current(), agency, has_answered=refusal.code in COMPARED)
    code, params = wire.for_wire(refusal.code, refusal.params)
    Peer.objects.filter(agency=agency).update(last_failure=code, failure_params=params, failure_at=now)

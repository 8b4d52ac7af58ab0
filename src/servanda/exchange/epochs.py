"""After a restore or a rollback: this node goes on under a new epoch, and its peers show it what it had said since."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Max, Q

from servanda.exchange import feeds, wire
from servanda.exchange.files import LACKING
from servanda.exchange.models import Feed, FeedEntry, Peer, ReceivedEntry, State
from servanda.exchange.places import link_at
from servanda.kernel import node
from servanda.kernel.acts import Act, Position
from servanda.kernel.keys import Card, key_of
from servanda.kernel.models import NodeState, StoredAct

# Epochs are counted in seconds from here, so that one backup that is restored twice begins two different ones.
ZERO = datetime(2020, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# Where the clock is behind what was used, they are told apart by the second of the hour in which they begin.
SECONDS_APART = 3600
# A peer's word is enough to begin a new epoch, since that costs little; not for any number. Again within so long it
# leads as far ahead of the clock, so that they come to an end where a day is between both.
NOT_AGAIN = timedelta(minutes=10)
SLACK = timedelta(days=1)


def begin(*, now: datetime, shown: int = 0) -> int:
    """Lanes and feeds go on under an epoch greater than any that was used here or that a peer has `shown`; it is
    returned. What no receipt covers is said again in it, and each peer is asked for what came after that.

    It waits for the next second, up to one: what begins from the same copy after it, begins in a later one."""
    here = node.current()
    time.sleep((SECOND - timedelta(microseconds=now.microsecond)).total_seconds())
    with here.writing():
        state, _ = NodeState.objects.select_for_update().get_or_create(id=1)
        if not unanswered():
            # What an earlier loss took may still come.
            state.kept_until = _last_life()
        state.epoch = _next(max(state.epoch, shown), _seconds(now + SECOND))
        state.begun_at = now
        state.save()
        for feed in Feed.objects.select_for_update().order_by("peer"):
            _go_on(feed, state.epoch, now=now)
        return state.epoch


def heed(shown: int, *, now: datetime) -> bool:
    """A peer's signed receipt reaches further than this node's own feed: it was rolled back, or the peer lies, which
    gains it nothing. Begin a new epoch, unless one after that which is `shown` was just begun."""
    state = NodeState.objects.filter(id=1).first()
    used, begun = (state.epoch, state.begun_at) if state else (1, None)
    is_recent = begun is not None and now - begun < NOT_AGAIN
    limit = _seconds(now + SLACK)
    if (is_recent and shown < used) or shown > (limit if is_recent else max(limit, used)):
        return False
    begin(now=now, shown=shown + int(NOT_AGAIN.total_seconds()) * is_recent)
    return True


def relay_back(agency: str, place: wire.Place, *, now: datetime) -> None:
    """Queue for a peer its own acts that came here after this place of its feed: it has lost them.

    What was relayed to it before keeps its place: where it lost that too, its receipts say so.
    """
    after = Q(epoch=place.epoch, n__gt=place.n) | Q(epoch__gt=place.epoch)
    came = ReceivedEntry.objects.filter(after, peer=agency, outcome=State.TAKEN)
    own = StoredAct.objects.filter(name__in=came.values("act"), agency=agency, internal=False)
    relayed = FeedEntry.objects.filter(peer=agency, epoch__isnull=False).values("act")
    names: Sequence[str] = list(own.exclude(name__in=relayed).order_by("seq").values_list("name", flat=True))
    if names:
        with node.current().writing():
            feeds.enqueue({agency: names}, now=now, is_relay=True)


def unanswered() -> list[str]:
    """The peers that have not shown all they have since this node began its epoch."""
    rows = Feed.objects.filter(peer__is_blocked=False).select_related("peer").order_by("peer")
    return [feed.peer_id for feed in rows if feed.recover_epoch is not None or feed.is_withheld]


def answered(peer: Peer, place: wire.Place) -> None:
    """The peer put into its feed what it has, up to this place of it."""
    Feed.objects.filter(peer=peer).update(
        recover_epoch=None, recover_n=None, shown_epoch=place.epoch, shown_n=place.n
    )  # fmt: skip


def began_at() -> datetime | None:
    return NodeState.objects.filter(id=1).values_list("begun_at", flat=True).first()


def is_lost(act: Act, *, peer: str, position: Position, card: Card) -> bool:
    """Is this, shown by a peer at this position of its feed, one of the acts that this node may have lost?

    It was said between the last word that is here and the new epoch, in an older epoch, under a key that was in use
    then; and the peer shows it in answer to the question for them.
    """
    state, feed = NodeState.objects.filter(id=1).first(), Feed.objects.filter(peer=peer).first()
    if state is None or state.begun_at is None or feed is None:
        return False
    is_asked = feed.recover_epoch is not None or position <= (feed.shown_epoch, feed.shown_n)
    key, since = key_of(card, act.jws), state.kept_until
    is_of_then = key is not None and (key.retired_at is None or since is None or key.retired_at >= since)
    return is_asked and is_of_then and act.at <= state.begun_at and act.epoch < state.epoch


def _last_life() -> datetime | None:
    """The last moment of which this node's own rows speak: its last word, or a contact."""
    said = StoredAct.objects.filter(agency=node.current().agency).aggregate(at=Max("at"))["at"]
    met = Peer.objects.aggregate(at=Max("last_contact_at"))["at"]
    last = max((at for at in (said, met) if at), default=None)
    # Cards speak of whole seconds.
    return last and last.replace(microsecond=0)


def _go_on(feed: Feed, epoch: int, *, now: datetime) -> None:
    """From the last link that the peer acknowledged, which is one that it has for certain."""
    if feed.recover_epoch is None:
        feed.recover_epoch, feed.recover_n = feed.ack_epoch, feed.ack_n
    after = Q(epoch=feed.ack_epoch, n__gt=feed.ack_n) | Q(epoch__gt=feed.ack_epoch)
    again = list(FeedEntry.objects.filter(after, peer=feed.peer_id).order_by("epoch", "n"))
    link = link_at(feed, feed.ack_epoch, feed.ack_n)
    assert link
    FeedEntry.objects.filter(id__in=[row.pk for row in again]).delete()
    feed.out_epoch, feed.out_n, feed.out_link = epoch, 0, link
    for row in again:
        row.pk, row.sent_at = None, None
    FeedEntry.objects.bulk_create(feeds.number(feed, again))
    feed.save()
    # Receipts tell what became of entries of the epoch in which they are given: what is open is said again in this one.
    feeds.requeue(_open(feed, epoch), now=now)


def _open(feed: Feed, epoch: int) -> list[FeedEntry]:
    """The last entry of each act, where it is of an earlier epoch and its outcome may still change."""
    still = Q(state=State.PARKED) | Q(code__in=LACKING)
    acts = FeedEntry.objects.filter(still, peer=feed.peer_id, epoch__lt=epoch).values("act")
    last = {row.act: row for row in FeedEntry.objects.filter(peer=feed.peer_id, act__in=acts).order_by("id")}
    return [row for row in last.values() if row.epoch != epoch and (row.state == State.PARKED or row.code in LACKING)]


def _next(used: int, seconds: int) -> int:
    """The count of seconds, where it is greater than what was used; else one that no other second of the hour gives."""
    return seconds if seconds > used else used + 1 + seconds % SECONDS_APART


def _seconds(at: datetime) -> int:
    return int((at - ZERO).total_seconds())

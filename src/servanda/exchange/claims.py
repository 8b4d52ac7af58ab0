"""What a peer signs about its own feed: more than came here is withheld, another chain value here is a fork."""

from datetime import datetime, timedelta

from servanda.exchange.models import Feed, Quarantine, ReceivedEntry
from servanda.exchange.wire import Place
from servanda.kernel import node

# What was said a moment ago is on its way; it is asked for again at every contact.
ON_ITS_WAY = timedelta(minutes=5)


def note_claim(peer: str, claimed: Place, token: str, *, now: datetime) -> None:
    """Keep the peer's own signed word for where its feed stands, as long as that did not come."""
    feed = Feed.objects.get(peer=peer)
    is_ahead = claimed.n > 0 and claimed.position > feed.incoming.position
    if not (is_ahead or feed.claimed_at or _is_fork(feed, claimed)):
        return
    with node.current().writing():
        feed = Feed.objects.select_for_update().get(peer=peer)
        if is_ahead and claimed.position > feed.incoming.position:
            _write(feed, claimed, token, feed.claimed_at if feed.is_withheld and feed.claimed_at else now)
        elif _is_fork(feed, claimed):
            _keep_fork(feed, claimed, token, now=now)
        elif not feed.is_withheld:
            _write(feed, Place(0, 0, ""), "", None)


def withheld_since(feed: Feed, *, now: datetime) -> datetime | None:
    """Since when the peer has owed entries that it signed to have said; None while they may still be on their way."""
    if feed.claimed_at and feed.is_withheld and now - feed.claimed_at > ON_ITS_WAY:
        return feed.claimed_at
    return None


def _write(feed: Feed, claimed: Place, token: str, since: datetime | None) -> None:
    Feed.objects.filter(pk=feed.pk).update(
        claimed_epoch=claimed.epoch, claimed_n=claimed.n, claim=token, claimed_at=since
    )


def _is_fork(feed: Feed, claimed: Place) -> bool:
    if not claimed.n:
        return False
    if claimed.position == feed.incoming.position:
        return claimed.link != feed.in_link
    row = ReceivedEntry.objects.filter(peer=feed.peer_id, epoch=claimed.epoch, n=claimed.n).first()
    return row is not None and row.link != claimed.link


def _keep_fork(feed: Feed, claimed: Place, token: str, *, now: datetime) -> None:
    Feed.objects.filter(pk=feed.pk).update(in_forked_at=now)
    if not Quarantine.objects.filter(peer=feed.peer_id, act=claimed.link, code="feed_fork").exists():
        Quarantine.objects.create(
            raw=token.encode("ascii"), act=claimed.link, peer=feed.peer_id, epoch=claimed.epoch, n=claimed.n,
            code="feed_fork", params={"agency": feed.peer_id}, at=now,
        )  # fmt: skip

"""What this node's own feed to a peer came to at each of its places."""

from servanda.exchange import wire
from servanda.exchange.models import Feed, FeedEntry
from servanda.kernel import node, plain


def link_at(feed: Feed, epoch: int, n: int) -> str | None:
    """The chain value of the outgoing feed at a place; at n = 0, what the epoch began from."""
    here = node.current().agency
    if (epoch, n) == (feed.out_epoch, feed.out_n):
        return feed.out_link
    if n:
        found = plain.select(FeedEntry, ["link"], peer=feed.peer_id, epoch=epoch, n=n)
        return found[0][0] or None if found else None
    before = FeedEntry.objects.filter(peer=feed.peer_id, epoch__lt=epoch).order_by("-epoch", "-n")
    return before.values_list("link", flat=True).first() or wire.genesis(here, feed.peer_id)

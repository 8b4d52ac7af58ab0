"""Where a batch stands against what was taken before: it continues, repeats, leaves a gap, or shows another history."""

from collections.abc import Sequence

from servanda.exchange.models import Feed, ReceivedEntry
from servanda.exchange.wire import Head
from servanda.kernel.refusals import Refused

# How often a sender may have been restored between two contacts.
# Epochs are counted in seconds since 2020: room for what is honest until 2051, and for one more such step.
MOST_EPOCHS = 1_000_000_000


def count_known(feed: Feed, head: Head, links: Sequence[str]) -> int:
    """How many of the batch's entries were taken before. Raises Refused: feed_gap, feed_fork.

    A fork is nothing less than the sender's signature over another chain value at a place that was taken already.
    """
    if head.epoch > feed.in_epoch:
        return _check_new_epoch(feed, head)
    if head.epoch < feed.in_epoch:
        return _check_repeated(feed, head, links)
    if head.first > feed.in_n + 1:
        raise _gap(feed)
    if head.first == feed.in_n + 1:
        if head.before != feed.in_link:
            raise _fork(feed)
        return 0
    return _check_repeated(feed, head, links)


def _check_new_epoch(feed: Feed, head: Head) -> int:
    """A restored sender goes on from a link that it recovered, which must be one that was taken here."""
    if head.epoch > feed.in_epoch + MOST_EPOCHS:
        # A position that leaves no room behind it would shut the sender's own feed for good.
        raise Refused("bad_envelope", field="epoch")
    if head.first != 1 or not _was_taken(feed, head.before):
        raise _gap(feed)
    return 0


def _check_repeated(feed: Feed, head: Head, links: Sequence[str]) -> int:
    rows = ReceivedEntry.objects.filter(
        peer=feed.peer_id, epoch=head.epoch, n__gte=head.first - 1, n__lte=head.last
    ).values_list("n", "link")
    taken = dict(rows)
    stated = dict(enumerate([head.before, *links], start=head.first - 1))
    if any(stated[n] != link for n, link in taken.items()):
        raise _fork(feed)
    known = sum(n >= head.first for n in taken)
    if known < len(links) and head.epoch < feed.in_epoch:
        raise _gap(feed)
    return known


def _was_taken(feed: Feed, link: str) -> bool:
    if link == feed.in_link:
        return True
    if ReceivedEntry.objects.filter(peer=feed.peer_id, link=link).exists():
        return True
    return feed.is_genesis(link)


def _gap(feed: Feed) -> Refused:
    return Refused("feed_gap", n=feed.in_n + 1)


def _fork(feed: Feed) -> Refused:
    return Refused("feed_fork", agency=feed.peer_id)

"""Administrators are mailed when another agency signed to have said what it does not send: once for each time."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext

from servanda.exchange.claims import withheld_since
from servanda.exchange.models import Feed
from servanda.office import administrators


def remind(*, now: datetime) -> int:
    """How many mails were queued."""
    count = 0
    for feed in Feed.objects.filter(claimed_at__isnull=False, peer__is_blocked=False, peer__paused_at=None):
        if since := withheld_since(feed, now=now):
            about = f"withheld {feed.peer_id} {since.isoformat()}"
            sentence = partial(_sentence, feed.peer_id, feed.claimed_n)
            count += administrators.tell(sentence, "withheld", about, now=now)
    return count


def _sentence(agency: str, n: int) -> str:
    return gettext(
        "%(agency)s signed to have said %(n)s entries and has not sent the rest. It is asked for at every contact; the "
        "signed word is kept as proof on the connection's page."
    ) % {"agency": agency, "n": n}

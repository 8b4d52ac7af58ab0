"""The exchange with each connected agency: how far each direction has come, and what waits or was refused."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count
from ninja import Router, Schema

from servanda.api.asked import only_what_is_declared
from servanda.api.caller import Request
from servanda.api.refusals import errors, sentence
from servanda.exchange.cards import card_of
from servanda.exchange.models import FeedEntry, Parked, Peer, Quarantine
from servanda.kernel.texts import pick

router = Router(tags=["feeds"])
Position = tuple[int, int]


class FeedRow(Schema):
    """Positions are (epoch, number). `entries` counts what this agency said by its state; the rest is what came."""

    agency: str
    name: str
    address: str
    outgoing: Position
    acknowledged: Position
    incoming: Position
    entries: dict[str, int]
    parked: int
    quarantined: int
    is_blocked: bool
    last_contact_at: datetime | None
    failure: str
    failure_message: str
    failure_at: datetime | None


class FeedRows(Schema):
    items: list[FeedRow]


@router.get("/feeds", response={200: FeedRows, **errors(422)})
@only_what_is_declared
def list_feeds(request: Request) -> FeedRows:
    entries: dict[str, dict[str, int]] = defaultdict(dict)
    for peer, state, count in FeedEntry.objects.values_list("peer", "state").annotate(count=Count("id")).order_by():
        entries[peer][state] = count
    parked = dict(Parked.objects.values_list("peer").annotate(count=Count("id")).order_by())
    refused = dict(Quarantine.objects.values_list("peer").annotate(count=Count("id")).order_by())
    peers = Peer.objects.select_related("feed").order_by("agency")
    return FeedRows(
        items=[
            _row(
                peer, request.auth.language, entries[peer.agency], parked.get(peer.agency, 0),
                refused.get(peer.agency, 0),
            )
            for peer in peers
        ]
    )  # fmt: skip


def _row(peer: Peer, language: str, entries: dict[str, int], parked: int, quarantined: int) -> FeedRow:
    feed = peer.feed
    return FeedRow(
        agency=peer.agency, name=pick(card_of(peer.card).name, language), address=peer.address,
        outgoing=feed.outgoing.position, acknowledged=(feed.ack_epoch, feed.ack_n), incoming=feed.incoming.position,
        entries=entries, parked=parked, quarantined=quarantined, is_blocked=peer.is_blocked,
        last_contact_at=peer.last_contact_at, failure=peer.last_failure, failure_at=peer.failure_at,
        failure_message=sentence(peer.last_failure, peer.failure_params) if peer.last_failure else "",
    )  # fmt: skip

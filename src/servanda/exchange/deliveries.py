"""What became of each act on its way to each peer, for pages and for the dated record of non-delivery."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from servanda.exchange.files import LACKING
from servanda.exchange.models import FeedEntry, Peer, ReceivedEntry, State

WITHOUT_RECEIPT = (State.QUEUED, State.SENT)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One act × peer. `receipt_at` is when the peer stated what became of it; of one that was taken, when it was.

    `code` and `params` say why it is held, parked or refused, that `files` are still to come or, `files_gone`, lost
    by their author.

    `failure` is why the peer could not be reached when it was last tried, while no receipt is there.
    """

    act: str
    agency: str
    state: str
    code: str
    params: dict[str, Any]
    queued_at: datetime
    sent_at: datetime | None
    receipt_at: datetime | None
    is_relay: bool
    failure: str = ""
    failure_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        return self.state == State.TAKEN and self.code not in (*LACKING, "not_received")


def deliveries(act_names: Iterable[str]) -> list[Delivery]:
    """The latest standing of these acts at every peer, in two queries."""
    latest: dict[tuple[str, str], FeedEntry] = {}
    for row in FeedEntry.objects.filter(act__in=list(act_names)).order_by("id"):
        latest[row.act, row.peer] = row
    return _rows(latest.values())


def acknowledged(act_names: Iterable[str]) -> dict[str, str]:
    """Act that came from another agency -> the peer to which its receipt went back as taken, in one query."""
    rows = ReceivedEntry.objects.filter(act__in=list(act_names), outcome=State.TAKEN, is_changed=False).order_by("id")
    return dict(rows.values_list("act", "peer"))


def undelivered(now: datetime, after: timedelta) -> list[Delivery]:
    """What was queued longer ago than `after` for a linked peer and has no receipt."""
    rows = FeedEntry.objects.filter(receipt_at__isnull=True, queued_at__lt=now - after, state__in=WITHOUT_RECEIPT)
    return _rows(rows.order_by("queued_at", "id"))


def _rows(entries: Iterable[FeedEntry]) -> list[Delivery]:
    failing = {peer.agency: peer for peer in Peer.objects.exclude(last_failure="")}
    found = []
    for row in entries:
        peer = failing.get(row.peer) if row.state in WITHOUT_RECEIPT else None
        found.append(
            Delivery(
                act=row.act, agency=row.peer, state=row.state, code=row.code, params=row.params,
                queued_at=row.queued_at, sent_at=row.sent_at, receipt_at=row.receipt_at, is_relay=row.is_relay,
                failure=peer.last_failure if peer else "", failure_at=peer.failure_at if peer else None,
            )
        )  # fmt: skip
    return found

"""Receipts from a peer: verified, kept, and applied to what was sent to it; a later one supersedes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.db.models.functions import Coalesce

from servanda.exchange import epochs, feeds, wire
from servanda.exchange.admission import RETRYABLE
from servanda.exchange.bell import wake_on_commit
from servanda.exchange.cards import card_of
from servanda.exchange.models import Feed, FeedEntry, Peer, Quarantine, State
from servanda.exchange.models import Receipt as ReceiptRow
from servanda.exchange.parties import parties_of
from servanda.exchange.places import link_at
from servanda.exchange.wire import Receipt
from servanda.kernel import bulk, node
from servanda.kernel.door import AHEAD
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused

OUT = (State.QUEUED, State.SENT)
FIRST_RETRY = timedelta(minutes=1)


def accept_receipt(
    token: str, peer: Peer, *, nonce: str | None, head: str, now: datetime, tells_all: bool = True
) -> Receipt:
    """Verify a receipt and apply it. `nonce` is that of what it answers; None where a signed request carries it.
    `tells_all`: it names what became of every entry that was not acknowledged before. Where it tells the place alone,
    the batch whose receipt was lost goes out again and gets the outcomes that it got.

    1. A current key of the peer's card signed it.
    2. It is from this peer, to this agency, and answers what was asked.
    3. Its chain value is the one of this node's feed at that place; a receipt with another one is kept and refused.
    4. It is not older than what was applied before; what it covers is taken, but for the outcomes that it names.
    5. What the peer waits for is relayed, and what it could not take yet is said again later.
    """
    here = node.current()
    # 1
    receipt = wire.read_receipt(token).check(card_of(peer.card))
    # 2
    if receipt.sender != peer.agency:
        raise Refused("bad_envelope", field="from")
    if receipt.receiver != here.agency:
        raise Refused("wrong_recipient", to=receipt.receiver, agency=here.agency)
    if nonce is not None and receipt.nonce != nonce:
        raise Refused("replayed")
    try:
        _take(token, peer, receipt, head=head, is_answer=nonce is not None, tells_all=tells_all, now=now)
    except Refused as refusal:
        if refusal.code == "feed_fork":
            _keep_wrong_link(token, receipt, refusal, now=now)
        if refusal.code == "feed_ahead":
            epochs.heed(receipt.place.epoch, now=now)
        raise
    return receipt


def _take(
    token: str, peer: Peer, receipt: Receipt, *, head: str, is_answer: bool, tells_all: bool, now: datetime
) -> None:
    with node.current().writing():
        feed = Feed.of(peer.agency)
        # 3
        position = _check_place(feed, receipt)
        if not tells_all:
            position = min(position, (feed.ack_epoch, feed.ack_n))
        # 4
        if _is_older(peer.agency, receipt, is_answer=is_answer):
            return
        if receipt.outcomes or position != (feed.ack_epoch, feed.ack_n):
            row = ReceiptRow.objects.create(
                peer=peer.agency, direction="got", jws=token, head=head, epoch=receipt.place.epoch, n=receipt.place.n,
                at=receipt.at,
            )  # fmt: skip
            _apply(feed, position, receipt, row.pk, now=now)
        # 5
        if receipt.outcomes:
            _follow_up(peer.agency, receipt, now=now)


def _is_older(peer: str, receipt: Receipt, *, is_answer: bool) -> bool:
    """Did something overtake this receipt? An answer to a request of just now is old by minutes at most: a larger
    difference is a clock that was put back."""
    last = ReceiptRow.objects.filter(peer=peer, direction="got").order_by("-id").values_list("at", flat=True).first()
    if last is None or receipt.at >= last:
        return False
    return not is_answer or last - receipt.at <= wire.FRESH


def _keep_wrong_link(token: str, receipt: Receipt, refusal: Refused, *, now: datetime) -> None:
    """Keep what the peer signed. It stops nothing: only two heads signed for one place are a fork."""
    code, params = wire.for_wire(refusal.code, refusal.params)
    place = receipt.place
    if not Quarantine.objects.filter(peer=receipt.sender, act=place.link, code=code).exists():
        Quarantine.objects.create(
            raw=token.encode("ascii"), act=place.link, peer=receipt.sender, epoch=place.epoch, n=place.n, code=code,
            params=params, at=now,
        )  # fmt: skip


def _check_place(feed: Feed, receipt: Receipt) -> tuple[int, int]:
    """The position up to which the receipt acknowledges this node's feed."""
    place = receipt.place
    if place.epoch > feed.out_epoch or (place.epoch == feed.out_epoch and place.n > feed.out_n):
        raise Refused("feed_ahead", agency=feed.peer_id, n=place.n)
    link = link_at(feed, place.epoch, place.n)
    if link is None and place.epoch < feed.out_epoch:
        # This node was restored and lost what came after its last link of that epoch; of that, nothing is acknowledged.
        return (feed.ack_epoch, feed.ack_n)
    if link != place.link:
        raise Refused("feed_fork", agency=feed.peer_id)
    return place.position


def _apply(feed: Feed, position: tuple[int, int], receipt: Receipt, row: int, *, now: datetime) -> None:
    epoch, n = position
    entries = FeedEntry.objects.filter(peer=feed.peer_id, epoch__isnull=False)
    at = Value(receipt.at)
    told = {"receipt_at": at, "receipt": row, "sent_at": Coalesce("sent_at", Value(now))}
    if position < (feed.ack_epoch, feed.ack_n):
        # The peer was restored: it needs again what it once had.
        after = Q(epoch__gt=epoch) | Q(epoch=epoch, n__gt=n)
        entries.filter(after).update(state=State.QUEUED, code="", params={}, receipt_at=None, receipt=None)
        wake_on_commit(node.current())
    elif position > (feed.ack_epoch, feed.ack_n):
        covered = Q(epoch__lt=epoch) | Q(epoch=epoch, n__lte=n)
        if feed.ack_epoch == epoch:
            covered = Q(epoch=epoch, n__gt=feed.ack_n, n__lte=n)
        entries.filter(covered, state__in=OUT).update(state=State.TAKEN, **told)
    if position != (feed.ack_epoch, feed.ack_n):
        feed.ack_epoch, feed.ack_n = position
        bulk.change(Feed, {"ack_epoch": epoch, "ack_n": n}, key="peer_id", within=feed.peer_id)
    for place, outcome in receipt.outcomes.items():
        if receipt.place.epoch == epoch and place <= n:
            state, code, params = outcome
            # What was taken stays taken when it was, though its files come later.
            first = Case(When(state=State.TAKEN, then=Coalesce("receipt_at", at)), default=at)
            came = {"receipt_at": first if state == State.TAKEN else at}
            entries.filter(epoch=epoch, n=place).update(state=state, code=code, params=params, **told | came)


def _follow_up(peer: str, receipt: Receipt, *, now: datetime) -> None:
    parked = [params for state, code, params in receipt.outcomes.values() if state == State.PARKED]
    relay_missing(peer, parked, now=now)
    retry = [n for n, (state, code, _) in receipt.outcomes.items() if state == State.REFUSED and code in RETRYABLE]
    if retry:
        _plan_retries(peer, receipt.place.epoch, retry, now=now)


def relay_missing(peer: str, parked: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Queue, once, the shared acts that the peer waits for, that are here, and of whose dossier it is a party."""
    named = [params.get("names") for params in parked]
    names = {name for group in named if isinstance(group, list) for name in group if isinstance(name, str)}
    if not names:
        return
    sent = set(FeedEntry.objects.filter(peer=peer, act__in=names).values_list("act", flat=True))
    rows = list(StoredAct.objects.filter(name__in=names - sent, internal=False).order_by("seq"))
    parties = parties_of(row.dossier for row in rows)
    # What another agency recalled, it tells itself: nobody thins others' words.
    told = [row for row in rows if row.agency in (peer, node.current().agency) or _is_whole(row)]
    allowed = [row.name for row in told if peer in parties.get(row.dossier, ())]
    if allowed:
        feeds.enqueue({peer: allowed}, now=now, is_relay=True)
        wake_on_commit(node.current())


def _is_whole(row: StoredAct) -> bool:
    return set(row.act.hashes) <= set(row.act.parts)


def retry_due(*, now: datetime) -> None:
    """Say again what a peer found dated too early, now that its time has come."""
    due = list(FeedEntry.objects.filter(retry_at__isnull=False, retry_at__lte=now).order_by("id")[:256])
    if due:
        with node.current().writing():
            feeds.requeue(due, now=now)


def _plan_retries(peer: str, epoch: int, places: Sequence[int], *, now: datetime) -> None:
    """Each further refusal of the same act doubles the wait, so that two clocks that disagree cost little."""
    rows = list(FeedEntry.objects.filter(peer=peer, epoch=epoch, n__in=places))
    tries: dict[str, int] = defaultdict(int)
    counted = FeedEntry.objects.filter(peer=peer, act__in=[row.act for row in rows]).values_list("act")
    tries.update(counted.annotate(count=Count("id")))
    dated = dict(StoredAct.objects.filter(name__in=[row.act for row in rows]).values_list("name", "at"))
    for row in rows:
        if row.act in dated:
            row.retry_at = max(dated[row.act] - AHEAD, now) + FIRST_RETRY * 2 ** min(tries[row.act] - 1, 8)
    FeedEntry.objects.bulk_update(rows, ["retry_at"])

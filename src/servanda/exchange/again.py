"""What an administrator does with an entry that was set aside: let it be examined again, told again, or thrown away."""

from datetime import datetime

from django.db.models import QuerySet

from servanda.exchange import batches, files, parking, receive
from servanda.exchange.admission import Arrival, admit_all
from servanda.exchange.bell import wake_for
from servanda.exchange.known import BatchKnown
from servanda.exchange.models import Quarantine, ReceivedEntry, State
from servanda.exchange.parking import Waiting
from servanda.kernel import log, node
from servanda.kernel.refusals import Refused

# Of these the bytes are a signed head or receipt: they prove something and are never thrown away.
PROOFS = frozenset({"feed_fork", "feed_ahead"})


def examine_again(row: Quarantine, *, by: str, now: datetime) -> str:
    """Through the same door once more; its new state, taken or parked. Raises Refused, and changes nothing then."""
    if row.code in PROOFS or not row.raw:
        raise Refused("no_file")
    raw = bytes(row.raw)
    arrival = Arrival(row.n, "", batches.read_line(raw), raw)
    with node.current().writing():
        admit_all([arrival], row.peer, row.epoch, BatchKnown(), now=now)
        if arrival.state == State.REFUSED:
            raise Refused(arrival.code, **arrival.params)
        if arrival.state == State.PARKED and arrival.act:
            parking.park([Waiting(arrival.act, raw, row.peer, row.epoch, row.n, arrival.names)], now=now)
        elif arrival.verified:
            log.append([arrival.verified], now=now)
        told = {"code": arrival.code, "params": arrival.params}
        if not arrival.code:
            told = files.lacking([row.act]).get(row.act, told)
        _told(row).update(outcome=arrival.state, **told, is_changed=True)
        _settle(row, "again", by=by, note="", now=now)
        if arrival.verified:
            receive.release([row.act], now=now)
    wake_for(node.current(), row.peer)
    return str(arrival.state)


def tell_again(row: Quarantine) -> None:
    """State the refusal to its sender once more, at the next contact, which is now."""
    with node.current().writing():
        _told(row).update(is_changed=True)
    wake_for(node.current(), row.peer)


def discard(row: Quarantine, *, by: str, note: str, now: datetime) -> None:
    """Throw the bytes away; who did so and why stays, with the reason for which it was refused."""
    if row.code in PROOFS:
        raise Refused("no_file")
    with node.current().writing():
        _settle(row, "discarded", by=by, note=note, now=now)
        Quarantine.objects.filter(pk=row.pk).update(raw=b"")


def _told(row: Quarantine) -> "QuerySet[ReceivedEntry]":
    return ReceivedEntry.objects.filter(peer=row.peer, epoch=row.epoch, n=row.n, act=row.act)


def _settle(row: Quarantine, how: str, *, by: str, note: str, now: datetime) -> None:
    Quarantine.objects.filter(pk=row.pk).update(settled_at=now, settled_by=by, settled_as=how, note=note[:2000])

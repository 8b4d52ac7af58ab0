"""What time brings to a node: held steps leave, reminders and mail go out, non-delivery is put on record."""

import threading
from datetime import UTC, datetime, timedelta

from servanda.exchange.deliveries import Delivery, undelivered
from servanda.kernel import node as nodes
from servanda.kernel.audiences import Actor
from servanda.kernel.models import StoredAct
from servanda.kernel.node import Node
from servanda.kernel.times import write_time
from servanda.office import notices, outgoing, post_office
from servanda.processes import terms
from servanda.processes.dossiers import say_inside

SWEEP = timedelta(seconds=60)
DEFAULT_TRANSIT = 24


def run(node: Node, stop: threading.Event) -> None:
    """Each second what is held, each minute the rest and a checkpoint."""
    last = datetime.min.replace(tzinfo=UTC)
    with node.active():
        while not stop.wait(1):
            now = datetime.now(UTC)
            outgoing.release(now=now)
            if now - last >= SWEEP:
                last = now
                tick(now=now)
                node.checkpoint()


def tick(*, now: datetime) -> None:
    outgoing.release(now=now)
    notices.remind(now=now)
    record_undelivered(now=now)
    post_office.send(now=now)


def record_undelivered(*, now: datetime) -> int:
    """A dated record, in the file itself, of each entry that no receipt acknowledged in the agreed time; once each."""
    late = [row for row in undelivered(now, timedelta(hours=1)) if not row.is_relay]
    stored = {row.name: row for row in StoredAct.objects.filter(name__in={row.act for row in late})}
    files = {row.dossier for row in stored.values()}
    known = {
        (facts["act"], facts["peer"])
        for row in StoredAct.objects.filter(dossier__in=files, internal=True, kind="office.undelivered")
        if (facts := row.act.facts)
    }
    count = 0
    for row in late:
        act = stored.get(row.act)
        if act and (row.act, row.agency) not in known and now - row.queued_at > _transit(act):
            _record(act, row, now=now)
            count += 1
    return count


def _transit(stored: StoredAct) -> timedelta:
    hours = [known.transit_hours for known in terms.load(stored.act.under).values()]
    return timedelta(hours=min(hours, default=DEFAULT_TRANSIT))


def _record(stored: StoredAct, row: Delivery, *, now: datetime) -> None:
    agency = nodes.current().agency
    system = Actor(agency=agency, officer="system", unit=f"{agency}/office", role="clerk")
    facts = {"act": row.act, "peer": row.agency, "since": write_time(row.queued_at), "failure": row.failure[:200]}
    say_inside(stored.dossier, "office.undelivered", {"facts": facts}, system, at=now)

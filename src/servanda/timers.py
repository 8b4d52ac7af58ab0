"""What time brings to a node: held steps leave, reminders and mail go out, non-delivery is put on record."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from servanda import recovery, tidying
from servanda.exchange.deliveries import Delivery, undelivered
from servanda.health import withheld
from servanda.kernel import clock, databases, jsonbytes, starting
from servanda.kernel import node as nodes
from servanda.kernel.acts import LIMITS
from servanda.kernel.audiences import registry
from servanda.kernel.models import Dossier, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.times import write_time
from servanda.office import ahead, expiring, notices, outgoing, packing, post_office
from servanda.processes import moving, shredding, terms
from servanda.processes.dossiers import say_inside

SWEEP = timedelta(seconds=60)
SOONEST = timedelta(hours=1)
DEFAULT_TRANSIT = 24
KIND = "office.undelivered"

log = logging.getLogger(__name__)


def run(node: Node, stop: threading.Event) -> None:
    """Each second what is held, each minute the rest and a checkpoint; of several processes one at a time."""
    last = datetime.min.replace(tzinfo=UTC)
    with node.active():
        while not stop.wait(1):
            now = clock.now()
            databases.forget_broken(node.alias)
            if starting.is_held(node):
                continue
            with databases.alone(node.alias, databases.Lock.TIMERS) as is_mine:
                if is_mine and not node.is_recovering:
                    _do("release", partial(outgoing.release, now=now))
                if is_mine and now - last >= SWEEP:
                    last = now
                    tick(now=now)
                    _do("checkpoint", node.checkpoint)


def tick(*, now: datetime) -> None:
    """Each job by itself: one that crashes is told by its name and stops no other.

    After a restore, none before it is known what was recalled: nobody is told what is to be gone.
    """
    _do("recover", partial(recovery.go_on, now=now))
    if nodes.current().is_recovering:
        return
    _do("release", partial(outgoing.release, now=now))
    _do("follow_today", partial(moving.follow_today, now=now))
    _do("remind", partial(notices.remind, now=now))
    _do("tell_ahead", partial(ahead.remind, now=now))
    _do("record_undelivered", partial(record_undelivered, now=now))
    _do("tell_expiring", partial(expiring.remind, now=now))
    _do("tell_withheld", partial(withheld.remind, now=now))
    _do("pack", partial(packing.pack, now=now))
    _do("send", partial(post_office.send, now=now))
    _do("shred", partial(shredding.shred, now=now))
    _do("tidy", tidying.tidy)


def record_undelivered(*, now: datetime) -> int:
    """A dated record, in the file itself, of each entry that no receipt acknowledged in the agreed time; once each."""
    late = [row for row in undelivered(now, SOONEST) if not row.is_relay]
    if not late:
        return 0
    acts = StoredAct.objects.filter(name__in={row.act for row in late})
    files = dict(acts.values_list("name", "dossier"))
    known = _recorded(set(files.values()))
    fresh = [row for row in late if row.act in files and (row.act, row.agency) not in known]
    transits = _transits({files[row.act] for row in fresh})
    count = 0
    for row in fresh:
        if now - row.queued_at > transits[files[row.act]]:
            _record(files[row.act], row, now=now)
            count += 1
    return count


def _do(name: str, job: Callable[[], object]) -> None:
    try:
        job()
    except Exception as error:  # a crash is ours: it is told, and the other jobs go on
        if databases.is_away(nodes.current().alias, error):
            raise
        log.exception("the timers' job %s crashed", name)


def _recorded(files: set[str]) -> set[tuple[str, str]]:
    """(act, peer) of what is on record in these files, read from the facts alone."""
    rows = StoredAct.objects.filter(dossier__in=files, internal=True, kind=KIND, facts__isnull=False)
    found = (
        jsonbytes.read_object(bytes(raw), limit=LIMITS["facts"]) for raw in rows.values_list("facts", flat=True) if raw
    )
    return {(facts["data"]["act"], facts["data"]["peer"]) for facts in found}


def _transits(files: set[str]) -> dict[str, timedelta]:
    """How long an entry of each file may be on its way: the shortest time of the agreements that the file is under."""
    under = dict(Dossier.objects.filter(id__in=files).values_list("id", "under")) if files else {}
    known = terms.load(name for names in under.values() for name in names)
    return {
        name: timedelta(hours=min((known[n].transit_hours for n in under.get(name, ()) if n in known),
                                  default=DEFAULT_TRANSIT))
        for name in files
    }  # fmt: skip


def _record(dossier: str, row: Delivery, *, now: datetime) -> None:
    system = registry(nodes.current().agency)
    facts = {"act": row.act, "peer": row.agency, "since": write_time(row.queued_at), "failure": row.failure[:200]}
    say_inside(dossier, KIND, {"facts": facts}, system, at=now)

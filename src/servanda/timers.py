"""What time brings to a node: held steps leave, reminders and mail go out, non-delivery is put on record."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from servanda import on_record, recovery, tidying
from servanda.backups import trials
from servanda.health import backup_mail, withheld
from servanda.kernel import clock, databases, folding, starting
from servanda.kernel import node as nodes
from servanda.kernel.node import Node
from servanda.office import ahead, expiring, notices, outgoing, packing, post_office
from servanda.processes.erasure import shredding
from servanda.processes.organisation import moving

SWEEP = timedelta(seconds=60)

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
                if is_mine:
                    _do("answer", partial(folding.answer, quiet_at=now))
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
    # Nobody is reminded of what was carried out meanwhile.
    _do("answer", folding.answer)
    _do("release", partial(outgoing.release, now=now))
    _do("follow_today", partial(moving.follow_today, now=now))
    _do("remind", partial(notices.remind, now=now))
    _do("tell_ahead", partial(ahead.remind, now=now))
    _do("record_undelivered", partial(on_record.record_undelivered, now=now))
    _do("record_unconfirmed", partial(on_record.record_unconfirmed, now=now))
    _do("tell_expiring", partial(expiring.remind, now=now))
    _do("tell_withheld", partial(withheld.remind, now=now))
    _do("tell_backup", partial(backup_mail.remind, now=now))
    _do("pack", partial(packing.pack, now=now))
    _do("send", partial(post_office.send, now=now))
    _do("shred", partial(shredding.shred, now=now))
    _do("tidy", tidying.tidy)
    # What was recalled since lies open in them.
    _do("clear_trials", partial(trials.clear, nodes.current().home))


def _do(name: str, job: Callable[[], object]) -> None:
    try:
        job()
    except Exception as error:  # a crash is ours: it is told, and the other jobs go on
        if databases.is_away(nodes.current().alias, error):
            raise
        log.exception("the timers' job %s crashed", name)

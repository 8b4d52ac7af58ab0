"""From a restore to the moment from which on its pages show something: what is asked of peers, and what comes after."""

from datetime import datetime

from servanda import tidying
from servanda.exchange import epochs
from servanda.exchange.models import Peer
from servanda.kernel import node
from servanda.kernel.node import Node
from servanda.processes.erasure import shredding


def begin(restored: Node, *, now: datetime) -> int:
    """What it writes from now on stands beside what it said after the backup; its peers are asked for that, and for
    what was recalled, before anything is shown. Returns the epoch."""
    with restored.active():
        epoch = epochs.begin(now=now)
        if Peer.objects.exists():
            restored.begin_recovering(now)
        return epoch


def go_on(*, now: datetime) -> bool:
    """Show pages again once every peer has answered and what goes is gone. Is there nothing to wait for any more?"""
    here = node.current()
    if here.is_recovering and not epochs.unanswered():
        shredding.shred(now=now)
        tidying.tidy()
        here.end_recovering()
    return not here.is_recovering

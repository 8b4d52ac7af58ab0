"""The bell of each node: rung when something is to be sent or fetched, so that nobody waits for the next sweep."""

import threading
from dataclasses import dataclass, field

from django.db import transaction

from servanda.kernel import databases
from servanda.kernel.node import Node


@dataclass
class Bell:
    """`heard` is set when anything is to be done; `urgent` names peers to contact at once, whatever failed before."""

    heard: threading.Event = field(default_factory=threading.Event)
    urgent: set[str] = field(default_factory=set)


_bells: dict[str, Bell] = {}
_lock = threading.Lock()


def bell(node: Node) -> Bell:
    with _lock:
        return _bells.setdefault(node.alias, Bell())


def wake(node: Node) -> None:
    """Something is queued for some peer."""
    bell(node).heard.set()


def wake_for(node: Node, agency: str) -> None:
    """This peer was just heard of: contact it now, even if it could not be reached a moment ago."""
    bell(node).urgent.add(agency)
    bell(node).heard.set()


def wake_on_commit(node: Node) -> None:
    databases.tell(node.alias)
    transaction.on_commit(lambda: wake(node), using=node.alias)

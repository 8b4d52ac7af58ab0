"""The backups that a node makes by itself: each in a process of its own, so many kept, one tried every so often."""

import contextlib
import logging
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

from django.db import connections

from servanda.kernel import clock, databases
from servanda.kernel.node import Node
from servanda.office import backup_plan, backups
from servanda.office.backup_plan import Plan
from servanda.office.backups import FAILED, TESTED, UNTRIED, Kept

LOOK = 60.0
AGAIN = timedelta(hours=1)
# Whoever works in the office goes before.
NICE = 10
FOUND_BAD = 1

log = logging.getLogger(__name__)


def run(node: Node, stop: threading.Event) -> None:
    """Body of the thread: each minute what is due, of several processes of a node in one; what failed an hour later."""
    plan = backup_plan.read(node)
    not_before = datetime.min.replace(tzinfo=UTC)
    while plan and not stop.is_set():
        now = clock.now()
        with node.active():
            databases.forget_broken(node.alias)
            with databases.alone(node.alias, databases.Lock.BACKUPS) as is_mine:
                if is_mine and now >= not_before and not go_on(node, plan, now=now):
                    not_before = now + AGAIN
        stop.wait(LOOK)
    connections[node.alias].close()


def go_on(node: Node, plan: Plan, *, now: datetime) -> bool:
    """Make the backup that is due, and the test that is. False where that failed, which is noted on the node."""
    try:
        kept = backup_plan.kept(node, plan)
    except OSError as error:
        return _failed(node, FAILED, f"{plan.folder}: {error.strerror or error}.", now=now)
    # One of a clock that ran ahead says nothing of today.
    if not any(timedelta() <= now - at < plan.every for at, _ in kept):
        target = plan.folder / backup_plan.name(node, now)
        _, said = _call(node, plan, "backup", str(target))
        if not target.exists():
            return _failed(node, FAILED, said, now=now)
        _let_go(node, plan)
    return _is_tried(node, plan, now=now)


def _is_tried(node: Node, plan: Plan, *, now: datetime) -> bool:
    """Restore the newest as a test, where none was for so long, or the last one was bad and another is there."""
    tested = backups.last(node, TESTED)
    at, newest = backup_plan.kept(node, plan)[0]
    is_due = tested is None or now - tested.at >= plan.test_every or bool(tested.fault and at > tested.at)
    if not is_due:
        return True
    status, said = _call(node, plan, "restore", "--test", str(newest))
    if status in (0, FOUND_BAD):
        # What was found is noted by whoever tried.
        return True
    return _failed(node, UNTRIED, said, now=now)


def _let_go(node: Node, plan: Plan) -> None:
    """Of all but the newest; not while the last test found fault: an older one may be the good one."""
    tested = backups.last(node, TESTED)
    if tested and tested.fault:
        return
    for _, path in backup_plan.kept(node, plan)[plan.keep :]:
        path.unlink(missing_ok=True)
    # What a process that was killed had begun.
    for path in plan.folder.glob(f".{node.agency}-*.servanda.????????"):
        path.unlink(missing_ok=True)


def _call(node: Node, plan: Plan, *words: str) -> tuple[int, str]:
    """The command's exit status, and the last that it said of what went wrong."""
    command = [sys.executable, "-m", "servanda", words[0], "--home", str(node.home), *words[1:]]
    command += ["--passphrase-file", str(plan.passphrase_file)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, child.pid, NICE)
        _, raw = child.communicate()
    lines = raw.decode("utf-8", "replace").strip().splitlines() or ["It was ended from outside."]
    return child.returncode, lines[-1].removeprefix("servanda: ")


def _failed(node: Node, what: str, why: str, *, now: datetime) -> bool:
    log.warning("%s: %s", what, why)
    backups.note(node, what, Kept(now, now, fault=why))
    return False

"""How far a backup, or the test of one, has come: told in the folder, so that pages of any process can show it."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from servanda.kernel.node import Node

NOTED = "backup-under-way.json"
SECONDS = 1.0
# Whoever was killed takes nothing back; a large node is checked for long without a word.
SILENT = timedelta(hours=2)


@dataclass(frozen=True)
class Progress:
    """`what` is as in office.backups: a backup or a test."""

    what: str
    rows: int
    files: int


@contextlib.contextmanager
def telling(node: Node, what: str) -> Iterator[Callable[[int, int], None]]:
    """tell(rows, files) notes how far it is, at most once a second."""
    path = node.home / NOTED
    last = 0.0

    def tell(rows: int, files: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS:
            last = time.monotonic()
            told = {"what": what, "rows": rows, "files": files}
            draft = path.with_suffix(".new")
            draft.write_text(json.dumps(told), "utf-8")
            draft.replace(path)

    try:
        tell(0, 0)
        yield tell
    finally:
        path.unlink(missing_ok=True)


def under_way(node: Node, *, now: datetime) -> Progress | None:
    try:
        path = node.home / NOTED
        at = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
        told = json.loads(path.read_text("utf-8"))
        found = Progress(str(told["what"]), int(told["rows"]), int(told["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if now - at < SILENT else None

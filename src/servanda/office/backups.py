"""When this node was last backed up, and when a backup of it was last restored as a test and found good."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from servanda.kernel.node import Node
from servanda.kernel.times import read_time, write_time

# A backup that nobody has restored for so long is a hope.
BACKUP_EVERY, TEST_EVERY = timedelta(days=2), timedelta(days=31)
BACKED_UP, TESTED = "backup", "test"


@dataclass(frozen=True)
class Kept:
    """One backup or test: `at` when it was made, `of` the moment that it holds; `fault` says what was found wrong."""

    at: datetime
    of: datetime
    size: int = 0
    fault: str = ""


def note(node: Node, what: str, kept: Kept) -> None:
    """Beside the database and not in it: a restored node does not know what was done after its backup."""
    known = _read(node)
    known[what] = asdict(kept) | {"at": write_time(kept.at), "of": write_time(kept.of)}
    path = _path(node)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(known), "utf-8")
    draft.replace(path)


def last(node: Node, what: str) -> Kept | None:
    found = _read(node).get(what)
    if not found:
        return None
    return Kept(read_time(found["at"]), read_time(found["of"]), int(found["size"]), str(found["fault"]))


def is_overdue(node: Node, *, now: datetime) -> bool:
    """Is the last good backup, or its last good test, too long ago?"""
    made, tested = last(node, BACKED_UP), last(node, TESTED)
    is_old = made is None or now - made.at > BACKUP_EVERY
    return is_old or tested is None or bool(tested.fault) or now - tested.at > TEST_EVERY


def _read(node: Node) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(_path(node).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _path(node: Node) -> Path:
    return node.home / "backups.json"

"""When this node was last backed up, when a backup of it was last restored as a test, and what of that failed."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from servanda.kernel.node import Node, write_whole
from servanda.kernel.times import read_time, write_time
from servanda.office import backup_plan

NOTED = "backups.json"
BACKED_UP, TESTED = "backup", "test"
# What was planned and could not be done.
FAILED, UNTRIED = "failed", "untried"


@dataclass(frozen=True)
class Kept:
    """One backup or test: `at` when it was made, `of` the moment that it holds; `fault` says what was found wrong."""

    at: datetime
    of: datetime
    size: int = 0
    fault: str = ""


def note(node: Node, what: str, kept: Kept) -> None:
    """Beside the database and not in it: a restored node does not know what was done after its backup."""
    with node.writing():
        known = _known(node) | {what: kept}
        told = {name: asdict(one) | {"at": write_time(one.at), "of": write_time(one.of)} for name, one in known.items()}
        write_whole(node.home / NOTED, json.dumps(told))


def noted(node: Node) -> dict[str, Kept]:
    """What was last noted of each. Raises ValueError where that cannot be read."""
    try:
        found = json.loads((node.home / NOTED).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    if not isinstance(found, dict):
        raise ValueError(f"{NOTED} holds another thing than notes")
    return {
        what: Kept(read_time(one["at"]), read_time(one["of"]), int(one["size"]), str(one["fault"]))
        for what, one in found.items()
    }


def last(node: Node, what: str) -> Kept | None:
    return _known(node).get(what)


def is_overdue(node: Node, *, now: datetime) -> bool:
    """Is the last good backup, or its last good test, too long ago?"""
    made, tested = last(node, BACKED_UP), last(node, TESTED)
    old, test_old = backup_plan.limits(node)
    is_kept = made is not None and now - made.at <= old
    return not is_kept or tested is None or bool(tested.fault) or now - tested.at > test_old


def _known(node: Node) -> dict[str, Kept]:
    try:
        return noted(node)
    except (ValueError, KeyError, TypeError):
        return {}

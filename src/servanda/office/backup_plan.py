"""When a node backs itself up and tries what it kept, and where to: `[backup]` of node.toml."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from servanda.kernel.node import Node

KNOWN = {"folder", "passphrase_file", "every_hours", "keep", "test_every_days"}
# Where nothing is planned, whoever makes backups by other means is reminded after so long.
OLD, TEST_OLD = timedelta(days=2), timedelta(days=31)
STAMP = "%Y%m%dT%H%M%SZ"


class BadPlan(ValueError):
    """What is wrong in `[backup]`, in one sentence."""


@dataclass(frozen=True)
class Plan:
    """A backup goes into `folder` each `every`; the newest `keep` stay; one is restored as a test each `test_every`."""

    folder: Path
    passphrase_file: Path
    every: timedelta = timedelta(hours=24)
    keep: int = 14
    test_every: timedelta = timedelta(days=7)


def read(node: Node) -> Plan | None:
    """None where nothing is planned. Raises BadPlan."""
    given = node.config.get("backup")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise BadPlan("backup is a table: [backup].")
    if unknown := sorted(set(given) - KNOWN):
        raise BadPlan(f"There is no {unknown[0]}; there are {', '.join(sorted(KNOWN))}.")
    return Plan(
        _path(given, "folder"), _path(given, "passphrase_file"), timedelta(hours=_number(given, "every_hours", 24)),
        _number(given, "keep", 14), timedelta(days=_number(given, "test_every_days", 7)),
    )  # fmt: skip


def limits(node: Node) -> tuple[timedelta, timedelta]:
    """How old the last backup and its last test may be before somebody is to look: twice what is planned."""
    try:
        plan = read(node)
    except BadPlan:
        plan = None
    return (2 * plan.every, 2 * plan.test_every) if plan else (OLD, TEST_OLD)


def name(node: Node, at: datetime) -> str:
    return f"{node.agency}-{at:{STAMP}}.servanda"


def kept(node: Node, plan: Plan) -> list[tuple[datetime, Path]]:
    """(moment, file) of this node's own backups in the folder, the newest first. Raises OSError."""
    found = []
    for path in plan.folder.iterdir():
        stamp = path.name.removeprefix(f"{node.agency}-").removesuffix(".servanda")
        try:
            at = datetime.strptime(f"{stamp}+0000", f"{STAMP}%z")
        except ValueError:
            continue
        if path.name == name(node, at):
            found.append((at, path))
    return sorted(found, reverse=True)


def _path(given: dict[str, Any], key: str) -> Path:
    if not isinstance(given.get(key), str) or not Path(given[key]).is_absolute():
        raise BadPlan(f'{key} is a whole path: {key} = "/…".')
    return Path(given[key])


def _number(given: dict[str, Any], key: str, usual: int) -> int:
    found = given.get(key, usual)
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= 10_000:
        raise BadPlan(f"{key} is a whole number from 1 on.")
    return found

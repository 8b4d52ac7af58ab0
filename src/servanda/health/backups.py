"""The last backup and the last time that one was restored as a test, as noted beside the database."""

import json
from datetime import datetime, timedelta
from typing import Any

from servanda.health.findings import ILL, WARNED, WELL, Check
from servanda.kernel.node import Node
from servanda.kernel.times import read_time

NOTED = "backups.json"
# A backup that nobody has restored for so long is a hope.
BACKUP_EVERY, TEST_EVERY = timedelta(days=2), timedelta(days=31)


def check(here: Node, now: datetime) -> Check:
    noted = _noted(here)
    made, tested = noted.get("backup"), noted.get("test")
    if not made:
        return Check("backup", WARNED, "backup_none")
    told = {"made": _day(made), "tested": _day(tested) if tested else "", "why": str((tested or {}).get("fault") or "")}
    if tested and told["why"]:
        return Check("backup", ILL, "backup_bad", told)
    if now - read_time(made["at"]) > BACKUP_EVERY:
        return Check("backup", WARNED, "backup_old", told)
    if not tested:
        return Check("backup", WARNED, "backup_untested", told)
    if now - read_time(tested["at"]) > TEST_EVERY:
        return Check("backup", WARNED, "backup_test_old", told)
    return Check("backup", WELL, "backup_works", told)


def _noted(here: Node) -> dict[str, Any]:
    try:
        found = json.loads((here.home / NOTED).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}


def _day(kept: dict[str, Any]) -> str:
    return str(kept["at"])[:10]

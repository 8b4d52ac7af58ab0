"""Administrators are mailed when a planned backup or its test failed, or was not done: once a day while it is so."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext

from servanda.health import backups
from servanda.health.findings import Check
from servanda.health.words import SENTENCES
from servanda.kernel import node
from servanda.office import administrators

TOLD = frozenset({"backup_failed", "backup_old", "backup_bad", "backup_not_tried", "backup_test_old"})


def remind(*, now: datetime) -> int:
    """How many mails were queued; none where no backup is planned."""
    here = node.current()
    if "backup" not in here.config:
        return 0
    found = backups.check(here, now)
    if found.code not in TOLD:
        return 0
    about = f"{found.code} {now.date().isoformat()}"
    return administrators.tell(partial(_sentence, found), "backup", about, now=now)


def _sentence(found: Check) -> str:
    return gettext(SENTENCES[found.code]) % found.params

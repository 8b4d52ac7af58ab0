"""The last backup and the last time that one was restored as a test; and what a restore did not bring back."""

from datetime import datetime, timedelta

from servanda.health.findings import ILL, WARNED, WELL, Check
from servanda.kernel.models import NodeState
from servanda.kernel.node import Node
from servanda.office import backups
from servanda.office.backups import BACKED_UP, TESTED, Kept

# So long administrators are reminded of what only this agency had.
REMEMBERED = timedelta(days=31)


def check(here: Node, now: datetime) -> Check:
    noted = backups.noted(here)
    made, tested = noted.get(BACKED_UP), noted.get(TESTED)
    if not made:
        return Check("backup", WARNED, "backup_none")
    told = {"made": _day(made), "tested": _day(tested) if tested else "", "why": tested.fault if tested else ""}
    if tested and tested.fault:
        return Check("backup", ILL, "backup_bad", told)
    if backups.is_old(made, now=now):
        return Check("backup", WARNED, "backup_old", told)
    if not tested:
        return Check("backup", WARNED, "backup_untested", told)
    if backups.is_test_old(tested, now=now):
        return Check("backup", WARNED, "backup_test_old", told)
    return Check("backup", WELL, "backup_works", told)


def check_restored(here: Node, now: datetime) -> Check:
    """Peers give back what was shared with them; what was said inside alone is nowhere else."""
    state = NodeState.objects.filter(id=1).first()
    if state is None or state.begun_at is None:
        return Check("restored", WELL, "restored_never")
    weight = WARNED if now - state.begun_at <= REMEMBERED else WELL
    told = {"begun": _moment(state.begun_at)}
    if state.kept_until is None:
        return Check("restored", weight, "restored_empty", told)
    return Check("restored", weight, "restored", told | {"kept": _moment(state.kept_until)})


def _day(kept: Kept) -> str:
    return kept.at.date().isoformat()


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"

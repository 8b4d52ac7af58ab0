"""The last backup and the last time that one was restored as a test; and what a restore did not bring back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from servanda.health.findings import ILL, WARNED, WELL, Check
from servanda.kernel.models import NodeState
from servanda.kernel.node import Node
from servanda.office import backup_plan, backup_progress, backups
from servanda.office.backups import BACKED_UP, FAILED, TESTED, UNTRIED, Kept

# So long administrators are reminded of what only this agency had.
REMEMBERED = timedelta(days=31)


def check(here: Node, now: datetime) -> Check:
    """While one is under way, how far it is; else what of it is wrong, and what is planned but could not be done."""
    found = _of_notes(backups.noted(here), backup_plan.limits(here), now=now)
    if found.state == ILL:
        return found
    if going_on := backup_progress.under_way(here, now=now):
        told = {"rows": going_on.rows, "files": going_on.files}
        return Check("backup", WELL, "backup_under_way" if going_on.what == BACKED_UP else "test_under_way", told)
    try:
        backup_plan.read(here)
    except backup_plan.BadPlan as error:
        return Check("backup", WARNED, "backup_plan_wrong", {"why": str(error)})
    return found


def _of_notes(noted: Mapping[str, Kept], limits: tuple[timedelta, timedelta], *, now: datetime) -> Check:
    made, tested = noted.get(BACKED_UP), noted.get(TESTED)
    if tested and tested.fault:
        return Check("backup", ILL, "backup_bad", {"tested": _day(tested), "why": tested.fault})
    if (failed := noted.get(FAILED)) and (not made or failed.at > made.at):
        return Check("backup", WARNED, "backup_failed", {"failed": _moment(failed.at), "why": failed.fault})
    if not made:
        return Check("backup", WARNED, "backup_none")
    told = {"made": _day(made), "tested": _day(tested) if tested else ""}
    old, test_old = limits
    if now - made.at > old:
        return Check("backup", WARNED, "backup_old", told)
    if (untried := noted.get(UNTRIED)) and (not tested or untried.at > tested.at):
        return Check("backup", WARNED, "backup_not_tried", {"failed": _moment(untried.at), "why": untried.fault})
    if not tested:
        return Check("backup", WARNED, "backup_untested", told)
    if now - tested.at > test_old:
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

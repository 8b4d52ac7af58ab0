"""By which day something is owed: as it was granted, asked, claimed, or as its article counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servanda.kernel import duties
from servanda.processes.folding import claims
from servanda.processes.folding.folded import Owed


def due_day(owed: Owed, facts: Mapping[str, Any]) -> tuple[date | None, bool]:
    """(day, whether it may still move). `facts` are those that the article counts from."""
    if owed.standing.until:
        return owed.standing.until, False
    if owed.duty is None or owed.asked_on:
        return owed.asked_on, False
    if owed.turn:
        due = duties.due_of_occurrence(owed.duty, owed.turn.day, calendar=owed.calendar)
    elif owed.claimed_on:
        due = claims.due(owed.duty, owed.claimed_on, calendar=owed.calendar)
    else:
        due = duties.due(owed.duty, facts, opened_at=owed.opened_at, calendar=owed.calendar)
    return due.on, due.provisional

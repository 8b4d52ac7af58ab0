"""What the other side said by letter, telephone or mail: recorded here in its name, with the day it was said."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from servanda.kernel.models import StoredAct
from servanda.processes.dossiers import Statement
from servanda.processes.telling.wording import listed, written


def dated(statement: Statement, *, said_on: date | None, reference: str) -> Statement:
    """The statement with the day and number of the letter or call that it records."""
    told = {"said_on": said_on.isoformat() if said_on else "", "reference": reference.strip()}
    content = dict(statement.parts.get("content", {})) | {name: text for name, text in told.items() if text}
    return replace(statement, parts=dict(statement.parts) | {"content": content})


def said_at(said_on: date | None, at: datetime) -> datetime:
    """Noon of the day on which it was said, so that it counts from then; never later than now."""
    if said_on is None:
        return at
    zone = timezone.get_current_timezone()
    return min(datetime.combine(said_on, time(12), tzinfo=zone if isinstance(zone, ZoneInfo) else at.tzinfo), at)


def said_on(names: Iterable[str]) -> dict[str, str]:
    """Entry -> `20 Nov 2026, No. 12/BNG`, for those that record another side's words, in one query."""
    found = {}
    for row in StoredAct.objects.filter(name__in=list(names)):
        content = row.act.part("content")
        parts = [day_of(content.get("said_on")), str(content.get("reference") or "")]
        found[row.name] = listed(filter(None, parts))
    return found


def day_of(text: object) -> str:
    """A day as people write it; empty for what is none."""
    try:
        return written(date.fromisoformat(str(text)))
    except ValueError:
        return ""

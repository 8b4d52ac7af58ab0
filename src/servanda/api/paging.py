"""Pages by mark: where the last row stood, not how many were read, so that a page costs the same at any depth."""

import base64
import binascii
import json
from datetime import date, datetime
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet

from servanda.kernel.models import Commitment, Dossier
from servanda.kernel.refusals import Refused

M = TypeVar("M", bound=Model)


def newest_first(rows: QuerySet[Dossier], cursor: str | None) -> QuerySet[Dossier]:
    if cursor:
        moved, last = _read(cursor, 2)
        at = _time(moved)
        rows = rows.filter(Q(moved_at__lt=at) | Q(moved_at=at, id__lt=last))
    return rows.order_by("-moved_at", "-id")


def soonest_first(rows: QuerySet[Commitment], cursor: str | None) -> QuerySet[Commitment]:
    """By due day; those without one come last, on every database."""
    if cursor:
        due, opened, last = _read(cursor, 3)
        at = _time(opened)
        later = Q(opened_at__gt=at) | Q(opened_at=at, id__gt=last)
        if due:
            day = _day(due)
            rows = rows.filter(Q(due_on__gt=day) | Q(due_on=None) | Q(due_on=day) & later)
        else:
            rows = rows.filter(later, due_on=None)
    return rows.order_by(F("due_on").asc(nulls_last=True), "opened_at", "id")


def mark_of_dossier(row: Dossier) -> str:
    return _write(row.moved_at.isoformat(), row.id)


def mark_of_commitment(row: Commitment) -> str:
    return _write(row.due_on.isoformat() if row.due_on else "", row.opened_at.isoformat(), row.id)


def page(rows: QuerySet[M], limit: int) -> tuple[list[M], M | None]:
    """The rows of a page, and its last one where more follow."""
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1] if len(found) > limit else None


def _write(*values: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def _read(cursor: str, count: int) -> list[str]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise Refused("bad_cursor") from None
    if not isinstance(values, list) or len(values) != count or not all(isinstance(v, str) for v in values):
        raise Refused("bad_cursor")
    if any("\0" in value or not value.isprintable() for value in values):
        raise Refused("bad_cursor")
    return values


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("bad_cursor") from None
    if found.tzinfo is None or not 1 < found.year < 9999:
        raise Refused("bad_cursor")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_cursor") from None

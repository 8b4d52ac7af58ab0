"""The secret address of an officer's calendar: one at a time, kept as a hash, closed whenever the officer wants."""

import secrets
from datetime import datetime

from servanda.kernel import jws, node
from servanda.office.models import CalendarLink, Officer


def make(officer: Officer, *, at: datetime) -> str:
    """A new secret, which is nowhere kept; the address before it is closed."""
    secret = secrets.token_urlsafe(32)
    with node.current().writing():
        close(officer, at=at)
        CalendarLink.objects.create(hash=jws.sha256(secret.encode()), officer=officer, made_at=at)
    return secret


def close(officer: Officer, *, at: datetime) -> None:
    with node.current().writing():
        CalendarLink.objects.filter(officer=officer, closed_at=None).update(closed_at=at)


def open_since(officer: Officer) -> datetime | None:
    row = CalendarLink.objects.filter(officer=officer, closed_at=None).order_by("-made_at").first()
    return row.made_at if row else None


def find(secret: str) -> Officer | None:
    """Whose address this is, while it is open and the officer may sign in."""
    found = CalendarLink.objects.select_related("officer").filter(closed_at=None, officer__is_active=True)
    row = found.filter(hash=jws.sha256(secret.encode())).first()
    return row.officer if row else None

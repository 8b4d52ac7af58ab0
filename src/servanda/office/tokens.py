"""Tokens of programs: each acts for one officer until a day, and is known by its hash alone."""

import secrets
from datetime import datetime, timedelta

from django.db.models import QuerySet

from servanda.kernel import jws, node
from servanda.kernel.refusals import Refused
from servanda.office.models import Officer, Token

LONGEST = 730  # days


def make(officer: Officer, *, at: datetime, lasts: timedelta = Token.HOLDS) -> tuple[str, datetime]:
    """(secret, until when it opens the API); the secret is nowhere kept."""
    secret = secrets.token_urlsafe(32)
    with node.current().writing():
        made = Token.objects.create(
            hash=jws.sha256(secret.encode()), officer=officer, made_at=at, expires_at=at + lasts
        )
    return secret, made.expires_at


def revoke(officer: Officer, *, at: datetime) -> int:
    with node.current().writing():
        return Token.objects.filter(officer=officer, revoked_at=None).update(revoked_at=at)


def find(secret: str, *, at: datetime) -> Officer | None:
    """The active officer for whom it acts. Raises Refused("expired_token")."""
    held = Token.objects.select_related("officer").filter(hash=jws.sha256(secret.encode()), revoked_at=None).first()
    if held is None or not held.officer.is_active:
        return None
    if held.expires_at <= at:
        raise Refused("expired_token", day=held.expires_at.date().isoformat())
    return held.officer


def open_now(*, at: datetime) -> "QuerySet[Token]":
    """Those that open the API at this time, the one that ends first before the others."""
    return Token.objects.filter(revoked_at=None, expires_at__gt=at, officer__is_active=True).order_by("expires_at")

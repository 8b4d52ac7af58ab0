"""Letters of the document exchange under way: each is its officer's alone, kept for a week at most."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from servanda.kernel.refusals import Refused
from servanda.web.models import BroughtLetter

KEPT = timedelta(days=7)


def keep(officer: str, known: Mapping[str, Any], files: Sequence[Mapping[str, Any]], *, at: datetime) -> BroughtLetter:
    BroughtLetter.objects.filter(at__lt=at - KEPT).delete()
    name = secrets.token_urlsafe(18)
    return BroughtLetter.objects.create(name=name, officer=officer, known=dict(known), kept=list(files), at=at)


def find(name: str, officer: str) -> BroughtLetter:
    """Raises Refused("no_file") alike for another's and for one that is not there."""
    row = BroughtLetter.objects.filter(name=name, officer=officer).first()
    if row is None:
        raise Refused("no_file")
    return row


def drop(name: str, officer: str) -> None:
    BroughtLetter.objects.filter(name=name, officer=officer).delete()

"""A form that is sent twice is taken once: what the first sending led to, the second is led to as well."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

from servanda.kernel import node
from servanda.web.models import TakenForm
from servanda.web.seats import Seat

KEPT = timedelta(days=2)
SHAPE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_token() -> str:
    """For the form's hidden field. Nothing is stored until the form is taken, so that reading a page writes nothing."""
    return secrets.token_urlsafe(18)


def taken_url(token: str, seat: Seat) -> str:
    """Where a form with this token led when it was taken; empty for one that was not."""
    row = TakenForm.objects.filter(officer=seat.officer.id, once=token).first() if token else None
    return row.url if row else ""


def once(token: str, seat: Seat, do: Callable[[], str]) -> str:
    """The address that `do` leads to; it is done and remembered in one transaction, or was done already."""
    if not SHAPE.fullmatch(token):
        return do()
    with node.current().writing():
        known = TakenForm.objects.filter(officer=seat.officer.id, once=token).first()
        if known is not None:
            return known.url
        url = do()
        TakenForm.objects.filter(at__lt=seat.at - KEPT).delete()
        TakenForm.objects.create(officer=seat.officer.id, once=token, url=url, at=seat.at)
        return url

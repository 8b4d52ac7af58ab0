"""A retried request is answered, not done again: the first answer is kept under the officer's key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from ninja import Schema, Status

from servanda.api.caller import Request
from servanda.api.models import Answered
from servanda.kernel import jws, node
from servanda.kernel.refusals import Refused

KEPT = timedelta(days=7)


def once(request: Request, do: Callable[[], Status[Any]]) -> Status[Any]:
    """Do it, or give the answer that the same `Idempotency-Key` got. What failed left nothing behind."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return do()
    if not 0 < len(key) <= 200 or not key.isprintable():
        raise Refused("bad_key")
    asked = jws.sha256(f"{request.method} {request.path}\n".encode() + request.body)
    try:
        with node.current().writing():
            return _known(request, key, asked) or _first(request, key, asked, do())
    except IntegrityError:
        # Another machine on the same database was faster with this key; what was done here is undone.
        known = _known(request, key, asked)
        if known is None:
            raise
        return known


def _known(request: Request, key: str, asked: str) -> Status[Any] | None:
    row = Answered.objects.filter(officer=request.auth.officer, key=key).first()
    if row is None:
        return None
    if row.request != asked:
        raise Refused("other_request")
    return Status(row.status, row.body)


def _first(request: Request, key: str, asked: str, done: Status[Any]) -> Status[Any]:
    body: Schema = done.value
    _forget(before=request.auth.at - KEPT)
    Answered.objects.create(
        officer=request.auth.officer, key=key, request=asked, status=done.status_code,
        body=body.model_dump(mode="json", by_alias=True), at=request.auth.at,
    )  # fmt: skip
    return done


def _forget(*, before: datetime) -> None:
    Answered.objects.filter(at__lt=before).delete()

"""Times on the wire: RFC 3339 in UTC, whole seconds, one spelling."""

import re
from datetime import UTC, datetime

from servanda.kernel.refusals import Refused

SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def write_time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(text: object) -> datetime:
    """Raises Refused("bad_envelope") for anything but `2026-11-22T04:29:00Z`."""
    if not isinstance(text, str) or not SHAPE.fullmatch(text):
        raise Refused("bad_envelope", field="at")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refused("bad_envelope", field="at") from None

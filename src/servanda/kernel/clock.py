"""The clock: read once per request or round, and passed on from there."""

import os
from datetime import UTC, datetime, timedelta

OFFSET = "SERVANDA_CLOCK_OFFSET"


def now() -> datetime:
    """The time in UTC, moved by as many seconds as `SERVANDA_CLOCK_OFFSET` says: for rehearsals of clocks that err."""
    return datetime.now(UTC) + timedelta(seconds=int(os.environ.get(OFFSET) or 0))

"""How often one caller may come to a page that is open to anyone; counted in memory, for this process alone."""

import threading
from collections import deque
from datetime import datetime, timedelta

from django.http import HttpRequest

# A bound on memory: when more callers than this are known, those who came longest ago are forgotten.
MOST_CALLERS = 10_000


class Throttle:
    """At most `most` calls of one caller within `within`."""

    def __init__(self, most: int, within: timedelta) -> None:
        self.most, self.within = most, within
        self._calls: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def is_full(self, caller: str, *, at: datetime) -> bool:
        """Counts this call, unless there were too many already."""
        with self._lock:
            calls = self._calls.pop(caller, deque())
            while calls and calls[0] <= at - self.within:
                calls.popleft()
            full = len(calls) >= self.most
            if not full:
                calls.append(at)
            self._calls[caller] = calls
            while len(self._calls) > MOST_CALLERS:
                del self._calls[next(iter(self._calls))]
            return full


def caller_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))

"""Wrong passwords are counted per sign-in name; after five within a quarter of an hour there is a wait."""

from datetime import datetime, timedelta

from servanda.kernel import node
from servanda.web.models import WrongTry

MOST = 5
WITHIN = timedelta(minutes=15)


def begin(officer: str, *, at: datetime) -> timedelta:
    """Count a try before it is judged, so that no two at once get one too many; or say how long to wait."""
    with node.current().writing():
        WrongTry.objects.filter(at__lte=at - WITHIN).delete()
        counted = WrongTry.objects.filter(officer=officer).order_by("at")
        if counted.count() >= MOST:
            return max(counted[0].at + WITHIN - at, timedelta(seconds=1))
        WrongTry.objects.create(officer=officer, at=at)
    return timedelta(0)


def was_right(officer: str) -> None:
    with node.current().writing():
        WrongTry.objects.filter(officer=officer).delete()

"""Wrong passwords are counted per sign-in name and address; after five within a quarter of an hour there is a wait.

Counted per name alone, anybody could keep a named officer out; from elsewhere the officer still enters.
"""

import ipaddress
from datetime import datetime, timedelta

from servanda.kernel import node
from servanda.web.models import WrongTry

MOST = 5
WITHIN = timedelta(minutes=15)
# One customer of a provider holds a whole network of this size.
ONE_HOLDER = 64


def begin(officer: str, address: str, *, at: datetime) -> timedelta:
    """Count a try before it is judged, so that no two at once get one too many; or say how long to wait."""
    place = _place(address)
    with node.current().writing():
        WrongTry.objects.filter(at__lte=at - WITHIN).delete()
        counted = WrongTry.objects.filter(officer=officer, address=place).order_by("at")
        if counted.count() >= MOST:
            return max(counted[0].at + WITHIN - at, timedelta(seconds=1))
        WrongTry.objects.create(officer=officer, address=place, at=at)
    return timedelta(0)


def was_right(officer: str, address: str) -> None:
    """Forget the tries from here; those of somebody else's address still count."""
    with node.current().writing():
        WrongTry.objects.filter(officer=officer, address=_place(address)).delete()


def _place(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:45]
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, ONE_HOLDER), strict=False).network_address)

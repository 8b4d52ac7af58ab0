"""Who acknowledged an entry, and when: as its author was told, and as the one who received it knows; the same words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from servanda.exchange.deliveries import Delivery, acknowledged
from servanda.kernel import node
from servanda.kernel.models import Dossier
from servanda.office.models import GuestLink
from servanda.processes.telling.timeline import Line, Names
from servanda.processes.telling.wording import listed
from servanda.web.files import delivery
from servanda.web.labels import DELIVERED

HELD = "held"


def per_entry(
    row: Dossier, lines: Iterable[Line], names: Names, delivered: Mapping[str, list[Delivery]]
) -> dict[str, list[dict[str, Any]]]:
    """Entry -> a line for each that it went to, or for this agency where it came here, as _entry.html takes them.

    Two queries, however many entries there are; one more where a party has no system.
    """
    shared = [line for line in lines if not line.internal]
    came = {line.name: line.came_at for line in shared if line.came_at}
    back = acknowledged(came)
    guests = _guests(row, delivered)
    found = {}
    for line in shared:
        if line.name in came:
            found[line.name] = [_came(line, row, names, came[line.name], is_told=line.name in back)]
        else:
            sent = sorted(delivered.get(line.name, []), key=lambda one: names.agency(one.agency))
            # What somebody without a system said need not be brought to them.
            sent = [one for one in sent if one.state != HELD or line.agency != names.agency(one.agency)]
            found[line.name] = [_sent(one, line, row, names, guests) for one in sent]
    return found


def _guests(row: Dossier, delivered: Mapping[str, list[Delivery]]) -> dict[str, datetime]:
    """Agency without a system -> when a guest of it last opened this file for the first time."""
    if not any(one.state == HELD for sent in delivered.values() for one in sent):
        return {}
    opened = GuestLink.objects.filter(dossier=row.id, opened_at__isnull=False).order_by("opened_at")
    return {link.agency: link.opened_at for link in opened if link.opened_at}


def _sent(
    one: Delivery, line: Line, row: Dossier, names: Names, guests: Mapping[str, datetime]
) -> dict[str, Any]:  # fmt: skip
    """Of what was taken the sentence says it all; of the rest also how it stands, and why."""
    who = _who(one.agency, line, row, names)
    read = guests.get(one.agency)
    if one.state == HELD and read and read >= line.at:
        return {"text": _("Read by guest link: %(who)s") % {"who": who}, "at": read, "state": None, "why": ""}
    if one.state == HELD:
        why = _("It reaches them by letter, telephone or guest link.")
        return {"text": who, "at": None, "state": DELIVERED[HELD], "why": why}
    if one.is_complete:
        return {"text": _acknowledged(who), "at": one.receipt_at, "state": None, "why": ""}
    stands = delivery.summed([one])
    return {"text": who, "at": one.receipt_at, "state": stands.state, "why": stands.text}


def _came(line: Line, row: Dossier, names: Names, at: datetime | None, *, is_told: bool) -> dict[str, Any]:
    who = _who(node.current().agency, line, row, names)
    untold = _("Received by %(who)s; the acknowledgement has yet to go back.")
    return {"text": _acknowledged(who) if is_told else untold % {"who": who}, "at": at, "state": None, "why": ""}


def _acknowledged(who: str) -> str:
    return _("Received and acknowledged by %(who)s") % {"who": who}


def _who(agency: str, line: Line, row: Dossier, names: Names) -> str:
    """The units there that the entry is for, and the agency."""
    units = [unit for unit in line.to if unit.startswith(f"{agency}/")]
    works = row.counterparts.get(agency) or (row.owner if row.home == agency else "")
    said = [*(names.unit(str(unit)) for unit in units or filter(None, [works])), names.agency(agency)]
    # The office of an agency without a system is called as the agency is.
    return listed(dict.fromkeys(said))

"""What was stored without some of its parts, and comes again: the parts are checked, stored, and told to all."""

from collections.abc import Sequence
from datetime import datetime

from servanda.exchange import files
from servanda.exchange.admission import Arrival
from servanda.exchange.batches import RECALLED, WITHOUT_CONTENT
from servanda.exchange.models import ReceivedEntry, State
from servanda.kernel import erasing, log, node
from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused

LACKING = tuple(WITHOUT_CONTENT.values())


def complete_known(arrivals: Sequence[Arrival], peer: str, *, now: datetime) -> None:
    """Take from entries that were known already what is missing here, and say of each whether it is whole now."""
    known = [a for a in arrivals if a.is_known and a.state == State.TAKEN]
    if not known:
        return
    stored = {row.name: row for row in StoredAct.objects.filter(name__in=[a.entry.name for a in known])}
    for arrival in known:
        if row := stored.get(arrival.entry.name):
            stored[row.name] = _complete(arrival, row, peer, now=now)


def _complete(arrival: Arrival, row: StoredAct, peer: str, *, now: datetime) -> StoredAct:
    absent = [name for name in row.act.hashes if name not in row.act.parts]
    if absent and erasing.is_recalled(row.act):
        arrival.code = WITHOUT_CONTENT[RECALLED]
        return row
    given = {name: raw for name, raw in arrival.entry.parts.items() if name in absent}
    if given and _may_complete(row, peer):
        try:
            row = log.complete(row.name, given, now=now)
        except Refused as refusal:
            arrival.refuse(refusal)
            return row
        absent = [name for name in absent if name not in given]
        if not absent:
            _tell(row.name)
    arrival.code = WITHOUT_CONTENT.get(arrival.entry.reason, "not_received") if absent else ""
    return row


def _may_complete(row: StoredAct, peer: str) -> bool:
    """What its author recalled, nobody but the author brings back; what this agency let go of its own stays away."""
    if row.agency == node.current().agency:
        return False
    is_recalled = ReceivedEntry.objects.filter(act=row.name, code=WITHOUT_CONTENT[RECALLED]).exists()
    return peer == row.agency or not is_recalled


def _tell(name: str) -> None:
    change = files.lacking([name]).get(name, files.WHOLE)
    ReceivedEntry.objects.filter(act=name, outcome=State.TAKEN, code__in=LACKING).update(**change, is_changed=True)

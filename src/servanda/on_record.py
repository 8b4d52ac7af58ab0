"""What never came back from a peer, put on record in the file itself: an acknowledgement, or that a recall was done."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from servanda.exchange.deliveries import deliveries, undelivered
from servanda.exchange.links import linked
from servanda.kernel import jsonbytes
from servanda.kernel import node as nodes
from servanda.kernel.acts import LIMITS
from servanda.kernel.audiences import registry
from servanda.kernel.models import Dossier, Recalled, StoredAct
from servanda.kernel.times import write_time
from servanda.processes.agreements import terms
from servanda.processes.dossiers import say_inside
from servanda.processes.erasure import recall_reads

SOONEST = timedelta(hours=1)
DEFAULT_TRANSIT = 24
UNDELIVERED, UNCONFIRMED = "office.undelivered", "office.unconfirmed"


def record_undelivered(*, now: datetime) -> int:
    """A dated record of each entry that no receipt acknowledged in the agreed time; once each."""
    late = [row for row in undelivered(now, SOONEST) if not row.is_relay]
    if not late:
        return 0
    acts = StoredAct.objects.filter(name__in={row.act for row in late})
    files = dict(acts.values_list("name", "dossier"))
    known = _recorded(set(files.values()), UNDELIVERED)
    fresh = [row for row in late if row.act in files and (row.act, row.agency) not in known]
    transits = _transits({files[row.act] for row in fresh})
    over = [row for row in fresh if now - row.queued_at > transits[files[row.act]]]
    for row in over:
        _record(files[row.act], UNDELIVERED, row.act, row.agency, since=row.queued_at, now=now, failure=row.failure)
    return len(over)


def record_unconfirmed(*, now: datetime) -> int:
    """A dated record of each recall that a peer acknowledged, and did not say in the agreed time to have carried out.

    Once each. One that the peer did not acknowledge is on record as that.
    """
    rows = Recalled.objects.filter(agency=nodes.current().agency, at__lt=now - SOONEST)
    files = dict(rows.order_by("by").values_list("by", "dossier"))
    if not files:
        return 0
    held = Dossier.objects.in_bulk(set(files.values()))
    known = _recorded(set(held), UNCONFIRMED)
    answered = recall_reads.answered(set(held))
    came = {(row.act, row.agency): row.receipt_at for row in deliveries(files) if row.receipt_at}
    transits, peers = _transits(set(held)), linked()
    count = 0
    for (recall, peer), at in sorted(came.items()):
        is_awaited = peer in peers and peer in held[files[recall]].parties and peer not in answered.get(recall, {})
        if is_awaited and (recall, peer) not in known and now - at > transits[files[recall]]:
            _record(files[recall], UNCONFIRMED, recall, peer, since=at, now=now)
            count += 1
    return count


def _recorded(files: set[str], kind: str) -> set[tuple[str, str]]:
    """(act, peer) of what is on record in these files, read from the facts alone."""
    rows = StoredAct.objects.filter(dossier__in=files, internal=True, kind=kind, facts__isnull=False)
    found = (
        jsonbytes.read_object(bytes(raw), limit=LIMITS["facts"]) for raw in rows.values_list("facts", flat=True) if raw
    )
    return {(facts["data"]["act"], facts["data"]["peer"]) for facts in found}


def _transits(files: Iterable[str]) -> Mapping[str, timedelta]:
    """How long an entry of each file may be on its way: the shortest time of the agreements that the file is under."""
    under = dict(Dossier.objects.filter(id__in=files).values_list("id", "under")) if files else {}
    known = terms.load(name for names in under.values() for name in names)
    return {
        name: timedelta(hours=min((known[n].transit_hours for n in under.get(name, ()) if n in known),
                                  default=DEFAULT_TRANSIT))
        for name in files
    }  # fmt: skip


def _record(
    dossier: str, kind: str, act: str, peer: str, *, since: datetime, now: datetime, failure: str = ""
) -> None:  # fmt: skip
    told = {"failure": failure[:200]} if kind == UNDELIVERED else {}
    facts = {"act": act, "peer": peer, "since": write_time(since)} | told
    say_inside(dossier, kind, {"facts": facts}, registry(nodes.current().agency), at=now)

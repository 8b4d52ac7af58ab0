"""Puts it on record in a file when what counts there came in later than the agreement's transit allows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from servanda.kernel import cards, log, node
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.models import Commitment, NodeState, StoredAct
from servanda.kernel.times import write_time
from servanda.processes.agreements import terms
from servanda.processes.folding.folded import TRANSIT_HOURS

KIND = "dossier.received"
# What comes in sooner than this was on its way, whatever the agreement says.
AT_ONCE = timedelta(minutes=1)


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """State when each of these was received that opens or delivers a commitment of this agency and came late.

    What was said before its agency was connected came by other means, if at all, and is not judged; nor is again what
    was judged before.
    """
    here = node.current().agency
    since = cards.known_since({row.agency for row in stored if row.agency != here})
    came = {row.name: row for row in stored if row.agency in since and not row.internal and not row.act.speaks_for}
    late = {name: row for name, row in came.items() if since[row.agency] <= row.at and row.at + AT_ONCE < now}
    if late and (state := NodeState.objects.filter(id=1, begun_at__isnull=False).first()):
        # What was said shortly before a restore may have been here in time, and been lost with what stated it.
        late = {name: row for name, row in late.items() if not _may_be_lost(row.at, state)}
    for dossier, names in sorted(_that_count(late, now).items()):
        facts = {"received": [{"act": name, "at": write_time(now)} for name in sorted(names)]}
        by = By(unit=f"{here}/office", officer="system")
        log.say([Draft(dossier=dossier, kind=KIND, process=1, by=by, at=now, parts={"facts": facts})], now=now)


def _may_be_lost(at: datetime, state: NodeState) -> bool:
    since = state.kept_until - timedelta(hours=TRANSIT_HOURS) if state.kept_until else at
    return state.begun_at is not None and since <= at <= state.begun_at


def _that_count(late: Mapping[str, StoredAct], now: datetime) -> dict[str, set[str]]:
    """File -> those of these acts that count in it for a commitment of this agency and took longer than agreed."""
    if not late:
        return {}
    here = node.current().agency
    counting = Q(opener__in=list(late)) | Q(delivered_by__in=list(late), creditor=here)
    rows = list(Commitment.objects.filter(counting).filter(Q(debtor=here) | Q(creditor=here)))
    known = terms.load({row.terms for row in rows if row.terms})
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        transit = timedelta(hours=known[row.terms].transit_hours if row.terms in known else TRANSIT_HOURS)
        names = {row.opener, row.delivered_by} & late.keys()
        found[row.dossier_id] |= {name for name in names if now - late[name].at > transit}
    _leave_out_stated(found)
    return {dossier: names for dossier, names in found.items() if names}


def _leave_out_stated(found: Mapping[str, set[str]]) -> None:
    """Of an act of which parts come later it stands on record already when it came itself."""
    late = [dossier for dossier, names in found.items() if names]
    own = StoredAct.objects.filter(kind=KIND, agency=node.current().agency, dossier__in=late) if late else ()
    for row in own:
        found[row.dossier].difference_update(str(item["act"]) for item in row.act.facts["received"])

"""States, in this agency's own lane, that its units no longer read what another agency took them out of."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from servanda.kernel import log, node
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.models import Entry, StoredAct
from servanda.processes.folding import narrowing


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Answer what others narrowed among the acts just stored, once for each file and batch; it holds already."""
    here = node.current().agency
    came = [row for row in stored if row.kind == narrowing.NARROW and not row.internal and row.agency != here]
    if not came:
        return
    counts = set(
        Entry.objects.filter(name__in=[row.name for row in came], has_effect=True).values_list("name", flat=True)
    )
    own = StoredAct.objects.filter(
        kind=narrowing.NARROWED, agency=here, internal=False, dossier__in={row.dossier for row in came}
    )
    said = {name for row in own for name in row.act.facts.get("acts", ())}
    files: dict[str, list[str]] = defaultdict(list)
    for act in narrowing.concerning((row.act for row in came), here, has_effect=counts.__contains__):
        if act.id not in said:
            files[act.dossier].append(act.id)
    by = By(unit=f"{here}/office", officer="system")
    for dossier, names in sorted(files.items()):
        facts = {"acts": sorted(names)}
        draft = Draft(dossier=dossier, kind=narrowing.NARROWED, process=1, by=by, at=now, parts={"facts": facts})
        log.say([draft], now=now)

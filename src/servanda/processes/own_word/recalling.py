"""States, in this agency's own lane, that it erased what another agency recalled; nobody needs to be asked for it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from servanda.kernel import log, node, recalls
from servanda.kernel.acts import By
from servanda.kernel.log import Draft
from servanda.kernel.models import Entry, StoredAct


def project(stored: Sequence[StoredAct], *, now: datetime) -> None:
    """Answer the recalls of others among the acts just stored that were not answered, once for each file and batch."""
    here = node.current().agency
    came = {row.name: row for row in stored if row.kind == recalls.RECALL and not row.internal and row.agency != here}
    if not came:
        return
    files: dict[str, list[str]] = defaultdict(list)
    for name in Entry.objects.filter(name__in=came, has_effect=True).values_list("name", flat=True):
        files[came[name].dossier].append(name)
    own = StoredAct.objects.filter(kind=recalls.ERASED, agency=here, dossier__in=list(files))
    said = {name for row in own for name in recalls.answered(row.act)}
    by = By(unit=f"{here}/office", officer="system")
    for dossier, names in sorted(files.items()):
        facts = {"recalls": sorted(set(names) - said)}
        if facts["recalls"]:
            draft = Draft(dossier=dossier, kind=recalls.ERASED, process=1, by=by, at=now, parts={"facts": facts})
            log.say([draft], now=now)

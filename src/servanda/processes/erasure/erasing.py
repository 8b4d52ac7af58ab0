"""What the processes let go of: what was prepared inside the agency before an entry left. All else is folded anew."""

from collections.abc import Sequence
from datetime import datetime

from servanda.kernel import erasing, node
from servanda.kernel.erasing import Erased
from servanda.kernel.models import StoredAct
from servanda.processes.folding.internal import DISCARDED, SENT
from servanda.processes.models import Outgoing
from servanda.processes.projection.project import refold


def erase(gone: Sequence[Erased], *, now: datetime) -> None:
    own = [item for item in gone if item.agency == node.current().agency and item.kind != "office.prepare"]
    names: set[str] = set()
    for item in own:
        prepared = Outgoing.objects.filter(dossier=item.dossier, step=item.kind)
        names.update(prepared.filter(sent=item.name).values_list("name", flat=True))
        # What was taken back and prepared once more said the same.
        before = prepared.filter(state__in=(DISCARDED, SENT), prepared_at__lte=item.at, sent="")
        names.update(before.values_list("name", flat=True))
    if names:
        erasing.erase(StoredAct.objects.filter(name__in=names), now=now)
    refold({item.dossier for item in gone})

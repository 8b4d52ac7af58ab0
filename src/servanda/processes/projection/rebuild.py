"""Fold everything again from the log, as after a change of the fold or a restore."""

from django.db import models

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, Entry, Reader, StoredAct
from servanda.processes.models import (
    Assignment,
    ComingDay,
    FileLink,
    Likeness,
    Outgoing,
    Recusal,
    Scheduled,
    Total,
    Unit,
    Word,
)
from servanda.processes.projection.project import PROPOSED, refold

FOLDED: tuple[type[models.Model], ...] = (
    Dossier, Entry, Commitment, Reader, Outgoing, Assignment, Unit, Scheduled, Likeness, ComingDay, FileLink, Recusal,
    Total, Word,
)  # fmt: skip
AT_ONCE = 500


def rebuild() -> None:
    """Drop every folded row and fold it again, in one transaction."""
    with node.current().writing():
        for model in reversed(FOLDED):
            model._default_manager.all().delete()
        agreements = set(StoredAct.objects.filter(kind=PROPOSED).values_list("dossier", flat=True))
        ids = sorted(
            StoredAct.objects.values_list("dossier", flat=True).distinct(), key=lambda d: (d not in agreements, d)
        )
        for start in range(0, len(ids), AT_ONCE):
            refold(ids[start : start + AT_ONCE])

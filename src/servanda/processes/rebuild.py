"""Fold everything again from the log, as after a change of the fold or a restore."""

from typing import Any

from django.db import models

from servanda.kernel import node
from servanda.kernel.models import Commitment, Dossier, Entry, Reader, StoredAct
from servanda.processes.models import Assignment, Outgoing, Scheduled, Unit
from servanda.processes.project import PROPOSED, refold

FOLDED: tuple[type[models.Model], ...] = (Dossier, Entry, Commitment, Reader, Outgoing, Assignment, Unit, Scheduled)
AT_ONCE = 500

Rows = dict[str, list[tuple[Any, ...]]]


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


def snapshot() -> Rows:
    """Every folded row, in an order of its own; row numbers given by the database do not count."""
    return {model.__name__: sorted(_plain(model), key=repr) for model in FOLDED}


def _plain(model: type[models.Model]) -> list[tuple[Any, ...]]:
    numbered = isinstance(model._meta.pk, models.AutoField)
    names = [f.attname for f in model._meta.concrete_fields if not (f.primary_key and numbered)]
    return [tuple(repr(value) for value in row) for row in model._default_manager.values_list(*names)]

"""What the exchange lets go of when parts are erased: rows of files, and lines that wait or were refused."""

from collections.abc import Sequence
from datetime import datetime

from servanda.exchange import batches
from servanda.exchange.models import FileRow, Parked, Quarantine
from servanda.kernel import node
from servanda.kernel.erasing import Erased


def erase(gone: Sequence[Erased], *, now: datetime) -> None:
    names = [item.name for item in gone if "content" in item.parts]
    FileRow.objects.filter(act__in=names).delete()
    Parked.objects.filter(act__in=names).delete()
    for row in Quarantine.objects.filter(act__in=names):
        row.raw = batches.bare_line(row.act, batches.RECALLED)
        row.save(update_fields=["raw"])
    _forget_drafts(names)


def _forget_drafts(names: Sequence[str]) -> None:
    """Files that were still on their way."""
    folder = node.current().files / "partial"
    for name in names:
        for draft in folder.glob(f"{name.removeprefix('sha256:')}-*") if folder.exists() else ():
            draft.unlink(missing_ok=True)

"""Which column held what in a sheet of the same heading before, so that it is said once and not every year."""

from collections.abc import Mapping
from datetime import datetime

from servanda.kernel import jws
from servanda.office.models import KnownColumns


def recall(what: str, signature: str) -> dict[str, int]:
    """Target -> column as it was last confirmed; empty for a heading that was never seen."""
    row = KnownColumns.objects.filter(what=what, heading=_hash(signature)).first()
    return dict(row.columns) if row else {}


def remember(what: str, signature: str, columns: Mapping[str, int], *, at: datetime) -> None:
    KnownColumns.objects.update_or_create(
        what=what, heading=_hash(signature), defaults={"columns": dict(columns), "at": at}
    )


def _hash(signature: str) -> str:
    return jws.sha256(signature.encode())

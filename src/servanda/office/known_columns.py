"""Which column held what in a sheet of the same heading before, so that it is said once and not every year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from servanda.kernel import jws
from servanda.office.models import KnownColumns


@dataclass(frozen=True)
class Known:
    """Target -> column as `officer` last confirmed it; nothing for a heading that was never seen."""

    columns: Mapping[str, int] = field(default_factory=dict)
    officer: str = ""


def recall(what: str, signature: str, *, officer: str = "") -> Known:
    """As this officer chose them; who has not chosen yet gets the agency's last choice."""
    rows = list(KnownColumns.objects.filter(what=what, heading=_hash(signature)).order_by("-at", "-id"))
    row = next((row for row in rows if row.officer == officer), next(iter(rows), None))
    return Known(dict(row.columns), row.officer) if row else Known()


def remember(what: str, signature: str, columns: Mapping[str, int], *, officer: str = "", at: datetime) -> None:
    """Another officer's choice stays as it was."""
    KnownColumns.objects.update_or_create(
        what=what, heading=_hash(signature), officer=officer, defaults={"columns": dict(columns), "at": at}
    )


def _hash(signature: str) -> str:
    return jws.sha256(signature.encode())

"""Forgeries that an agency disowns: an act of kind directory.disown names them in its facts."""

from collections.abc import Iterable

from servanda.exchange.models import Disowned
from servanda.kernel import acts
from servanda.kernel.acts import Act
from servanda.kernel.models import StoredAct

DISOWN = "directory.disown"


def disowned_in(act: Act) -> list[str]:
    """The names that this act disowns; they count for its own agency's acts alone."""
    if act.kind != DISOWN or act.internal:
        return []
    names = act.facts.get("acts")
    return [n for n in names if isinstance(n, str) and acts.NAME.fullmatch(n)] if isinstance(names, list) else []


def note_disowned(stored: Iterable[StoredAct]) -> None:
    rows = [
        Disowned(agency=row.agency, name=name, by=row.name)
        for row in stored
        if row.kind == DISOWN
        for name in disowned_in(row.act)
    ]
    if rows:
        Disowned.objects.bulk_create(rows, ignore_conflicts=True)

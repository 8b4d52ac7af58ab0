"""Files about the same: found by the fields that their kind of work declares as telling them apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from servanda.kernel.acts import Act
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.processes import reads
from servanda.processes.agreements.agreement_reading import mappings
from servanda.processes.declaration.base import Process
from servanda.processes.models import Likeness
from servanda.processes.search.searching import fold_text

LONGEST = 400
MOST = 10
PARTS = ("facts", "content", "personal")


def values(process: Process, stated: Mapping[str, Any]) -> set[str]:
    """What these statements say the file is about, folded for comparing, in whatever order its words are written."""
    return {
        folded for text in _texts(process, stated) if (folded := " ".join(sorted(fold_text(text).split()))[:LONGEST])
    }


def _texts(process: Process, stated: Mapping[str, Any]) -> Iterator[str]:
    for name in process.alike:
        first, _, column = name.partition(".")
        # What is about to be said has rows without their names yet.
        many = mappings(stated.get(first)) if column else []
        found = [row.get(column) for row in many] if column else [stated.get(first)]
        yield from (text for text in found if isinstance(text, str))


def likenesses(dossier: str, process: Process | None, acts: Iterable[Act]) -> list[Likeness]:
    """The rows of one file, from its entries that have effect."""
    if process is None or not process.alike:
        return []
    said = {value for act in acts for part in PARTS for value in values(process, act.part(part))}
    return [Likeness(dossier=dossier, process=process.name, value=value) for value in sorted(said)]


def find(process: Process, stated: Mapping[str, Any], actor: Actor, *, apart_from: str = "") -> Sequence[Dossier]:
    """The files of this kind about the same that the actor may see, the newest first. One query, or none."""
    wanted = values(process, stated)
    if not wanted:
        return []
    same = Likeness.objects.filter(process=process.name, value__in=wanted).exclude(dossier=apart_from)
    found = reads.visible(actor).filter(id__in=same.values("dossier"))
    return list(found.order_by("-opened_at", "id")[:MOST])

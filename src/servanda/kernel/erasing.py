"""Erasing what was recalled: parts leave the log, every app lets go of what it made of them, the chains stay."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from servanda.kernel import models, plain, recalls
from servanda.kernel.acts import Act
from servanda.kernel.door import VerifiedAct
from servanda.kernel.models import Recalled, StoredAct, Untidy


@dataclass(frozen=True, slots=True)
class Erased:
    """What is going: `parts` of one act; `texts` are all that stood in them, `files` what its content named."""

    name: str
    dossier: str
    agency: str
    kind: str
    at: datetime
    parts: tuple[str, ...]
    texts: frozenset[str]
    files: tuple[str, ...]


class Eraser(Protocol):
    """Called inside the writing transaction: lets go of whatever its app keeps of the parts that go."""

    def __call__(self, gone: Sequence[Erased], *, now: datetime) -> None: ...


def note(verified: Iterable[VerifiedAct], *, now: datetime) -> list[Recalled]:
    """Write down what the recalls among these acts name, here or not yet: from now on no part of it is stored."""
    wanted = [
        Recalled(name=name, agency=item.act.agency, dossier=item.act.dossier, by=item.act.id, at=item.act.at,
                 noted_at=now)
        for item in verified
        for name in recalls.named(item.act)
    ]  # fmt: skip
    return Recalled.objects.bulk_create(wanted, ignore_conflicts=True) if wanted else []


def carry_out(wanted: Iterable[Recalled], *, now: datetime) -> None:
    """Erase what these name and is here. Only its author's own entries of that file go."""
    by_lane: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in wanted:
        by_lane[item.dossier, item.agency].add(item.name)
    for (dossier, agency), names in by_lane.items():
        erase(StoredAct.objects.filter(name__in=names, dossier=dossier, agency=agency, internal=False), now=now)


def erase(rows: Iterable[StoredAct], *, parts: Sequence[str] = recalls.GOES, now: datetime) -> int:
    """Take these parts out of the log, and let every app let go of what it made of them. Returns how many acts lost
    something. Inside the writing transaction."""
    found = [row for row in rows if any(getattr(row, part) is not None for part in parts)]
    gone = [_erased(row, parts) for row in found]
    if gone:
        StoredAct.objects.filter(name__in=[item.name for item in gone]).update(**dict.fromkeys(parts))
        models.forget_read()
        files = {sha for item in gone for sha in item.files}
        Untidy.objects.bulk_create(Untidy(file=file, at=now) for file in sorted(files | {""}))
        for path in settings.ERASERS:
            import_string(path)(gone, now=now)
    return len(gone)


def without_recalled(verified: Sequence[VerifiedAct]) -> list[VerifiedAct]:
    """These acts, without the parts that their own author recalled before they came."""
    gone = set(plain.select(Recalled, ["name", "agency", "dossier"], name=[item.act.id for item in verified]))
    return [_stripped(item) if _is_gone(item.act, gone) else item for item in verified] if gone else list(verified)


def is_recalled(act: Act) -> bool:
    return Recalled.objects.filter(name=act.id, agency=act.agency, dossier=act.dossier).exists()


def _is_gone(act: Act, gone: set[tuple[str, str, str]]) -> bool:
    return (act.id, act.agency, act.dossier) in gone


def _stripped(item: VerifiedAct) -> VerifiedAct:
    left: Mapping[str, bytes] = {name: raw for name, raw in item.act.parts.items() if name not in recalls.GOES}
    return VerifiedAct(replace(item.act, parts=left))


def _erased(row: StoredAct, parts: Sequence[str]) -> Erased:
    named = row.act.part("content").get("files") if "content" in parts else None
    hashes = [item.get("sha256") for item in named if isinstance(item, dict)] if isinstance(named, list) else []
    return Erased(
        name=row.name, dossier=row.dossier, agency=row.agency, kind=row.kind, at=row.at,
        parts=tuple(parts),
        texts=recalls.texts(row.act.part(part) for part in parts),
        files=tuple(sha for sha in hashes if isinstance(sha, str)),
    )  # fmt: skip

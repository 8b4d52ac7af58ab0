"""Folding everything again beside what is there: the same acts must give the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from servanda.exchange.evidence import Finding
from servanda.kernel.models import Dossier, Reader, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.processes.directory_rows import PUBLISH
from servanda.processes.models import Unit
from servanda.processes.project import refold
from servanda.processes.rebuild import FOLDED

# How a table may name the dossier of a row; a unit names only the act that states it.
NAMING = ("dossier_id", "dossier", "id")
# Numbered anew whenever a row is written again.
NUMBERED = {Reader}
AT_ONCE = 200


def differences(node: Node) -> Iterator[Finding]:
    """Every dossier whose rows are not what its acts fold to. Nothing is changed."""
    stored = StoredAct.objects.values_list("dossier", flat=True)
    folded = Dossier.objects.values_list("id", flat=True)
    names = sorted({*stored.distinct(), *folded})
    for start in range(0, len(names), AT_ONCE):
        yield from _compare_or_part(node, names[start : start + AT_ONCE])


def _compare_or_part(node: Node, names: Sequence[str]) -> Iterable[Finding]:
    """What cannot even be read is found, one dossier at a time, and does not hide the others."""
    try:
        return _compare(node, names)
    except Refused as refused:
        if len(names) == 1:
            return [Finding(names[0], refused.code, refused.params)]
        return [found for name in names for found in _compare_or_part(node, [name])]


def _compare(node: Node, names: Sequence[str]) -> Iterable[Finding]:
    found: list[Finding] = []
    try:
        with node.writing():
            before, known = _rows(names), set(Unit.objects.values_list("agency", flat=True))
            Dossier.objects.filter(id__in=names).delete()
            refold(names)
            after = _rows(names)
            after["Unit"] = _units_again(names, {name for name, _ in before["Unit"]}, known)
            for table in before.keys() | after.keys():
                for name in sorted({item[0] for item in before[table] ^ after[table]}):
                    found.append(Finding(name, "refold_differs", {"table": table}))
            raise _Undone
    except _Undone:
        return sorted(found, key=lambda item: (item.where, str(item.params)))


class _Undone(Exception):
    """Rolls the fold back."""


def _rows(names: Sequence[str]) -> dict[str, set[tuple[str, str]]]:
    """Table -> (dossier, all its values written out) of every row."""
    return {model.__name__: _units(names) if model is Unit else _of(model, names) for model in FOLDED}


def _of(model: Any, names: Sequence[str]) -> set[tuple[str, str]]:
    columns = _columns(model)
    naming = next(name for name in NAMING if name in columns)
    rows = model._default_manager.filter(**{f"{naming}__in": names}).values(*columns)
    return {(values[naming], repr(sorted(values.items()))) for values in rows}


def _units(names: Iterable[str]) -> set[tuple[str, str]]:
    stated = dict(StoredAct.objects.filter(dossier__in=names, kind__in=PUBLISH).values_list("name", "dossier"))
    rows = Unit.objects.filter(act__in=list(stated)).values(*_columns(Unit))
    return {(stated[values["act"]], repr(sorted(values.items()))) for values in rows}


def _units_again(names: Sequence[str], stating: set[str], known: set[str]) -> set[tuple[str, str]]:
    """Units folded again by the very dossiers that state them: an agency has one directory for each peer.

    One of these that states no unit now counts only where its agency had no units at all.
    """
    fresh = StoredAct.objects.filter(dossier__in=names, kind__in=PUBLISH).exclude(agency__in=known)
    for name in sorted(stating):
        refold([name])
    return _units(stating | set(fresh.values_list("dossier", flat=True)))


def _columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if model not in NUMBERED or not field.primary_key]

"""Folding everything again beside what is there: the same acts must give the same rows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from servanda.exchange.evidence import Finding
from servanda.kernel.models import Commitment, Dossier, Entry, Reader, StoredAct
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.processes.models import Assignment, Outgoing
from servanda.processes.project import refold

TABLES: tuple[tuple[Any, str], ...] = (
    (Dossier, "id"), (Entry, "dossier_id"), (Commitment, "dossier_id"), (Reader, "dossier_id"),
    (Outgoing, "dossier"), (Assignment, "dossier"),
)  # fmt: skip
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
            before = _rows(names)
            Dossier.objects.filter(id__in=names).delete()
            refold(names)
            after = _rows(names)
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
    return {
        model.__name__: {
            (values[column], repr(sorted(values.items())))
            for values in model._default_manager.filter(**{f"{column}__in": names}).values(*_columns(model))
        }
        for model, column in TABLES
    }


def _columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if model not in NUMBERED or not field.primary_key]

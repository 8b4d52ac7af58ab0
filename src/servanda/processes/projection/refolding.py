"""What stands in the folded tables, and whether the same acts fold to it again, for `check` and the tests of laws."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import AutoField

from servanda.kernel import folding, node
from servanda.kernel.models import Dossier, StoredAct
from servanda.processes.models import Total, Unit
from servanda.processes.projection.directory_rows import PUBLISH
from servanda.processes.projection.project import refold
from servanda.processes.projection.rebuild import FOLDED

# How a table may name the dossier of a row; a unit names only the act that states it.
NAMING = ("dossier_id", "dossier", "id")

Rows = dict[str, set[tuple[str, str]]]


def names() -> list[str]:
    """Every dossier of which there is an act or a row."""
    stored = StoredAct.objects.values_list("dossier", flat=True)
    return sorted({*stored.distinct(), *Dossier.objects.values_list("id", flat=True)})


def rows(dossiers: Collection[str]) -> Rows:
    """Table -> (dossier, all its values written out) of every row; numbers given by the database do not count."""
    # A total belongs to no file; it follows the rows of all of them.
    models = [model for model in FOLDED if model is not Total]
    return {model.__name__: _units(dossiers) if model is Unit else _of(model, dossiers) for model in models}


def differences(dossiers: Collection[str]) -> Iterator[tuple[str, str]]:
    """(dossier, table) wherever folding again gives other rows. Nothing is changed. Raises Refused for an act that
    cannot be read."""
    yield from sorted(_differing(dossiers))


def _differing(dossiers: Collection[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    try:
        with node.current().writing():
            # What waits for its rows has none yet, and is no difference, unless they cannot be made.
            folding.settle_if_possible()
            before, known = rows(dossiers), set(Unit.objects.values_list("agency", flat=True))
            Dossier.objects.filter(id__in=dossiers).delete()
            refold(list(dossiers))
            after = rows(dossiers)
            after["Unit"] = _units_again(dossiers, {name for name, _ in before["Unit"]}, known)
            found |= {(name, table) for table in before for name, _ in before[table] ^ after[table]}
            raise _Undone
    except _Undone:
        return found


class _Undone(Exception):
    """Rolls the fold back."""


def _of(model: Any, dossiers: Collection[str]) -> set[tuple[str, str]]:
    columns = _columns(model)
    naming = next(name for name in NAMING if name in columns)
    rows = model._default_manager.filter(**{f"{naming}__in": dossiers}).values(*columns)
    return {(values[naming], _written(values)) for values in rows}


def _units(dossiers: Iterable[str]) -> set[tuple[str, str]]:
    stated = dict(StoredAct.objects.filter(dossier__in=dossiers, kind__in=PUBLISH).values_list("name", "dossier"))
    rows = Unit.objects.filter(act__in=list(stated)).values(*_columns(Unit))
    return {(stated[values["act"]], _written(values)) for values in rows}


def _units_again(dossiers: Collection[str], stating: set[str], known: set[str]) -> set[tuple[str, str]]:
    """Units folded again by the very dossiers that state them: an agency has one directory for each peer.

    One of these that states no unit now counts only where its agency had no units at all.
    """
    fresh = StoredAct.objects.filter(dossier__in=dossiers, kind__in=PUBLISH).exclude(agency__in=known)
    for name in sorted(stating):
        refold([name])
    return _units(stating | set(fresh.values_list("dossier", flat=True)))


def _written(values: dict[str, Any]) -> str:
    """In which order an object's members came back is the engine's business: PostgreSQL keeps its own."""
    return repr([(name, _in_order(value)) for name, value in sorted(values.items())])


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _in_order(one)) for key, one in value.items())
    return [_in_order(one) for one in value] if isinstance(value, list) else value


def _columns(model: Any) -> list[str]:
    numbered = isinstance(model._meta.pk, AutoField)
    return [field.attname for field in model._meta.concrete_fields if not (field.primary_key and numbered)]

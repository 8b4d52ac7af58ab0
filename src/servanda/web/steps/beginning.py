"""What is begun from something else: a visit from a row of a plan or list, a meeting from the one before it."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.declaration import file_links
from servanda.processes.declaration.base import Field, Process, Series
from servanda.processes.declaration.fields import ITEM
from servanda.processes.dossiers import commitments_of
from servanda.processes.fields_of_work.cadence import next_day
from servanda.processes.fields_of_work.plan_states import name_of, rows_field, rows_of
from servanda.web.languages import offered_languages
from servanda.web.names import names_in


def row_of(item: str, actor: Actor) -> Mapping[str, Any]:
    """The row that `<file>#<id>` names, of a plan or list that the actor may see. Raises Refused("no_file")."""
    if not ITEM.fullmatch(item):
        raise Refused("no_file")
    dossier, _mark, id_ = item.partition("#")
    plan = reads.find(dossier, actor)
    found = next((row for row in rows_of(plan) if row["id"] == id_), None)
    if found is None:
        raise Refused("no_file")
    return found


def known_of(process: Process, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the row tells of the fields of the opening step."""
    told = {"purpose": row.get("outcome"), "title": row.get("visit"), **row}
    return {
        found.name: _typed(told[found.name]) for found in process.fields_of(process.opening) if told.get(found.name)
    }


def from_file(process: Process, field: Field, dossier: str, actor: Actor) -> dict[str, Any]:
    """What is known of a kind of work that is begun from a file: the other side's unit, its class, what carries over.

    Raises Refused(no_file, begins_nothing).
    """
    row = reads.find(dossier, actor)
    if not row.is_shared or not (field.begins_from(row.process, row.state) or is_along(field, row, actor)):
        raise Refused("begins_nothing", title=row.title)
    other = row.owner if row.home != actor.agency else next(iter(row.counterparts.values()), "")
    carried = {name: _typed(value) for name, value in file_links.carried(row, process, field).items()}
    if field.composes and other:
        language = offered_languages()[0]
        with translation.override(language):
            carried |= field.composes(row, actor, names_in(language), other.partition("/")[0])
    return carried | {"class": row.cls} | ({"to-unit": other} if other else {})


def is_along(field: Field, row: Dossier, actor: Actor) -> bool:
    """Is the step of that file open which the field takes along?"""
    open_ = reads.open_steps(row, actor.agency, commitments_of(row.id), role=actor.role) if field.along else []
    return any(found.kind == field.along for found in open_)


def begin_urls(plan: Dossier, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(kind of work, query) by which this row can be begun: its own kind, or any where the row says none."""
    declared = rows_field(plan.process)
    kinds = tuple(declared.carried.begins) if declared and declared.carried else ()
    named = [kind for kind in kinds if kind == row.get("kind")]
    return [(kind, name_of(plan.id, str(row["id"]))) for kind in named or kinds]


def next_after(process: Process, series: Series, dossier: str, actor: Actor) -> dict[str, Any]:
    """What the next file of a series begins with. Raises Refused("no_file")."""
    row = reads.find(dossier, actor)
    if row.process != process.name:
        raise Refused("no_file")
    opening = process.kind(process.opening)
    called = Entry.objects.filter(dossier=row, kind=opening, has_effect=True).order_by("place").first()
    act = StoredAct.objects.get(name=called.name).act if called else None
    said = act.part("content") if act else {}
    known = {**said, **row.facts}
    kept = {name: known[name] for name in series.keeps if known.get(name)}
    day = next_day(row.facts.get(series.every), row.facts.get(series.day))
    to = {"to-unit": act.to[0]} if act and act.to else {}
    return kept | to | ({series.day: day.isoformat()} if day else {})


def _typed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return f"{value.get('amount', '')} {value.get('currency', '')}".strip()
    return value

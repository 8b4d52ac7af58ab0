"""What is about to be said, compared with what stands already: a warning before it is sent, never a refusal."""

from collections.abc import Mapping
from typing import Any

from servanda.kernel.audiences import Actor
from servanda.processes.declaration import rows
from servanda.processes.declaration.base import Field
from servanda.processes.fields_of_work.plan_states import name_of
from servanda.processes.models import Scheduled
from servanda.processes.search import clashes
from servanda.processes.search.clashes import Clash, Planned
from servanda.web.steps.forms import StepForm
from servanda.web.steps.taking import Asked

COMPARED = frozenset({"start_on", "end_on", "partner", "place", "guest", "head"})


def found(asked: Asked, form: StepForm, actor: Actor) -> list[Clash]:
    """What the statement of a valid form clashes with, as far as the actor may see. Two queries."""
    if asked.speaker:
        return []
    stated = form.said() | dict(asked.machine)
    file = asked.row.id if asked.row else ""
    many = [declared for declared in asked.process.fields_of(asked.step) if _is_dated(declared)]
    if many:
        planned = [item for declared in many for item in _of_rows(asked, declared, stated.get(declared.name))]
        return [*clashes.among(planned), *clashes.find(planned, actor, apart_from=file)]
    if not COMPARED & {name for name, value in stated.items() if value}:
        return []
    one = _of_step(asked, stated)
    return clashes.find([one], actor, apart_from=file) if one else []


def _is_dated(declared: Field) -> bool:
    return declared.kind == "rows" and any(column.name == "start_on" for column in declared.columns)


def _of_step(asked: Asked, stated: Mapping[str, Any]) -> Planned | None:
    known = asked.row.facts if asked.row else {}
    own = Scheduled.objects.filter(dossier=asked.row.id, item="").first() if asked.row else None

    def value(name: str) -> str:
        return str(stated.get(name) or known.get(name) or "")

    return clashes.planned(
        title=value(asked.process.title) or (own.title if own else ""), start_on=value("start_on"),
        end_on=value("end_on"), partner=value("partner"), place=value("place") or (own.place if own else ""),
        guest=value("guest") or value("head") or (own.guest if own else ""), plan_item=value("plan_item"),
        key=own.key if own else "",
    )  # fmt: skip


def _of_rows(asked: Asked, declared: Field, now: Any) -> list[Planned]:
    """The rows that are new or changed; all of a file that is only now begun."""
    stated = [row for row in now or [] if isinstance(row, Mapping)]
    before = asked.row.facts.get(declared.name) if asked.row else None
    marks = {item.row["id"]: item.mark for item in rows.compare(before, stated)}
    file = asked.row.id if asked.row else ""
    planned = [
        clashes.planned(
            title=str(row.get("title") or row.get("visit") or ""), start_on=row.get("start_on"),
            end_on=row.get("end_on"), partner=str(row.get("partner") or ""), place=str(row.get("place") or ""),
            key=name_of(file, str(row.get("id"))),
        )
        for row in stated if before is None or marks.get(row.get("id", "")) in ("new", "changed")
    ]  # fmt: skip
    return [item for item in planned if item]

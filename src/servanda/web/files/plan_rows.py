"""The rows of a plan or of a list of visits with what became of each, and the click that begins it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier
from servanda.processes import reads
from servanda.processes.declaration.beside import Carried
from servanda.processes.declaration.fields import ITEM
from servanda.processes.declaration.tables import Table
from servanda.processes.fields_of_work import plan_states
from servanda.processes.fields_of_work.plan_states import ItemState
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web.desk import items
from servanda.web.files import plan_groups
from servanda.web.labels import State
from servanda.web.owed import Link
from servanda.web.seats import Seat
from servanda.web.steps.beginning import begin_urls

STATES = {
    plan_states.NOT_BEGUN: State(_("not begun")), plan_states.OVERDUE: State(_("not begun, its time is past"), "late"),
    plan_states.UNDER_WAY: State(_("under way"), "shared"), plan_states.DONE: State(_("done"), "good"),
    plan_states.CANCELLED: State(_("cancelled"), "outlined"),
}  # fmt: skip


def plan_rows(
    row: Dossier, tables: Iterable[Table], names: Names, seat: Seat, actor: Actor
) -> dict[str, Any] | None:  # fmt: skip
    """What `_plan_rows.html` shows; None for what is neither. Four queries at most."""
    declared = plan_states.rows_field(row.process)
    table = next((shown for shown in tables if declared and shown.name == declared.name), None)
    if not row.is_shared or declared is None or declared.carried is None or table is None:
        return None
    carried = declared.carried
    as_of = reads.calendar_of(row).local_day(seat.at)
    found = {str(item.row["id"]): item for item in plan_states.states(row, actor, as_of=as_of)}
    words = {name: replace(said, label=carried.states.get(name, said.label)) for name, said in STATES.items()}
    is_ours = carried.by == "any" or row.home == actor.agency
    may_begin = not row.is_ended and actor.role in TAKES_STEPS and is_ours
    return {
        "label": table.label, "summary": table.summary, "columns": plan_groups.labels(declared),
        "is_revised": table.is_revised,
        "awaits": listed(names.agency(party) for party in plan_states.not_agreed(row)),
        "rows": [
            {"row": shown, "groups": plan_groups.groups(shown, declared),
             **_state(row, found.get(shown.id), carried, words, may_begin=may_begin)}
            for shown in table.rows
        ],
        "counts": [{"n": n, "label": words[state].label, "tone": words[state].tone}
                   for state, n in plan_states.counts(found.values()).items() if n],
    }  # fmt: skip


def plan_of(row: Dossier, actor: Actor) -> Link | None:
    """The plan that a visit or an activity carries out, where the actor may see it."""
    item = str(row.facts.get("plan_item") or "")
    if not ITEM.fullmatch(item):
        return None
    plan = reads.visible(actor).filter(id=item.partition("#")[0]).first()
    return Link(items.file_title(plan), f"{items.file_url(plan)}#items") if plan else None


def _state(
    plan: Dossier, item: ItemState | None, carried: Carried, words: Mapping[str, State], *, may_begin: bool
) -> dict[str, Any]:  # fmt: skip
    if item is None:
        return {"state": None, "files": [], "begin": []}
    is_open = may_begin and item.state in (plan_states.NOT_BEGUN, plan_states.OVERDUE)
    begin = begin_urls(plan, item.row) if is_open else []
    return {
        "state": words[item.state],
        "files": [Link(items.file_title(file), items.file_url(file)) for file in item.files],
        "begin": [Link(carried.begins[kind], f"{reverse('web:open', args=[kind])}?{urlencode({'item': name})}")
                  for kind, name in begin],
    }  # fmt: skip

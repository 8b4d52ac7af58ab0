"""What stands above the button before a step goes: who will see it, and how early it comes by its article."""

from collections.abc import Mapping
from typing import Any

from servanda.kernel import node
from servanda.processes.agreements import leads
from servanda.processes.agreements.leads import Lead
from servanda.processes.telling.timeline import Names
from servanda.web.files import audience, lead_time
from servanda.web.seats import Seat
from servanda.web.steps.forms import StepForm
from servanda.web.steps.taking import Asked


def shown(asked: Asked, form: StepForm, names: Names, seat: Seat) -> dict[str, Any]:
    """As _before.html takes it. `shown` names what a page without a script has told, for `is_unseen`."""
    lead = _lead(asked, form, seat)
    return {
        "audience": _audience(asked, form, names),
        "lead": lead_time.before(lead, at=_leaves_at(form, seat)) if lead else None,
        "looks": _changes(asked), "shown": _mark(asked, form, lead) if _changes(asked) else None,
    }  # fmt: skip


def is_unseen(asked: Asked, form: StepForm, seat: Seat, sent: Mapping[str, str]) -> bool:
    """Would it go to others, or come later, than the page said that was sent? A page with a script says so at once."""
    return "shown" in sent and _changes(asked) and sent["shown"] != _mark(asked, form, _lead(asked, form, seat))


def _audience(asked: Asked, form: StepForm, names: Names) -> dict[str, Any]:
    row = asked.row
    return audience.of_step(row, names) if row and row.is_shared else audience.of_chosen(form.recipients(), names)


def _changes(asked: Asked) -> bool:
    """Does what is typed decide who sees it, or how early it comes?"""
    is_new = asked.row is None or not asked.row.is_shared
    return is_new or (("deliver", leads.NOTICE) in asked.step.does and leads.DAY in asked.step.fields)


def _lead(asked: Asked, form: StepForm, seat: Seat) -> Lead | None:
    if asked.speaker:
        return None
    here = node.current().agency
    parties = [here, *dict.fromkeys(unit.partition("/")[0] for unit in form.recipients() if "/" in unit)]
    facts = {
        found.name: value for found in asked.process.fields_of(asked.step)
        if found.part == "facts" and (value := form.stands().get(found.name)) not in (None, "")
    }  # fmt: skip
    return leads.of_prepared(asked.kind, facts, row=asked.row, parties=parties, at=_leaves_at(form, seat))


def _leaves_at(form: StepForm, seat: Seat) -> Any:
    return max(seat.at, form.stands().get("not-before") or seat.at)


def _mark(asked: Asked, form: StepForm, lead: Lead | None) -> str:
    units = form.recipients() if asked.row is None or not asked.row.is_shared else ()
    late = f"{lead.article} {lead.days} {lead.is_short}" if lead else ""
    return "|".join([*units, late])

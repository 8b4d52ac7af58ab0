"""What the page of an organisation, a licensing case or a coming rule shows beside what every file shows."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, Entry
from servanda.processes.agreements import terms
from servanda.processes.declaration import rows
from servanda.processes.fields_of_work import licensing, ngos
from servanda.processes.fields_of_work.licensing import Stage
from servanda.processes.kinds.procedure import STAGES
from servanda.processes.telling.timeline import Names
from servanda.web.labels import State
from servanda.web.ngo.day_words import of_day
from servanda.web.ngo.lists import sums


def organisation(row: Dossier, _names: Names, _actor: Actor, at: datetime) -> dict[str, Any]:
    """Its sums currency by currency, and its own days."""
    today = timezone.localdate(at)
    count = len(rows.of(row.facts.get("projects")))
    return {
        "template": "_ngo_panel.html", "totals": sums([row]),
        "days": [of_day(due, today) for due in ngos.coming([row])],
        "projects": ngettext("%(n)s project", "%(n)s projects", count) % {"n": count} if count else "",
        "url": reverse("web:ngos"),
    }  # fmt: skip


def licence(row: Dossier, _names: Names, _actor: Actor, at: datetime) -> dict[str, Any]:
    """Its stages beside their limits. Two queries beside those of the calendar."""
    calendar = terms.calendar_among(row.parties, at=at)
    entries = Entry.objects.filter(dossier=row, kind__startswith="licence.", has_effect=True, agency=row.home)
    steps = [
        (kind.partition(".")[2], calendar.local_day(said_at))
        for kind, said_at in entries.order_by("place").values_list("kind", "at")
    ]
    today = calendar.local_day(at)
    found = licensing.stages(row.facts, steps, calendar=calendar)
    return {"template": "_licence_panel.html", "stages": [_stage(stage, today) for stage in found]}


def policy(row: Dossier, _names: Names, _actor: Actor, _at: datetime) -> dict[str, Any]:
    return {"template": "_policy_panel.html", "url": reverse("web:continuity", args=[row.id])}


def _stage(stage: Stage, today: Any) -> dict[str, Any]:
    days = ngettext("%(n)s working day", "%(n)s working days", stage.days) % {"n": stage.days}
    return {
        "label": str(STAGES.get(stage.stage, stage.stage)), "days": days, "ground": stage.ground,
        "begun_on": stage.begun_on, "due_on": stage.due_on, "done_on": stage.done_on,
        "is_provisional": stage.is_provisional, "state": _state(stage, today),
        "stopped": ngettext("%(n)s day stood still", "%(n)s days stood still", stage.stopped) % {"n": stage.stopped}
        if stage.stopped else "",
    }  # fmt: skip


def _state(stage: Stage, today: Any) -> State:
    if stage.begun_on is None:
        return State(_("not begun"), "")
    if stage.is_standing_still:
        return State(_("stands still"), "outlined")
    if stage.done_on:
        return State(_("done late"), "late") if stage.is_late(today) else State(_("done in time"), "good")
    return State(_("late"), "late") if stage.is_late(today) else State(_("running"), "soon")

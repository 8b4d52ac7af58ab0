"""The page of a prepared step: what will go out, to whom, who has cleared it, and whose turn it is."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier
from servanda.office import outgoing
from servanda.processes.agreements import leads
from servanda.processes.declaration.tables import Table, table
from servanda.processes.dossiers import Statement
from servanda.processes.folding.internal import CLEARING, HELD, OPEN, RETURNED
from servanda.processes.models import Outgoing
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import listed
from servanda.web import owed
from servanda.web.files import attachments, audience, history, lead_time
from servanda.web.files import facts as file_facts
from servanda.web.labels import State
from servanda.web.steps import unfinished
from servanda.web.steps.page import file_crumb
from servanda.web.steps.undo import may_take_back

LONG = "long"


def held(row: Outgoing, file: Dossier, names: Names, *, at: datetime) -> dict[str, Any]:
    """What `clear.html` and `prepared.html` both show; `at` is when it would leave."""
    statement = outgoing.statement_of(row)
    titles = history.titles([row.officer, *(done["officer"] for done in row.cleared)], names.language)
    _process, step = timeline.declared(row.step)
    return {
        "held": {
            "title": step.label if step else row.step, "file": file_crumb(file), "levels": _levels(row, titles),
            "prepared_by": titles.get(row.officer, row.officer), "prepared_at": row.prepared_at,
            "rows": _rows(row, statement, names), "text": "",
            "is_returned": row.state == RETURNED, "tables": _tables(row, file, statement, names),
            "files": attachments.prepared(row.name, statement.files),
        },
        "audience": audience.of_step(file, names) if file.is_shared else audience.of_units(
            [*statement.to, *statement.parties], names),
        "unfinished": unfinished.left(file, row.step, names),
        "is_last": len(row.cleared) + 1 >= row.levels, "lead": _lead(row, file, statement, at=at),
    }  # fmt: skip


def together(rows: list[Outgoing], names: Names) -> list[str]:
    """To whom the others go that were prepared with it: the units of files that are there, or those that are named."""
    files = {file.id: file for file in Dossier.objects.filter(id__in=[row.dossier for row in rows])}
    said, found = outgoing.statements_of(rows), []
    for row in rows:
        file = files[row.dossier]
        units = file.counterparts.values() if file.is_shared else said[row.name].to
        found.append(listed(names.unit(unit) for unit in units) or listed(map(names.agency, file.parties[1:])))
    return found


def choices(row: Outgoing, actor: Actor) -> dict[str, Any]:
    """What the preparing unit may do with it: take it back, or prepare it again after it was returned."""
    is_ours = may_take_back(actor, row)
    is_open = row.state in (CLEARING, RETURNED, HELD)
    again = _again(row) if row.state == RETURNED and is_ours else ""
    return {
        "undo_url": reverse("web:undo", args=[row.name]) if is_ours and is_open else "", "again_url": again,
        "note": row.note,
    }  # fmt: skip


def _again(row: Outgoing) -> str:
    """The form that prepares it again: of a word about a commitment, about the same one."""
    about = outgoing.statement_of(row).parts.get("facts", {}).get("commitment")
    return owed.step_url(row.dossier, row.step, again=row.name, **({"commitment": str(about)} if about else {}))


def _lead(row: Outgoing, file: Dossier, statement: Statement, *, at: datetime) -> dict[str, Any] | None:
    """How early it comes if it leaves then, by the article that counts."""
    if statement.speaks_for or row.state not in OPEN:
        return None
    facts = statement.parts.get("facts", {})
    found = leads.of_prepared(row.step, facts, row=file, parties=file.parties, at=at)
    return lead_time.before(found, at=at) if found else None


def _rows(row: Outgoing, statement: Statement, names: Names) -> list[dict[str, Any]]:
    process, step = timeline.declared(row.step)
    stated = _stated(statement)
    return [
        {"label": found.label, "value": file_facts.value(found, stated[found.name], names)}
        for found in (process.fields_of(step) if process and step else ())
        if stated.get(found.name) and found.kind not in ("data", "act", "rows")
    ]


def _tables(row: Outgoing, file: Dossier, statement: Statement, names: Names) -> list[Table]:
    """Fields of many rows, marked against what the file holds now."""
    process, step = timeline.declared(row.step)
    stated, known = _stated(statement), file.facts if file.is_shared else {}
    return [
        table(found, stated[found.name], known.get(found.name), say=names.value)
        for found in (process.fields_of(step) if process and step else ())
        if found.kind == "rows" and stated.get(found.name)
    ]


def _stated(statement: Statement) -> dict[str, Any]:
    return {name: value for part in statement.parts.values() for name, value in part.items()}


def _levels(row: Outgoing, titles: dict[str, str]) -> list[dict[str, Any]]:
    """A line for each approval; of what was returned or taken back only those that were given."""
    found = []
    for place in range(row.levels if row.state == CLEARING else len(row.cleared)):
        done = row.cleared[place] if place < len(row.cleared) else None
        state = State(_("approved"), "good") if done else State(_("open"))
        by = titles.get(done["officer"], "") if done else ""
        found.append({"title": _("Approval %(n)s") % {"n": place + 1}, "state": state, "by": by})
    return found

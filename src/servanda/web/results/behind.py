"""What one number of a report counts: entries, or commitments, in the files that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Dossier, StoredAct
from servanda.processes import reads
from servanda.processes.figures import results
from servanda.processes.figures.results import OWED, Asked, Figure
from servanda.processes.registry import processes
from servanda.processes.telling import timeline
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import written
from servanda.reports import result_tables
from servanda.web import owed
from servanda.web.agreements.commitment_rows import entry_url


@dataclass(frozen=True)
class Counted:
    """The rows behind one number; `hidden` of them stand in files that the reader may not see."""

    label: str
    side: str
    rows: QuerySet[Any]
    seen: int
    hidden: int
    is_owed: bool


def counted(wanted: Asked, actor: Actor, *, given: Mapping[str, str]) -> Counted:
    """`given` names the figure: what, heading, side. A figure that does not exist counts nothing."""
    what, heading, side = (str(given.get(name) or "") for name in ("what", "heading", "side"))
    group, _dot, rest = what.partition(".")
    every = _owed(wanted, rest) if group == OWED else _said(wanted, group, rest)
    column = "debtor" if group == OWED else "speaker"
    every = every.filter(_under(heading), **{column: side})
    seen = reads.in_visible(every, actor)
    n, all_ = seen.count(), every.count()
    return Counted(result_tables.label(Figure(heading, what, side, "")), side, seen, n, all_ - n, group == OWED)


def lines(found: Counted, names: Names, wanted: Asked, numbers: slice) -> list[dict[str, Any]]:
    """[{text, url, who, when}] of one page."""
    rows = list(found.rows.select_related("dossier")[numbers])
    if found.is_owed:
        asked = owed.asked_for(rows)
        return [
            {"text": owed.what(row, asked, title=row.dossier.title), "url": entry_url(row.dossier_id, row.opener),
             "who": names.unit(row.debtor_unit), "when": written(row.due_on) if row.due_on else ""}
            for row in rows
        ]  # fmt: skip
    acts = {stored.name: stored.act for stored in StoredAct.objects.filter(name__in=[row.name for row in rows])}
    return [
        {"text": timeline.line(row, acts[row.name], names, agency="").sentence,
         "url": entry_url(row.dossier_id, row.name), "who": row.dossier.title,
         "when": written(row.at.astimezone(wanted.zone).date())}
        for row in rows if row.name in acts
    ]  # fmt: skip


def _owed(wanted: Asked, state: str) -> QuerySet[Any]:
    return results.commitments(wanted).filter(stands=state).order_by("due_on", "id")


def _said(wanted: Asked, group: str, rest: str) -> QuerySet[Any]:
    """Of a sum, the entries that state what adds up."""
    process, _dot, name = rest.partition(".")
    declared = processes().get(process)
    if group != results.SUM or declared is None:
        return results.entries(wanted).filter(kind=rest).order_by("-at", "name")
    kinds = [declared.kind(step) for step in declared.steps if name in step.fields]
    return results.adding(wanted).filter(kind__in=kinds).order_by("-at", "name")


def _under(heading: str) -> Q:
    """Files that state this field, or state none and are of a kind that belongs to it."""
    kinds = [process.name for process in processes().values() if process.area == heading]
    bare = Dossier.objects.exclude(facts__has_key="field") | Dossier.objects.filter(facts__field="")
    stated = Q(dossier__facts__field=heading) if heading else Q(pk__in=[])
    return stated | Q(dossier__process__in=kinds, dossier__in=bare.values("id"))

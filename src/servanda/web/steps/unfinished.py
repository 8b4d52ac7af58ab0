"""What is not finished in a file, told on the form of a step that ends it; nothing is refused for it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servanda.kernel.models import Commitment, Dossier
from servanda.processes import reads
from servanda.processes.declaration.base import Step
from servanda.processes.dossiers import commitments_of
from servanda.processes.registry import processes
from servanda.processes.telling.timeline import Names
from servanda.processes.telling.wording import written
from servanda.web import owed

LEFT = frozenset({*reads.WORKING, "delivered"})


@dataclass(frozen=True)
class Unfinished:
    """Each commitment as a line, and what becomes of those that are not carried out when the file has ended."""

    lines: tuple[str, ...]
    after: str


def left(row: Dossier | None, kind: str, names: Names) -> Unfinished | None:
    """None for a step that ends no file, and where nothing is left. Three queries, whatever is left."""
    process = processes().get(row.process) if row and row.is_shared else None
    step = next((one for one in process.steps if process.kind(one) == kind), None) if process else None
    if row is None or process is None or step is None or step.then not in process.ends:
        return None
    found = [one for one in commitments_of(row.id) if one.state in LEFT and not _is_met(one, step, row.home)]
    if not found:
        return None
    asked = owed.asked_for(found)
    after = _("It stays owed after the file has ended.")
    if step.lapses:
        after = _("What is not handed over by then ends with the file.")
    return Unfinished(tuple(_line(one, owed.what(one, asked, title=row.title), names) for one in found), after)


def _is_met(row: Commitment, step: Step, home: str) -> bool:
    """Does the step itself hand it over, accept it or let go of it?"""
    verbs = reads.verbs_for(row, home)
    return any(deliver == row.deliver and verb in verbs for verb, deliver in step.does)


def _line(row: Commitment, what: str, names: Names) -> str:
    said = {"what": what, "unit": names.unit(row.debtor_unit), "day": written(row.due_on) if row.due_on else ""}
    return _("%(what)s, %(unit)s, by %(day)s") % said if row.due_on else _("%(what)s, %(unit)s") % said

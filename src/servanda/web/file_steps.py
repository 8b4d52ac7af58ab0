"""The one next step of a file, and what else is possible."""

from django.urls import reverse
from django.utils.translation import gettext as _

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier
from servanda.processes import reads
from servanda.web import owed
from servanda.web.owed import Link


def steps(row: Dossier, here: list[Commitment], actor: Actor) -> tuple[Link | None, list[Link]]:
    """What is owed by this side comes first; else the first step of the kind of work; the rest stands beside it."""
    turn = owed.turn_of(here)
    first = owed.next_step(turn[1], row, actor.agency) if turn and turn[0] == actor.agency else None
    declared = [
        Link(found.step.label, owed.step_url(row.id, found.kind), found.step.hint)
        for found in reads.open_steps(row, actor.agency, here)
        if found.commitment is None and found.process.name == row.process and not found.step.is_hidden
    ]
    if first is None and declared and not (turn and turn[0] != actor.agency):
        first = declared[0]
    others = [link for link in declared if first is None or link.url != first.url]
    if row.is_shared and len(row.parties) > 1:
        url = reverse("web:report", args=[row.id])
        others.append(Link(_("Record what the other side said"), url, is_internal=False))
    return first, others

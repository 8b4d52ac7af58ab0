"""Whether somebody may propose another wording of an agreement now, and by which step."""

from servanda.kernel.audiences import TAKES_STEPS, Actor
from servanda.kernel.models import Dossier
from servanda.processes import reads


def changing_step(row: Dossier, actor: Actor) -> str:
    """The step by which this officer may propose another wording now; '' for none."""
    if actor.role not in TAKES_STEPS:
        return ""
    found = reads.open_steps(row, actor.agency, [], role=actor.role)
    return next((each.kind for each in found if {"terms", "texts"} <= set(each.step.fields)), "")

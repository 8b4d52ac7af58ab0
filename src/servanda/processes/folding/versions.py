"""Texts that are stated anew: what was said upon which version, and whether all others said it upon the newest."""

from collections.abc import Sequence

from servanda.kernel.acts import Act
from servanda.processes.declaration.base import Process, Step
from servanda.processes.folding.causes import Past


def newest(process: Process, past: Sequence[Act]) -> str:
    """The name of the last entry that states the text; '' where none does. `past` in order, of what had effect."""
    kinds = {f"{process.name}.{name}" for name in process.versions}
    return next((act.id for act in reversed(past) if act.kind in kinds), "")


def missing(process: Process, step: Step, past: Sequence[Act], *, parties: Sequence[str], home: str) -> list[str]:
    """The other parties that have not taken the step that this one needs upon the newest version."""
    version, kind = newest(process, past), f"{process.name}.{step.needs}"
    taken = {act.speaker for act in past if act.kind == kind and act.facts.get("version") == version}
    return [party for party in parties if party != home and party not in taken]


def why_not(act: Act, process: Process, step: Step, past: Past, *, parties: Sequence[str], home: str) -> str:
    """'' or the code of a refusal; judged on the causal past, so that no later version voids what was said."""
    if step.check and (refusal := step.check(act, past)):
        return refusal
    if step.upon_version and act.facts.get("version") != newest(process, past):
        return "other_version"
    if step.needs and missing(process, step, past, parties=parties, home=home):
        return "not_said_by_all"
    return ""

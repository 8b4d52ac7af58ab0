"""Who leads a file inside this agency, where one of its own shared entries says so."""

from servanda.kernel import node
from servanda.kernel.acts import Act
from servanda.processes.folding.folded import Folded
from servanda.processes.folding.internal import Office
from servanda.processes.models import Assignment
from servanda.processes.registry import processes


def assignment(folded: Folded, office: Office) -> Assignment | None:
    """What was said last: inside, or by a step whose kind of work assigns by its facts."""
    process = processes().get(folded.opening.kind.partition(".")[0])
    here, known = node.current().agency, office.assignment
    if process is None or process.assigns is None:
        return known
    lead, coordinating = process.assigns
    # What another agency reports in this one's name hands nothing on inside it.
    said = [
        judged.act for judged in folded.judged if judged.has_effect and judged.act.agency == judged.act.speaker == here
    ]
    named = [act for act in said if _own(act.facts.get(lead), here)]
    last = max(named, key=lambda act: act.at, default=None)
    if last is None or (known and known.at >= last.at):
        return known
    return _of(last, str(last.facts[lead]), last.facts.get(coordinating), here)


def _of(act: Act, lead: str, coordinating: object, here: str) -> Assignment:
    others = [str(unit) for unit in coordinating if _own(unit, here)] if isinstance(coordinating, list) else []
    return Assignment(dossier=act.dossier, unit=lead, officer="", coordinating=others, at=act.at)


def _own(unit: object, here: str) -> bool:
    return isinstance(unit, str) and unit.startswith(here + "/")

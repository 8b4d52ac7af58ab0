"""Judging recalls and the statements that they were carried out; neither changes anything else that is folded."""

from collections.abc import Mapping

from servanda.kernel import recalls
from servanda.kernel.acts import Act
from servanda.kernel.lanes import History
from servanda.processes.folding.folded import Judged


def recall(act: Act, history: History) -> str:
    """'' when it counts, else the code of why not: an author recalls its own words, nobody else's.

    What it names and did not know may still come, and is its own: the word of another is not erased, whoever names it.
    """
    names = recalls.named(act)
    if not names or act.speaks_for:
        return "bad_facts"
    known = [history.acts[history.index[name]] for name in names if _knew(act, name, history)]
    return "not_your_step" if any(other.agency != act.agency for other in known) else ""


def erased(act: Act, judged: Mapping[str, Judged], history: History) -> str:
    """It is about recalls of others in its own past."""
    found = [judged.get(name) if _knew(act, name, history) else None for name in recalls.answered(act)]
    good = all(it and it.act.kind == recalls.RECALL and it.act.agency != act.agency for it in found)
    return "" if found and good else "bad_facts"


def _knew(act: Act, name: str, history: History) -> bool:
    return name in history.index and history.precedes(name, act.id)

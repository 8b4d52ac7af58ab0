"""How to reach each end of a process: the shortest list of (side, step) out of its own declaration."""

from collections import deque

from servanda.kernel.commitments import VERBS
from servanda.processes.base import Process, Step

Route = tuple[tuple[str, str], ...]


def routes(process: Process) -> dict[str, Route]:
    """End state -> the steps that lead there, each with the side that takes it: home or party."""
    found: dict[str, Route] = {}
    start = ((("home", process.opening.name),), str(process.opening.then), process.opening.asks is not None, "open")
    todo = deque([start])
    seen = set()
    while todo:
        route, state, owes, standing = todo.popleft()
        if state in process.ends:
            found.setdefault(state, route)
            continue
        if (state, owes, standing) in seen or len(route) > 8:
            continue
        seen.add((state, owes, standing))
        for step in process.steps:
            if state not in step.when or step.is_hidden:
                continue
            after = _after(step, owes, standing)
            if after is not None:
                side = "party" if step.by == "party" else "home"
                todo.append(((*route, (side, step.name)), step.then or state, owes, after))
    return found


def _after(step: Step, owes: bool, standing: str) -> str | None:
    """What the one commitment comes to, or None where the step is not open."""
    if not step.must:
        return standing
    verb = step.does[0][0]
    if not owes or standing not in VERBS[verb].allowed:
        return None
    return VERBS[verb].then or standing

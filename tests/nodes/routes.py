"""How to reach each end of a process: the shortest list of (side, step) out of its own declaration."""

from collections import deque

from servanda.kernel.commitments import DEBTOR, VERBS
from servanda.processes.declaration.base import Process, Step

Route = tuple[tuple[str, str], ...]
# What is owed -> the side that carries it out, and how it stands.
Standings = dict[str, tuple[str, str]]
AWAITED = ("open", "promised", "returned")


def routes(process: Process) -> dict[str, Route]:
    """End state -> the steps that lead there, each with the side that takes it: home or party.

    What the opening asks for only with a fact is owed: whoever walks the route states that fact.
    """
    found: dict[str, Route] = {}
    asked = _opened({}, process.opening, "home")
    todo: deque[tuple[Route, str, Standings, frozenset[str]]] = deque(
        [((("home", process.opening.name),), str(process.opening.then), asked, frozenset())]
    )
    seen = set()
    while todo:
        route, state, owed, said = todo.popleft()
        if state in process.ends:
            found.setdefault(state, route)
            continue
        told = (state, tuple(sorted(owed.items())), said)
        if told in seen or len(route) > 8:
            continue
        seen.add(told)
        for step in process.steps:
            if state not in step.when or step.is_hidden or (step.needs and step.needs not in said):
                continue
            for side in ("home", "party") if step.by == "any" else (step.by,):
                after = _after(step, owed, side)
                if after is not None:
                    owing = _opened(after, step, side)
                    known = frozenset() if step.name in process.versions else said | _upon(step)
                    todo.append(((*route, (side, step.name)), step.then or state, owing, known))
    return found


def _upon(step: Step) -> frozenset[str]:
    """What the other side said about the text as it stands."""
    return frozenset({step.name} if step.upon_version and step.by != "home" else ())


def _opened(owed: Standings, step: Step, side: str) -> Standings:
    """With what the step asks: who carries it out, and that it is open."""
    if step.asks is None or step.asks.rows:
        return owed
    sides = {"owner": "home", "counterpart": "party", "other": "party" if side == "home" else "home"}
    return {**owed, step.asks.deliver: (sides[step.asks.debtor], "open")}


def _after(step: Step, owed: Standings, side: str) -> Standings | None:
    """How the commitments stand then, or None where the step is not open."""
    if owed.get(step.waits, ("", ""))[1] in AWAITED:
        return None
    after, has_must = dict(owed), not step.must
    for verb, deliver in step.does:
        debtor, standing = owed.get(deliver, ("", ""))
        is_theirs = debtor and (side == debtor) == (VERBS[verb].side == DEBTOR)
        if is_theirs and standing in VERBS[verb].allowed and step.meets(verb, deliver, standing=standing):
            has_must = has_must or (verb, deliver) in step.musts
            after[deliver] = (debtor, VERBS[verb].then or standing)
    return after if has_must else None

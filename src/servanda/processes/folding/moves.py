"""Units that moved: from an agency's own word on, the successor stands in a file where its closed unit stood."""

from dataclasses import dataclass, field
from typing import Any, TypeGuard

from servanda.kernel.acts import UNIT, Act


@dataclass
class Moves:
    """What was moved so far in one file: closed unit -> the unit that stands for it now."""

    to: dict[str, str] = field(default_factory=dict)
    # The act of each move, and the unit that succeeded by it.
    said: list[tuple[str, str]] = field(default_factory=list)

    def take(self, act: Act) -> str:
        """'' when the move has its effect, else the code of why it has none: an agency moves its own units alone."""
        closed, successor = act.facts.get("from"), act.facts.get("to")
        if not _is_unit(closed) or not _is_unit(successor):
            return "bad_facts"
        own = act.agency + "/"
        if act.speaks_for or closed == successor or not (closed.startswith(own) and successor.startswith(own)):
            return "not_your_step"
        self.to = {unit: successor if heir == closed else heir for unit, heir in self.to.items()} | {closed: successor}
        self.said.append((act.id, successor))
        return ""

    def heir(self, unit: str) -> str:
        return self.to.get(unit, unit)

    def side(self, side: tuple[str, str]) -> tuple[str, str]:
        """(agency, unit) of a side of a commitment, as it is now."""
        return side[0], self.heir(side[1])


def routed(act: Act, unit: str) -> str:
    """The unit that stood for one that an agreement names, on the day and by the word of the act that opens."""
    routes = act.facts.get("routes")
    found = routes.get(unit) if isinstance(routes, dict) else None
    return found if _is_unit(found) and found.split("/", 1)[0] == unit.split("/", 1)[0] else unit


def _is_unit(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and UNIT.fullmatch(value) is not None

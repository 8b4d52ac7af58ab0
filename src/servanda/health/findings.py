"""One finding of one check, and what all of them together say of the node."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from servanda.health.words import SENTENCES

WELL, WARNED, ILL = "well", "warned", "ill"
ORDER = (WELL, WARNED, ILL)


@dataclass(frozen=True)
class Check:
    """`code` names its sentence; `about` is the agency, where it is about a peer."""

    name: str
    state: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    about: str = ""

    def __str__(self) -> str:
        return SENTENCES[self.code] % self.params

    def to_json(self) -> dict[str, str]:
        data = {"check": self.name, "state": self.state, "code": self.code, "message": str(self)}
        return data | ({"about": self.about} if self.about else {})


def together(found: Iterable[Check]) -> str:
    """The worst of all. A peer that is away makes no node ill: its own administrator is to be woken."""
    return max((check.state for check in found), key=ORDER.index, default=WELL)

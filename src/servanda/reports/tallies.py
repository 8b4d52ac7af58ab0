"""Numbers by the state in which commitments stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servanda.processes.agreements.implementation import COUNTED

# What is no longer owed is told beside the others and counted with none of them.
STATES: tuple[str, ...] = (*COUNTED, "withdrawn")
FALLEN_DUE = ("done", "done_late", "late", "not_carried_out", "explained")
# Lists of more than one state, by the name that an address gives them.
LISTS: Mapping[str, tuple[str, ...]] = {"fell_due": FALLEN_DUE, "too_late": ("done_late", "late")}


@dataclass
class Tally:
    """Numbers by state."""

    states: dict[str, int] = field(default_factory=dict)

    def add(self, state: str, n: int) -> None:
        self.states[state] = self.states.get(state, 0) + n

    def __getitem__(self, state: str) -> int:
        return self.states.get(state, 0)

    @property
    def counted(self) -> int:
        return sum(self[state] for state in COUNTED)

    @property
    def kept(self) -> tuple[int, int]:
        """How many were carried out in time, and of how many that fell due or were handed over."""
        return self["done"], sum(self[state] for state in FALLEN_DUE)

"""What is wrong with a file: every fault with its line and column, in the order of the file."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.kernel.refusals import Refused


@dataclass(frozen=True)
class Fault:
    """One fault. Lines and columns count from 1; in a table the column is the number of the cell in its row."""

    line: int
    column: int
    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def refused(self) -> Refused:
        """The same as a refusal, whose sentence the faces translate."""
        return Refused(self.code, **self.params)

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.refused}"


class Faulty(Exception):
    """A file that is not taken. Nothing of it was stored."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = {(f.line, f.column, f.field, f.code): f for f in faults}
        self.faults: tuple[Fault, ...] = tuple(found[key] for key in sorted(found))
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))

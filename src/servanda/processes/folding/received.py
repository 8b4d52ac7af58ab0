"""When acts reached the other side of what is owed, as that side's own node stated it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from servanda.kernel.acts import Act
from servanda.kernel.times import read_time
from servanda.processes.folding.folded import Judged


@dataclass
class Received:
    """(act, agency that received it) -> when. What an agency stated first stands."""

    at: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def take(self, act: Act, judged: Mapping[str, Judged], *, precedes: Callable[[str, str], bool]) -> str:
        """'' when the statement counts, else the code of why not: it is about acts of others in its own past."""
        stated = {str(item["act"]): read_time(item["at"]) for item in act.facts["received"]}
        for name, at in stated.items():
            known = judged.get(name)
            if known is None or known.act.agency == act.agency or not precedes(name, act.id):
                return "bad_facts"
            if not known.act.at <= at <= act.at:
                return "bad_facts"
        self.at = {(name, act.agency): at for name, at in stated.items()} | self.at
        return ""

    def counted_at(self, act: Act, *, by: str, transit: timedelta) -> datetime:
        """As it is dated, or as the agency `by` received it if that is later by more than the transit."""
        received = self.at.get((act.id, by), act.at)
        return received if received - act.at > transit else act.at

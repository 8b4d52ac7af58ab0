"""What this node knows while a batch is examined: read in a few queries, and growing with each act let in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from servanda.exchange import epochs
from servanda.exchange.cards import card_of
from servanda.exchange.disowning import disowned_in
from servanda.exchange.models import Disowned, Peer
from servanda.exchange.parties import parties_of
from servanda.kernel import lanes, node, plain
from servanda.kernel.acts import Act, Position
from servanda.kernel.door import is_opening
from servanda.kernel.keys import Card
from servanda.kernel.models import StoredAct

CHUNK = 5000
PLACE = ("name", "dossier", "agency", "epoch", "n", "internal", "at")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored act's place, enough to check what builds on it."""

    id: str
    dossier: str
    agency: str
    position: Position
    internal: bool
    at: datetime


class BatchKnown:
    """kernel.door.Known over dictionaries. `load` first what is to be examined; `learn` each act let in."""

    def __init__(self) -> None:
        here = node.current()
        own = here.card
        self.agency = here.agency
        self.ceiling = own.ceiling
        self._cards: dict[str, Card | None] = {here.agency: own}
        self._past: dict[str, lanes.Placed] = {}
        self._parties: dict[str, frozenset[str]] = {}
        self._disowned: set[tuple[str, str]] = set()

    def load(self, acts: Iterable[Act]) -> None:
        found = list(acts)
        self._load_cards({act.agency for act in found} - set(self._cards))
        names = {act.id for act in found}
        names.update(*(lanes.causes(act) for act in found), *(act.under for act in found))
        self.load_names(names)
        self._parties |= parties_of({act.dossier for act in found} - set(self._parties))
        self._disowned.update(plain.select(Disowned, ["agency", "name"], name=[act.id for act in found]))

    def load_names(self, names: Iterable[str]) -> None:
        wanted = list(set(names) - set(self._past))
        for start in range(0, len(wanted), CHUNK):
            rows = plain.select(StoredAct, PLACE, name=wanted[start : start + CHUNK])
            for name, dossier, agency, epoch, n, internal, at in rows:
                self._past[name] = Stored(name, dossier, agency, (epoch, n), internal, at)

    def learn(self, act: Act) -> None:
        self._past[act.id] = act
        if is_opening(act) and act.dossier not in self._parties:
            self._parties[act.dossier] = frozenset(act.facts["parties"])
        self._disowned.update((act.agency, name) for name in disowned_in(act))

    def has(self, name: str) -> bool:
        return name in self._past

    def card(self, agency: str) -> Card | None:
        return self._cards.get(agency)

    def act(self, name: str) -> lanes.Placed | None:
        return self._past.get(name)

    def parties(self, dossier: str) -> frozenset[str] | None:
        return self._parties.get(dossier)

    def is_disowned(self, agency: str, name: str) -> bool:
        return (agency, name) in self._disowned

    def covers(self, act: Act, *, peer: str, position: Position) -> bool:
        """Does a current signature vouch for this act at this position of a peer's feed, whichever key of its author's
        card sealed it?

        Its author's own feed does; and for acts that this node lost, the peer that shows them.
        """
        own = self._cards[self.agency]
        if act.agency == self.agency and own:
            return epochs.is_lost(act, peer=peer, position=position, card=own)
        return act.agency == peer

    def _load_cards(self, agencies: set[str]) -> None:
        for agency, token in plain.select(Peer, ["agency", "card"], agency=agencies):
            self._cards[agency] = card_of(token)

"""Who keeps a file: the agency that opened it, until it hands the file over and the other one takes it.

An offer, its acceptance and its confirmation follow one another. The agency that keeps the file says the first and the
last in its own lane, so that at every instant, as anybody may know it, there is exactly one keeper.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from servanda.kernel.acts import UNIT, Act
from servanda.kernel.lanes import History

GROUP = "handover"
# Steps of these are open in every file and leave it where it stands.
BESIDE = frozenset({"commitment", "dossier", GROUP})
OFFER, WITHDRAW = "handover.offer", "handover.withdraw"
ACCEPT, DECLINE, CONFIRM = "handover.accept", "handover.decline", "handover.confirm"
KEPT, OFFERED, ACCEPTED, STALE = "kept", "offered", "accepted", "stale"

Knows = Callable[[str], bool]


@dataclass(frozen=True, eq=False)
class Kept:
    """One agency's time with a file, from the confirmation that gave it over; `unit` keeps it there.

    The agency that opened the file keeps it first: without `since`, in the unit that opened it.
    """

    agency: str
    unit: str = ""
    since: Act | None = None
    before: "Kept | None" = None

    def line(self) -> Iterator["Kept"]:
        """This time and those before it, the latest first."""
        kept: Kept | None = self
        while kept is not None:
            yield kept
            kept = kept.before


@dataclass(frozen=True)
class Handover:
    """Where a handover stands: kept (none is under way), offered, accepted, or stale: the file moved on since.

    `offer` is the entry that offers it, `unit` to whom, and `accept` the entry that accepts it.
    """

    state: str = KEPT
    offer: Act | None = None
    unit: str = ""
    accept: Act | None = None

    def as_facts(self) -> dict[str, str]:
        """Empty where none is under way."""
        if self.offer is None:
            return {}
        accept = {"accept": self.accept.id} if self.accept else {}
        return {"state": self.state, "offer": self.offer.id, "unit": self.unit} | accept


@dataclass
class Row:
    """Acts of one keeper in their order. While each knew the one before it, whoever knows one knows all before it."""

    acts: list[Act] = field(default_factory=list)
    is_one: bool = True

    def add(self, act: Act, history: History) -> None:
        self.is_one = self.is_one and (not self.acts or history.precedes(self.acts[-1].id, act.id))
        self.acts.append(act)

    def known(self, knows: Knows) -> list[Act]:
        """Those that are known; of a keeper that did not fork its lane the last one alone, which decides."""
        if not self.is_one:
            return [act for act in self.acts if knows(act.id)]
        end = bisect_left(self.acts, True, key=lambda act: not knows(act.id))
        return self.acts[max(end - 1, 0) : end]


@dataclass
class Keeping:
    """What was said so far about who keeps one file."""

    home: str
    history: History
    stays: bool = False
    offers: dict[Kept, Row] = field(default_factory=lambda: defaultdict(Row))
    answers: dict[str, list[Act]] = field(default_factory=dict)
    handed: dict[Kept, list[Kept]] = field(default_factory=lambda: defaultdict(list))
    moved: dict[Kept, Row] = field(default_factory=lambda: defaultdict(Row))
    known_keepers: dict[str, Kept] = field(default_factory=dict)
    first: Kept = field(init=False)

    def __post_init__(self) -> None:
        self.first = Kept(self.home)

    def of(self, act: Act) -> Kept:
        """Who kept the file as the author of this act could know."""
        if act.id not in self.known_keepers:
            self.known_keepers[act.id] = self._walk(self._known(act)) if self.handed else self.first
        return self.known_keepers[act.id]

    def at_end(self) -> Kept:
        """Who keeps it by all that is known."""
        return self._walk(_everything)

    def standing(self) -> Handover:
        return self._standing(self.at_end(), _everything)

    def note(self, act: Act, kept: Kept) -> None:
        """A step of the kind of work by the agency that keeps the file had its effect."""
        self.moved[kept].add(act, self.history)

    def crossed(self) -> set[str]:
        """Steps of a keeper that crossed with its own handover, as of a restored system: they did not move the file."""
        after = {kept.before: kept for kept in self.at_end().line()}
        found: set[str] = set()
        for kept, row in self.moved.items():
            since = after[kept].since if kept in after else None
            is_last = kept is self.at_end()
            found |= {
                act.id for act in row.acts
                if not is_last and (since is None or not self.history.precedes(act.id, since.id))
            }  # fmt: skip
        return found

    def counterparts(self, kept: Kept, stated: dict[str, str], opened_by: str) -> dict[str, str]:
        """Agency -> its unit in the file while `kept` keeps it: those of the opening, and those that kept it before."""
        found = dict(stated)
        for before in list(kept.line())[1:]:
            found[before.agency] = before.unit or opened_by
        found.pop(kept.agency, None)
        return found

    def take(self, act: Act, name: str, parties: tuple[str, ...]) -> str:
        """'' when it has its effect, else the code of why it has none; judged on the causal past alone."""
        if act.speaks_for:
            return "handover_own_word"
        kept, known = self.of(act), self._known(act)
        if name == "offer":
            return self._offer(act, kept, known, parties)
        if name not in ("withdraw", "accept", "decline", "confirm"):
            return "unknown_step"
        standing = self._standing(kept, known)
        if name in ("withdraw", "confirm") and act.agency != kept.agency:
            return not_yours(act, kept)
        if standing.offer is None or act.facts.get("offer") != standing.offer.id:
            return "handover_not_open"
        if name in ("accept", "decline"):
            return self._answer(act, name, standing)
        if name == "confirm":
            return self._confirm(act, kept, standing)
        self.answers[standing.offer.id].append(act)
        return ""

    def _offer(self, act: Act, kept: Kept, known: Knows, parties: tuple[str, ...]) -> str:
        unit = act.facts.get("unit")
        if act.agency != kept.agency:
            return not_yours(act, kept)
        if self.stays:
            return "handover_stays"
        if not _is_unit(unit) or _agency(unit) not in parties or _agency(unit) == kept.agency:
            return "handover_to_whom"
        if self._standing(kept, known).offer is not None:
            return "handover_open"
        self.offers[kept].add(act, self.history)
        self.answers[act.id] = []
        return ""

    def _answer(self, act: Act, name: str, standing: Handover) -> str:
        if act.agency != _agency(standing.unit):
            return "not_your_step"
        if standing.accept is not None:
            return "handover_answered"
        own = act.facts.get("kept_by")
        if name == "accept" and own is not None and not (_is_unit(own) and _agency(own) == act.agency):
            return "handover_to_whom"
        assert standing.offer is not None
        self.answers[standing.offer.id].append(act)
        return ""

    def _confirm(self, act: Act, kept: Kept, standing: Handover) -> str:
        if standing.accept is None:
            return "handover_not_accepted"
        if standing.state == STALE:
            return "handover_stale"
        assert standing.offer is not None
        unit = str(standing.accept.facts.get("kept_by") or standing.unit)
        self.answers[standing.offer.id].append(act)
        self.handed[kept].append(Kept(_agency(unit), unit, act, kept))
        return ""

    def _standing(self, kept: Kept, knows: Knows) -> Handover:
        for offer in self.offers[kept].known(knows) if kept in self.offers else ():
            # Whoever offers again knew that what was offered before is settled.
            said = [act for act in self.answers[offer.id] if knows(act.id)]
            if any(act.kind != ACCEPT for act in said):
                continue
            # An agency that forked its lane may have accepted twice: the first in the order of all stands.
            accept = next(iter(said), None)
            moved = self.moved[kept].known(knows) if accept and kept in self.moved else []
            is_stale = any(not self.history.precedes(act.id, accept.id) for act in moved if accept)
            state = OFFERED if accept is None else STALE if is_stale else ACCEPTED
            return Handover(state, offer, str(offer.facts["unit"]), accept)
        return Handover()

    def _walk(self, knows: Knows) -> Kept:
        """From one keeper to the next. Of two confirmations by one keeper (a restored system) the first counts."""
        kept = self.first
        while later := [each for each in self.handed.get(kept, ()) if each.since and knows(each.since.id)]:
            kept = min(later, key=_place)
        return kept

    def _known(self, act: Act) -> Knows:
        return lambda name: self.history.precedes(name, act.id)


def not_yours(act: Act, kept: Kept) -> str:
    """Why an agency that does not keep the file may not take a step of who does: perhaps it handed the file over."""
    return "handed_over" if any(each.agency == act.agency for each in kept.line()) else "not_your_step"


def _place(kept: Kept) -> tuple[Any, str]:
    assert kept.since is not None
    return kept.since.position, kept.since.id


def _everything(_name: str) -> bool:
    return True


def _is_unit(value: Any) -> bool:
    return isinstance(value, str) and UNIT.fullmatch(value) is not None


def _agency(unit: Any) -> str:
    return str(unit).split("/", 1)[0]

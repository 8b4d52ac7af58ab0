"""Units that were taken out of those who read a file, and let in again: only by entries that say so."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from servanda.kernel.acts import UNIT, Act
from servanda.kernel.lanes import History

NARROW, ADMIT, NARROWED = "dossier.narrow", "dossier.admit", "dossier.narrowed"
STEPS = ("narrow", "admit", "narrowed")
MOST = 64


@dataclass
class Narrowing:
    """What was said so far about who no longer reads one file.

    A unit is out while an entry takes it out that no later one, which knew it, took back. Of two that crossed the
    narrower counts: nobody reads who should perhaps not.
    """

    history: History
    is_open_inside: bool = False
    # Unit -> the entries that ever took it out, and of these the ones that keep it out; each by its name, in order.
    taken_out: dict[str, dict[str, Act]] = field(default_factory=dict)
    standing: dict[str, dict[str, Act]] = field(default_factory=dict)
    # Entry that takes out -> the agencies of its units.
    concerns: dict[str, frozenset[str]] = field(default_factory=dict)
    confirmed: dict[tuple[str, str], Act] = field(default_factory=dict)

    def take(
        self, act: Act, name: str, parties: tuple[str, ...], *, home: str, works: Callable[[str], bool]
    ) -> str:  # fmt: skip
        """'' when it has its effect, else the code of why not. `home` keeps the file, and a unit `works` on it, as the
        act's author knew.

        An agency says it of its own units; who keeps the file says it of all. Nobody says it of a unit at work.
        """
        if name == "narrowed":
            return self._confirm(act)
        units = named(act)
        if not units or any(_agency(unit) not in parties for unit in units):
            return "bad_facts"
        if self.is_open_inside:
            return "narrow_open"
        if act.speaks_for or any(act.agency not in (home, _agency(unit)) for unit in units):
            return "narrow_not_yours"
        if name == "narrow":
            if any(works(unit) for unit in units):
                return "narrow_works"
            self._take_out(act, units)
            return ""
        by_home = act.agency == home
        known = ((unit, self.taken_out.get(unit, {}).values()) for unit in units)
        if not all(any(self._undoes(act, out, unit, by_home=by_home) for out in outs) for unit, outs in known):
            return "narrow_not_out"
        self._let_in(act, units, by_home=by_home)
        return ""

    def as_facts(self, working: Collection[str]) -> dict[str, dict[str, str]]:
        """Unit -> {act: which keeps it out, by: its agency, confirmed: where the unit's own says so, or ''}.

        While a unit is `working`, what another agency said takes it out of nothing: it may have crossed with what it
        owes now, or have been said so that it could not do it.
        """
        first = {}
        for unit, outs in sorted(self.standing.items()):
            counting = (out for out in outs.values() if unit not in working or out.agency == _agency(unit))
            if out := next(counting, None):
                first[unit] = out
        return {
            unit: {"act": act.id, "by": act.agency, "confirmed": self._confirmed(unit, act)}
            for unit, act in first.items()
        }  # fmt: skip

    def _take_out(self, act: Act, units: list[str]) -> None:
        self.concerns[act.id] = frozenset(map(_agency, units))
        for unit in units:
            self.taken_out.setdefault(unit, {})[act.id] = act
            self.standing.setdefault(unit, {})[act.id] = act

    def _let_in(self, act: Act, units: list[str], *, by_home: bool) -> None:
        """What it undoes came before it in the order of all, so that nothing that comes later has to be looked at."""
        for unit in units:
            outs = self.standing[unit]
            for name in [out.id for out in outs.values() if self._undoes(act, out, unit, by_home=by_home)]:
                del outs[name]

    def _confirmed(self, unit: str, act: Act) -> str:
        if _agency(unit) == act.agency:
            return act.id
        said = self.confirmed.get((act.id, _agency(unit)))
        return said.id if said else ""

    def _confirm(self, act: Act) -> str:
        """It is about entries of others, in its own past, that take out units of who says it."""
        acts = act.facts.get("acts")
        if not isinstance(acts, list) or not acts or not all(self._knows(act, name) for name in acts):
            return "bad_facts"
        if any(act.speaker not in self.concerns[name] for name in acts):
            return "not_your_step"
        for name in acts:
            self.confirmed.setdefault((name, act.speaker), act)
        return ""

    def _knows(self, act: Act, name: Any) -> bool:
        return isinstance(name, str) and name in self.concerns and self.history.precedes(name, act.id)

    def _undoes(self, act: Act, out: Act, unit: str, *, by_home: bool) -> bool:
        """Who took it out lets it in again; what an earlier home took out of another agency, the home of now."""
        may = act.agency == out.agency or (by_home and out.agency != _agency(unit))
        return may and self.history.precedes(out.id, act.id)


def named(act: Act) -> list[str]:
    """The units that such an entry names; none where it states no list of units."""
    found = act.facts.get("again" if act.kind == ADMIT else "units")
    if not isinstance(found, list) or len(found) > MOST or not all(_is_unit(unit) for unit in found):
        return []
    return list(dict.fromkeys(found))


def concerning(acts: Iterator[Act], agency: str, *, has_effect: Callable[[str], bool]) -> Iterator[Act]:
    """Of these acts those by which another agency takes out units of this one."""
    for act in acts:
        is_such = act.kind == NARROW and not act.internal and act.agency != agency and has_effect(act.id)
        if is_such and any(_agency(unit) == agency for unit in named(act)):
            yield act


def _agency(unit: str) -> str:
    return unit.split("/", 1)[0]


def _is_unit(value: Any) -> bool:
    return isinstance(value, str) and UNIT.fullmatch(value) is not None

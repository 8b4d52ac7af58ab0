"""What a seed draws before anything runs: who takes part, what is said when, and what breaks."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

AGENCIES = ("ministry.example", "union.example", "museum.example", "archive.example")
TICKS = (4, 7)
MONTH = 30 * 24 * 60
MARKER = "for-our-eyes-only-7c1d"

# Each act of work with how often it is drawn.
WORK = {
    "ask": 5, "attach": 2, "announce": 2, "claim": 1, "move": 8, "verb": 8, "say": 4, "note": 3, "assign": 1,
    "prepare": 2, "clear": 3, "amend": 1, "sign": 2, "timers": 1, "begin": 1,
}  # fmt: skip

# Each fault with how often it is drawn.
FAULTS = {
    "kill": 6, "cut": 3, "cut_both": 3, "noise": 6, "skew": 2, "full": 2, "read_only": 2, "restore": 2, "rollback": 2,
    "absent": 1,
}  # fmt: skip
SKEWS = (-7200, -900, -240, 240, 900, 7200)


@dataclass(frozen=True)
class Fault:
    """One thing that breaks in one tick. `amount`: statements until a kill, seconds of skew, bytes left on disk."""

    kind: str
    node: str
    other: str = ""
    amount: int = 0


@dataclass(frozen=True)
class Tick:
    """What happens side by side (`at_once`) or one after another; `minutes` pass before it."""

    minutes: int
    at_once: bool
    work: dict[str, Sequence[tuple[str, float]]]
    contacts: Sequence[tuple[str, str]]
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class Plan:
    """A whole run. `old` is the node that knows fewer kinds of work until it is healed; '' for none."""

    seed: int
    agencies: Sequence[str]
    ticks: Sequence[Tick]
    old: str = ""
    copies_at: int = 0
    noise: dict[str, float] = field(default_factory=dict)


def draw(seed: int) -> Plan:
    """The same seed draws the same plan, whatever ran before."""
    chance = random.Random(seed)
    agencies = AGENCIES[: chance.choice((2, 2, 2, 2, 3, 3, 3, 4))]
    count = chance.randint(*TICKS)
    copies_at = chance.randrange(1, count - 1)
    ticks = [_tick(chance, agencies, may_restore=place > copies_at) for place in range(count)]
    old = chance.choice(agencies) if chance.random() < 0.15 else ""
    kinds = ("lost_request", "lost_answer", "doubled", "held", "cut_request", "cut_answer", "slow")
    noise = {kind: chance.choice((0.0, 0.1, 0.3)) for kind in kinds}
    return Plan(seed, agencies, ticks, old, copies_at, noise)


def draw_served(seed: int) -> Plan:
    """The same plan for nodes that are served: processes die at some message that they send or get, and power fails."""
    plan, chance = draw(seed), random.Random(f"served {seed}")
    ticks = [replace(tick, faults=_of_processes(tick.faults, plan.agencies, chance)) for tick in plan.ticks]
    return replace(plan, ticks=ticks)


def _of_processes(faults: Sequence[Fault], agencies: Sequence[str], chance: random.Random) -> Sequence[Fault]:
    found = list(faults) or [Fault("kill", chance.choice(list(agencies)), amount=chance.randint(1, 99))]
    places = [place for place, fault in enumerate(found) if fault.kind == "kill"]
    for place in places:
        kind = chance.choice(("kill", "parent", "worker", "both", "power", "power"))
        if kind != "kill":
            found[place] = Fault(kind, found[place].node, amount=chance.randint(2, 15))
    return found


def _tick(chance: random.Random, agencies: Sequence[str], *, may_restore: bool) -> Tick:
    work = {
        agency: [(_drawn(chance, WORK), chance.random()) for _ in range(chance.randint(0, 4))] for agency in agencies
    }
    pairs = [(one, other) for one in agencies for other in agencies if one != other]
    contacts = chance.sample(pairs, k=min(len(pairs), chance.randint(1, 5)))
    faults = [_fault(chance, agencies) for _ in range(chance.choice((0, 1, 1, 2)))]
    if not may_restore:
        faults = [fault for fault in faults if fault.kind not in ("restore", "rollback")]
    minutes = MONTH if any(fault.kind == "absent" for fault in faults) else chance.choice((0, 1, 5, 60))
    return Tick(minutes, chance.random() < 0.5, work, contacts, faults)


def _fault(chance: random.Random, agencies: Sequence[str]) -> Fault:
    kind = _drawn(chance, FAULTS)
    one, other = chance.sample(list(agencies), k=2)
    amounts = {
        "kill": int(2 ** chance.uniform(0, 8)),
        "skew": chance.choice(SKEWS),
        "full": chance.choice((0, 4_000, 20_000, 60_000)),
    }
    return Fault(kind, one, other, amounts.get(kind, 0))


def _drawn(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]

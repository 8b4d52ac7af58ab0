"""One seed from its plan to its healing; what does not hold ends it with a failure that says how to see it again."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos import faults, healing, world
from tests.chaos.faults import ask
from tests.chaos.invariants import Memory
from tests.chaos.invariants import faults as broken_invariants
from tests.chaos.nodes import Died, Peer
from tests.chaos.proxy import Network, Weather
from tests.chaos.schedule import Plan, Tick, draw, draw_served
from tests.chaos.stage import Stage


@dataclass
class Failure(Exception):
    """Which invariant did not hold, and when."""

    seed: int
    tick: str
    found: Sequence[str]
    told: Sequence[str] = ()

    def __str__(self) -> str:
        lines = [f"seed {self.seed}, {self.tick}:", *(f"  {text}" for text in self.found)]
        return "\n".join([*lines, "what happened:", *(f"  {line}" for line in self.told)])


@dataclass
class Run:
    """A seed under way; `told` is its short log."""

    plan: Plan
    peers: dict[str, Peer]
    network: Network
    memory: Memory = field(default_factory=Memory)
    told: list[str] = field(default_factory=list)
    is_served: bool = False

    def rest(self) -> None:
        """Nodes that are served have their own time: wait until they have said what they had to say."""
        if self.is_served:
            self.network.rest()

    def check(self, where: str, found: Sequence[str] = ()) -> None:
        if found := [*found, *broken_invariants(list(self.peers.values()), self.memory)]:
            raise Failure(self.plan.seed, where, found, self.told)


def run_seed(seed: int, stage: Stage, *, broken: str = "") -> Run:
    """Raises Failure. The stage's `base` holds the nodes as `world.make` laid them out; `folder` is emptied."""
    plan = (draw_served if stage.is_served else draw)(seed)
    folder, network = stage.folder, stage.network
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    network.weather = Weather(seed=seed)
    peers = world.begin(stage, plan.agencies)
    run = Run(plan, {peer.agency: peer for peer in peers}, network, is_served=stage.is_served)
    try:
        for peer in peers:
            peer.broken, peer.old = broken, "old" if peer.agency == plan.old else ""
            peer.start()
            peer.do("unlink_others", list(plan.agencies))
        for place, tick in enumerate(plan.ticks):
            if place == plan.copies_at:
                _keep_copies(run)
            _pass(tick, run)
            run.check(f"tick {place}")
        run.told.append("healing")
        healing.heal(run)
    finally:
        for peer in peers:
            peer.end()
        shutil.rmtree(folder, ignore_errors=True)
    return run


def _keep_copies(run: Run) -> None:
    """Of those that will be put back."""
    later = [fault for tick in run.plan.ticks for fault in tick.faults if fault.kind in ("restore", "rollback")]
    for agency in sorted({fault.node for fault in later}):
        peer = run.peers[agency]
        if not peer.is_alive:
            peer.start()
        peer.keep_copy()


def _pass(tick: Tick, run: Run) -> None:
    peers, weather = run.peers, run.network.weather
    absent = {fault.node for fault in tick.faults if fault.kind == "absent"}
    for agency, peer in peers.items():
        faults.set_clock(peer, peer.offset + 60 * tick.minutes)
        if agency not in absent and not peer.is_whole:
            peer.kill()
            peer.start()
    run.network.late()
    for fault in tick.faults:
        run.told.append(str(fault))
        faults.strike(fault, peers, weather, run.plan)
    if tick.at_once:
        _side_by_side(tick, run)
    else:
        _one_by_one(tick, run)
    run.rest()
    faults.mend(list(peers.values()), weather)


def _one_by_one(tick: Tick, run: Run) -> None:
    for agency, work in tick.work.items():
        run.told.append(f"{agency} {ask(run.peers[agency], 'work', work)}")
    for here, there in tick.contacts:
        run.told.append(f"{here} to {there}: {ask(run.peers[here], 'contact', there)}")


def _side_by_side(tick: Tick, run: Run) -> None:
    """Every node does its work and its contacts while the others do theirs."""
    given: list[Peer] = []
    for agency, work in tick.work.items():
        given += [run.peers[agency]] * run.peers[agency].send("work", work)
    for here, there in tick.contacts:
        given += [run.peers[here]] * run.peers[here].send("contact", there)
    for peer in given:
        try:
            run.told.append(f"{peer.agency} at once: {peer.answer()}")
        except Died:
            run.told.append(f"{peer.agency} died")

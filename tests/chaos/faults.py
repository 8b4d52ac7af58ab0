"""How each fault is brought about on a running node, and how it is taken away again."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.chaos.nodes import Died, Peer
from tests.chaos.proxy import Moment, Weather
from tests.chaos.schedule import Fault, Plan

WITHOUT_LIMIT = NEVER = -1
# A kill that comes so soon comes right after so many commits, and not at a statement.
COMMITS = 6
CLOSED, OPEN = (0o555, 0o444), (0o755, 0o644)


def strike(fault: Fault, peers: dict[str, Peer], weather: Weather, plan: Plan) -> None:
    peer = peers[fault.node]
    match fault.kind:
        case "cut":
            weather.cut.add((fault.node, fault.other))
        case "cut_both":
            weather.cut |= {(fault.node, fault.other), (fault.other, fault.node)}
        case "noise":
            weather.noise = dict(plan.noise)
        case "skew":
            set_clock(peer, peer.offset + fault.amount)
        case "kill":
            ask(peer, "die_committed" if fault.amount <= COMMITS else "die", fault.amount)
        case "parent" | "worker" | "both" | "power":
            weather.moments[fault.node] = Moment(
                fault.amount // 2, bool(fault.amount % 2), partial(peer.strike, fault.kind)
            )
        case "absent":
            peer.kill()
        case "full":
            peer.is_hurt = True
            if (size := ask(peer, "size_of_log")) is not None:
                ask(peer, "room", int(size) + fault.amount)
        case "read_only":
            peer.is_hurt = True
            _change_modes(peer.home, CLOSED)
        case "restore" | "rollback":
            _go_back(peer, peers.values(), is_known=fault.kind == "restore")


def mend(peers: Sequence[Peer], weather: Weather) -> None:
    """The network is whole and every disk writes again; processes that died stay dead, clocks stay wrong."""
    weather.cut, weather.noise = set(), {}
    for agency in list(weather.moments):
        if moment := weather.moments.pop(agency, None):
            moment.strike()
    for peer in peers:
        peer.see()
        peer.have_power()
        ask(peer, "die", NEVER)
        ask(peer, "die_committed", NEVER)
        if peer.is_hurt:
            _change_modes(peer.home, OPEN)
            ask(peer, "room", WITHOUT_LIMIT)
            peer.is_hurt = False


def set_clock(peer: Peer, offset: int) -> None:
    peer.offset = offset
    ask(peer, "clock", offset)


def ask(peer: Peer, name: str, *args: object) -> object:
    """What the node answers; None where it is dead, or dies of it."""
    try:
        return peer.do(name, *args)
    except Died:
        return None


def _go_back(peer: Peer, peers: "Sequence[Peer]", *, is_known: bool) -> None:  # type: ignore[misc]
    """The folder is that of some time ago. Where nobody knows it, the node finds out at its next contact."""
    if not peer.copy.exists():
        return
    peer.put_back_copy()
    peer.start()
    epoch = ask(peer, "epoch")
    if not is_known:
        for other in peers:
            if other is not peer:
                ask(peer, "contact", other.agency)
    ask(peer, "begin_epoch", epoch)


def _change_modes(home: Path, modes: tuple[int, int]) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(modes[0] if path.is_dir() else modes[1])

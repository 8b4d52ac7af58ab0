"""After the last tick everything works again: within some rounds all sides must hold and show the same."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.chaos import faults, tables
from tests.chaos.invariants import holds
from tests.chaos.schedule import MARKER

if TYPE_CHECKING:
    from tests.chaos.harness import Run
    from tests.chaos.nodes import Peer

ROUNDS = 40
HOURS = 5 * 3600


def heal(run: "Run") -> None:
    peers = list(run.peers.values())
    latest = max(peer.offset for peer in peers) + 3600
    for peer in peers:
        if peer.old:
            peer.kill()
        if not peer.is_whole:
            peer.kill()
            is_newer, peer.old = bool(peer.old), ""
            peer.start()
            if is_newer:
                peer.do("refold")
    run.network.late()
    open_: dict[str, Any] = {}
    for turn in range(ROUNDS):
        for peer in peers:
            faults.set_clock(peer, latest + turn * HOURS)
        for peer in peers:
            for other in peers:
                if other is not peer:
                    peer.do("contact", other.agency)
        run.rest()
        open_ = {peer.agency: left for peer in peers if (left := _left(peer.do("settle"), run))}
        if turn and not open_:
            break
    for peer in peers:
        peer.see()
    failing = {peer.agency: found for peer in peers if (found := peer.do("failures"))}
    for peer in peers:
        peer.stop_serving()
    found = [f"not empty after {ROUNDS} rounds: {agency} {left}" for agency, left in open_.items()]
    found += [f"contact still fails: {agency} {codes}" for agency, codes in failing.items()]
    run.check("healed", [*found, *_differences(run)])


def _left(settled: dict[str, Any], run: "Run") -> dict[str, Any]:
    """A file may be told as lost only where its author has none of its bytes."""
    settled["gone"] = [sha256 for author, sha256 in settled["gone"] if _has(run.peers[author], sha256)]
    return {name: value for name, value in settled.items() if value}


def _has(peer: "Peer", sha256: str) -> bool:
    plain = sha256.removeprefix("sha256:")
    return (peer.home / "files" / plain[:2] / plain[2:4] / plain).exists()


def _differences(run: "Run") -> list[str]:
    """What the nodes, asked in full, say of themselves, and where they differ from each other."""
    found: list[str] = []
    digests: dict[str, dict[str, str]] = defaultdict(dict)
    parties: dict[str, set[str]] = defaultdict(set)
    for peer in run.peers.values():
        state = peer.do("state")
        found += [f"{peer.agency}: check: {finding}" for finding in state["check"]]
        found += [f"{peer.agency}: quarantine: {row}" for row in state["quarantine"]]
        found += [f"{peer.agency}: file lost: {name}" for name in state["lacking"]]
        for dossier, (digest, among) in state["digests"].items():
            digests[dossier][peer.agency] = digest
            parties[dossier] |= set(among) & set(run.peers)
    for dossier, by_agency in digests.items():
        if set(by_agency) != parties[dossier]:
            found.append(f"{dossier} is with {sorted(by_agency)}, its parties are {sorted(parties[dossier])}")
        if len(set(by_agency.values())) > 1:
            found.append(f"{dossier}: digests differ: {by_agency}")
    return [*found, *_lost(run), *_leaks(run)]


def _lost(run: "Run") -> list[str]:
    """Words that a node lost with its folder and that a peer has, but that have not come back."""
    peers = list(run.peers.values())
    return [
        f"{peer.agency}: not recovered: {said.name}"
        for peer in peers
        for said in peer.lost
        if not holds(peer, said.name) and any(holds(other, said.name) for other in peers)
    ]


def _leaks(run: "Run") -> list[str]:
    """Words for colleagues of one agency on the disk of another."""
    found = []
    for peer in run.peers.values():
        raw = tables.raw(peer.home)
        for other in run.peers:
            if other != peer.agency and f"{MARKER} {other}".encode() in raw:
                found.append(f"{peer.agency}: leaked: internal words of {other}")
    return found

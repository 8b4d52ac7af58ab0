"""Every connected agency is called now: does its address answer, and with the card that was connected?"""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import httpx

from servanda.exchange import paths
from servanda.exchange.cards import card_of
from servanda.exchange.clients import Clients, telling_certificates
from servanda.exchange.models import Peer
from servanda.health.findings import WARNED, WELL, Check
from servanda.kernel import keys
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused

PATIENCE = httpx.Timeout(8, connect=4)
AT_ONCE = 8
CLOCK = 60  # seconds


def examine(here: Node, *, now: datetime) -> list[Check]:
    """One finding per peer; all are called at once, and none is waited for longer than some seconds."""
    with here.active():
        peers = list(Peer.objects.order_by("agency"))
    if not peers:
        return []
    with contextlib.closing(Clients(inside=here.inside)) as clients, ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda peer: _check(peer, clients), peers))


def _check(peer: Peer, clients: Clients) -> Check:
    if peer.is_blocked:
        return Check("peer", WELL, "peer_blocked", about=peer.agency)
    if peer.paused_at:
        return Check("peer", WARNED, "peer_paused", about=peer.agency)
    if not peer.address:
        return Check("peer", WELL, "peer_by_hand", about=peer.agency)
    try:
        with telling_certificates(peer.agency):
            answer = _ask(peer, clients.of(peer))
        same = keys.read_card(answer).root == card_of(peer.card).root
    except Refused as refusal:
        return Check("peer", WARNED, "peer_away", {"why": str(refusal).rstrip(".")}, peer.agency)
    except Exception as error:  # whatever one peer makes of the call is what was to be found out about it
        return Check("peer", WARNED, "peer_away", {"why": type(error).__name__}, peer.agency)
    if not same:
        return Check("peer", WARNED, "peer_other", about=peer.agency)
    if abs(peer.clock_ahead or 0) > CLOCK:
        return Check("peer", WARNED, "peer_clock", {"seconds": abs(peer.clock_ahead or 0)}, peer.agency)
    return Check("peer", WELL, "peer_works", about=peer.agency)


def _ask(peer: Peer, http: httpx.Client) -> str:
    """What its address says its card is; no more of it than a card can be."""
    where = paths.url(peer.address, paths.CARD)
    with http.stream("GET", where, headers={"accept-encoding": "identity"}, timeout=PATIENCE) as answer:
        answer.raise_for_status()
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > keys.CARD_LIMIT:
                raise Refused("too_large", size=len(body), limit=keys.CARD_LIMIT)
    return bytes(body).decode("ascii", "replace")

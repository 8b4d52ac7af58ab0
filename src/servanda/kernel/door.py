"""The one door: foreign bytes become a VerifiedAct here, or are refused, or wait for what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from servanda.kernel import acts, jws, lanes
from servanda.kernel.acts import Act
from servanda.kernel.audiences import check_class
from servanda.kernel.keys import Card, verify_by
from servanda.kernel.lanes import Placed
from servanda.kernel.refusals import Refused

AHEAD = timedelta(minutes=10)


class Known(Protocol):
    """What the receiving agency knows when an entry arrives; database or memory alike."""

    agency: str
    ceiling: str

    def card(self, agency: str) -> Card | None: ...
    def act(self, name: str) -> Placed | None: ...
    def parties(self, dossier: str) -> frozenset[str] | None: ...
    def is_disowned(self, agency: str, name: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class VerifiedAct:
    """Proof in the type: only `admit` and `log.seal` make one."""

    act: Act


class Missing(Exception):
    """The entry is good so far, but refers to others that are not here yet."""

    def __init__(self, act: Act, names: Sequence[str]) -> None:
        super().__init__(act.id, names)
        self.act = act
        self.names = list(names)


def admit(token: str, parts: Mapping[str, bytes], known: Known, *, now: datetime, covered: bool) -> VerifiedAct:
    """Verify one foreign entry: `read` it, and `examine` what was read."""
    return examine(read(token, parts), known, now=now, covered=covered)


def read(token: str, parts: Mapping[str, bytes]) -> Act:
    """Step 1 of the door; what it returns is not verified yet."""
    return acts.read(token, parts)


def examine(act: Act, known: Known, *, now: datetime, covered: bool) -> VerifiedAct:
    """Verify an act that `read` has read from its bytes.

    `covered`: it came in its author's own feed, under a head signed by a current key. Raises Refused (a bad entry) or
    Missing (park it). Whether a part may be absent is for the feed that brought it to say. The steps:

    1. The bytes are a compact JWS of typ servanda-act, within the limit, over a strict and well-formed envelope.
    2. The author's card is known, and one of its keys made the signature.
    3. The author has not disowned it.
    4. Its class is within this agency's ceiling.
    5. Every part at hand is what was signed.
    6. It is not from the future.
    7. It opens its dossier and its author is the home, or it builds on what opened it.
    8. The author is a party, this agency is a party, and reported words are a party's.
    9. Everything in its causal past that it names is here; otherwise it waits.
    10. It continues its lane, names true heads, and is not dated before anything it builds on.
    """
    # 1 was done by `read`: it looked at the same bytes that are taken apart here
    signed, _, signature = act.jws.rpartition(".")
    # 2
    card = known.card(act.agency)
    if card is None:
        raise Refused("unknown_agency", agency=act.agency)
    verify_by(card, signed, jws.unb64(signature), covered=covered)
    # 3
    if known.is_disowned(act.agency, act.id):
        raise Refused("disowned", agency=act.agency)
    # 4
    check_class(act.cls, {known.agency: known.ceiling})
    # 5
    acts.check_parts(act)
    # 6
    if act.at > now + AHEAD:
        raise Refused("from_future", at=act.at.isoformat())
    # 7, 8
    _check_parties(act, known)
    # 9
    names = sorted(lanes.causes(act)) + list(act.under)
    past = {name: known.act(name) for name in names}
    if absent := [name for name in names if past[name] is None]:
        raise Missing(act, absent)
    # 10
    _check_past(act, {name: found for name, found in past.items() if found})
    return VerifiedAct(act)


def is_opening(act: Act) -> bool:
    """Only the home opens a dossier, with the one act that builds on nothing in it."""
    return act.agency == act.home and act.n == 1 and not lanes.causes(act)


def _check_parties(act: Act, known: Known) -> None:
    parties = known.parties(act.dossier)
    if is_opening(act):
        stated = _stated_parties(act) if parties is None or "facts" in act.parts else parties
        if parties not in (None, stated):
            raise Refused("bad_chain", agency=act.agency)
        parties = stated
    elif not (causes := sorted(lanes.causes(act))):
        raise Refused("not_home", agency=act.home)
    elif parties is None:
        if absent := [name for name in causes if known.act(name) is None]:
            raise Missing(act, absent)
        raise Refused("bad_chain", agency=act.agency)
    for agency in (act.agency, act.speaker, known.agency):
        if agency not in parties:
            raise Refused("not_a_party", agency=agency)


def _stated_parties(act: Act) -> frozenset[str]:
    stated = act.facts.get("parties")
    if not isinstance(stated, list) or not all(isinstance(p, str) and acts.AGENCY.fullmatch(p) for p in stated):
        raise Refused("bad_envelope", field="parties")
    return frozenset(stated)


def _check_past(act: Act, past: Mapping[str, Placed]) -> None:
    if not lanes.continues(act, past[act.prev] if act.prev else None):
        raise Refused("bad_chain", agency=act.agency)
    for agency, (epoch, n, name) in act.seen.items():
        seen = past[name]
        is_true = (seen.dossier, seen.agency, seen.position) == (act.dossier, agency, (epoch, n))
        if not is_true or seen.internal or agency == act.agency:
            raise Refused("bad_chain", agency=agency)
    if any(other.at > act.at for other in past.values()):
        raise Refused("before_past")

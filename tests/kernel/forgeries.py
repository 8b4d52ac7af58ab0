"""Entries that nobody should take: forged ones, and true signatures over a misstated chain."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from servanda.kernel import acts
from servanda.kernel.acts import Act
from servanda.kernel.times import write_time
from tests.kernel.agencies import AT, STRANGER, Agency, payload, seal, signed_payload, with_fields
from tests.kernel.model import Entry, Peer

FORGERIES = 5


def forgery(how: int, victim: Peer, dossier: str) -> Entry:
    """An entry that somebody without the victim's key, or without a place in the dossier, could make."""
    true = victim.seal(dossier, "note.say", {"text": "so it was agreed"})
    match how:
        case 0:  # in the victim's lane, with another's key
            return signed_payload(payload(true), STRANGER.key), true.parts
        case 1:  # the victim's signature over other words
            head, _, signature = true.jws.split(".")
            other = payload(true) | {"kind": "note.unsay"}
            return f"{head}.{signed_payload(other, STRANGER.key).split('.')[1]}.{signature}", true.parts
        case 2:  # the victim's envelope around other facts
            return true.jws, {"facts": acts.write_part({"text": "so it was not agreed"})}
        case 3:  # in a lane of a dossier where the author is no party
            return_of = seal(STRANGER, dossier, victim.shared(dossier), at=true.at)
            return return_of.jws, return_of.parts
        case _:  # in the victim's lane, under the stranger's name for it
            return signed_payload(payload(true) | {"by": {"unit": "stranger.example/x"}}, STRANGER.key), true.parts


def crooked(author: Agency, shared: list[Act]) -> Iterator[Entry]:
    """What an author could sign with its own key on top of what the receiver knows, each wrong in one way."""
    ghost = Peer(author, epoch=max((act.epoch for act in shared if act.agency == author.name), default=1))
    for act in shared:
        ghost.keep(act)
    true = ghost.seal(shared[0].dossier, "note.say", {"text": "never mind"})
    others = [act for act in shared if act.agency != author.name]
    name, epoch, n, prev = true.agency, true.epoch, true.n, true.prev
    wrong: list[dict[str, Any]] = [{"lane": [name, epoch, n + 1, prev]}, {"at": write_time(AT - timedelta(seconds=1))}]
    wrong += [{"lane": [name, epoch + 1, 2, prev]}, {"seen": {name: [1, 1, shared[0].id]}}]
    if author.name != true.home:
        wrong.append({"lane": [name, epoch, 1, None], "seen": {}})
    if prev:
        wrong.append({"lane": [name, epoch, 1, prev]})
    for act in others[:1]:
        wrong += [{"lane": [name, epoch, max(n, 2), act.id]}, {"seen": {act.agency: [act.epoch, act.n + 1, act.id]}}]
    for fields in wrong:
        act = with_fields(true, author.key, **fields)
        yield act.jws, act.parts

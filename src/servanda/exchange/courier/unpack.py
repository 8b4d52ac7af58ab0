"""Taking in a courier file: its request, batches and files go the same ways as those of the network, one by one."""

import contextlib
import tempfile
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, Any

from servanda.exchange import batches, claims, epochs, files, paths, receive, wire
from servanda.exchange.bell import wake_for
from servanda.exchange.cards import peer_of, replace_card
from servanda.exchange.courier import frames, sealing
from servanda.exchange.courier.pack import TOOK
from servanda.exchange.models import CourierFile, Feed, Parked, Peer, ReceivedEntry, State
from servanda.exchange.receipts import accept_receipt
from servanda.exchange.receive import OutOfPlace
from servanda.exchange.requests import check_signature
from servanda.exchange.wire import Request
from servanda.kernel import node
from servanda.kernel.refusals import Refused
from servanda.kernel.times import write_time

SHOWN = 50
TRIES, TRY_AGAIN = 100, 0.1

Told = dict[str, Any]


@dataclass(slots=True)
class Unpacked:
    """What became of a file. `known` had come before by any way; `waits` wait for what is missing.

    `number` is that of its row. `refused` holds {n, code, params} of single entries, `stopped` {code, params} of what
    ended the entries early, and
    `receipt` the same of the other side's receipt, where it could not be taken. `is_whole`: the file came to its end.
    """

    peer: str
    made_at: str
    number: int = 0
    again_at: str = ""
    taken: int = 0
    known: int = 0
    waits: int = 0
    refused: list[Told] = field(default_factory=list)
    refused_count: int = 0
    files: dict[str, int] = field(default_factory=lambda: {"taken": 0, "known": 0, "waits": 0, "wrong": 0})
    stopped: Told | None = None
    receipt: Told | None = None
    is_whole: bool = True

    @property
    def is_good(self) -> bool:
        is_clean = self.is_whole and not (self.stopped or self.receipt or self.refused_count)
        return is_clean and not self.files["wrong"]

    def as_data(self) -> Told:
        return asdict(self)


def unpack(source: IO[bytes], *, now: datetime, peer: str = "", officer: str = "") -> Unpacked:
    """Take in a courier file, from `peer` alone where one is named. Raises Refused; then nothing was taken. The steps:

    1. It is encrypted to this agency. Of a file that is cut off or damaged, what stands before that is good.
    2. It begins with a request for this agency, of a linked peer, signed by a current key of its card or a successor.
    3. The receipt in it is applied, if nothing newer was; what it asks about, or lost, is told in the next file.
    4. Each batch goes the way of a posted one, with all its steps; what came before changes nothing.
    5. Each file is kept where an act taken from this peer wants it and its hash is right.
    """
    here = node.current()
    with tempfile.TemporaryFile(dir=here.files) as spool:
        # 1
        is_whole = sealing.unseal(source, spool, here)
        spool.seek(0)
        return _take_all(spool, is_whole, now=now, expected=peer, officer=officer)


def _take_all(spool: IO[bytes], is_whole: bool, *, now: datetime, expected: str, officer: str) -> Unpacked:
    rest = frames.read(spool)
    try:
        first = next(rest, None)
    except frames.CutOff:
        raise Refused("courier_cut_off") from None
    # 2
    if not isinstance(first, frames.Statement) or first.kind != "request":
        raise Refused("not_courier")
    peer, request = _admit(first.raw, expected, now=now)
    done = Unpacked(peer.agency, write_time(request.at), again_at=_taken_before(peer, request))
    done.is_whole = is_whole
    _take_request(peer, request, done, now=now)
    try:
        for frame in rest:
            _take_frame(frame, peer, done, now=now)
    except (frames.CutOff, Refused):
        done.is_whole = False
    _note_claim(peer, request, first.raw.decode("ascii"), now=now)
    _note_answered(peer, request)
    _note(peer, request, done, officer, now=now)
    wake_for(node.current(), peer.agency)
    return done


def _admit(raw: bytes, expected: str, *, now: datetime) -> tuple[Peer, Request]:
    try:
        read = wire.read_request(raw.decode("ascii"))
    except UnicodeDecodeError:
        raise Refused("no_signature") from None
    request, here = read.says, node.current()
    if expected and request.sender != expected:
        raise Refused("courier_other_peer", sender=request.sender, agency=expected)
    peer = peer_of(request.sender)
    card = check_signature(read, peer, now=now, may_be_older=True)
    if request.receiver != here.agency:
        raise Refused("wrong_recipient", to=request.receiver, agency=here.agency)
    if request.path != paths.COURIER:
        raise Refused("not_courier")
    with here.writing():
        replace_card(peer, card, now=now)
    return peer, request


def _take_frame(frame: frames.Statement | frames.Carried, peer: Peer, done: Unpacked, *, now: datetime) -> None:
    if isinstance(frame, frames.Carried):
        # 5
        done.files[_take_file(frame, peer)] += 1
    elif frame.kind == "batch":
        # 4
        _take_batch(frame.raw, peer, done, now=now)
    else:
        further, request = _admit(frame.raw, peer.agency, now=now)
        _take_request(further, request, done, now=now)


def _take_request(peer: Peer, request: Request, done: Unpacked, *, now: datetime) -> None:
    # 3
    token, ask = request.data.get("receipt"), request.data.get("ask")
    try:
        if not isinstance(token, str):
            raise Refused("bad_envelope", field="receipt")
        accept_receipt(token, peer, nonce=None, head="", now=now)
    except Refused as refusal:
        done.receipt = _told(refusal)
    with contextlib.suppress(Refused):  # a malformed place asks for nothing
        if "recover" in request.data:
            epochs.relay_back(peer.agency, wire.read_place(request.data["recover"]), now=now)
    if isinstance(ask, list):
        _note_asked(peer, {n for n in ask if isinstance(n, int)})


def _note_claim(peer: Peer, request: Request, token: str, *, now: datetime) -> None:
    """Where the other side's feed stands by its own signature: what did not come with this file is still to come."""
    with contextlib.suppress(Refused):  # a malformed place claims nothing
        claims.note_claim(peer.agency, wire.read_place(request.data.get("head")), token, now=now)


def _note_answered(peer: Peer, request: Request) -> None:
    """The other side took in a file that asked for what was lost here: what it has of that stands in its feed."""
    took, began = request.data.get("took"), epochs.began_at()
    if began and isinstance(took, list):
        names = [name for name in took[:TOOK] if isinstance(name, str)]
        asked = CourierFile.objects.filter(peer=peer.agency, direction="made", made_at__gte=began, nonce__in=names)
        if asked.exists():
            with contextlib.suppress(Refused):  # a malformed place answers nothing
                epochs.answered(peer, wire.read_place(request.data.get("head")))


def _note_asked(peer: Peer, asked: set[int]) -> None:
    """Tell in the next file what became of these; what is asked about no more, the other side knows."""
    here = node.current()
    with here.writing():
        epoch = Feed.objects.get(peer=peer).in_epoch
        rows = ReceivedEntry.objects.filter(peer=peer.agency, epoch=epoch, outcome=State.TAKEN, code="")
        rows.filter(n__in=asked).update(is_changed=True)
        if here.is_air_gapped or not peer.address:  # over a network a contact clears them
            rows.exclude(n__in=asked).update(is_changed=False)


def _take_batch(raw: bytes, peer: Peer, done: Unpacked, *, now: datetime) -> None:
    if done.stopped:  # each batch continues the one before it
        return
    before = Feed.objects.get(peer=peer)
    try:
        head = batches.read(raw).head.says
        if head.sender != peer.agency:
            raise Refused("courier_other_peer", sender=head.sender, agency=peer.agency)
        receipt = wire.read_receipt(_in_turn(raw, now=now).decode("ascii")).says
    except Refused as refusal:
        done.stopped = _told(refusal)
        return
    except OutOfPlace as out:
        done.stopped = _told(out.refusal)
        return
    after = Feed.objects.get(peer=peer)
    fresh = after.in_n - before.in_n if after.in_epoch == before.in_epoch else after.in_n
    total = head.last - head.first + 1
    first_new = head.last - fresh + 1
    outcomes = {n: outcome for n, outcome in receipt.outcomes.items() if n >= first_new}
    waits = sum(state == State.PARKED for state, _, _ in outcomes.values())
    refused = [{"n": n, "code": c, "params": p} for n, (state, c, p) in outcomes.items() if state == State.REFUSED]
    done.taken += fresh - waits - len(refused)
    done.known += total - fresh
    done.waits += waits
    done.refused_count += len(refused)
    done.refused += refused[: max(0, SHOWN - len(done.refused))]


def _in_turn(raw: bytes, *, now: datetime) -> bytes:
    """Take a batch when one that comes from the same peer over a network has been taken."""
    for _ in range(TRIES):
        try:
            return receive.take_batch(raw, now=now)
        except Refused as refusal:
            if refusal.code != "busy":
                raise
            time.sleep(TRY_AGAIN)
    return receive.take_batch(raw, now=now)


def _take_file(frame: frames.Carried, peer: Peer) -> str:
    row = files.wanted_from(peer.agency, frame.act, frame.index)
    if row is None:
        return "waits" if Parked.objects.filter(act=frame.act).exists() else "wrong"
    if row.state == "here":
        return "known"
    return "taken" if files.receive_file(row, frames.chunks_of(frame), size=frame.size) else "wrong"


def _taken_before(peer: Peer, request: Request) -> str:
    row = CourierFile.objects.filter(peer=peer.agency, direction="taken", nonce=request.nonce).order_by("id").first()
    return write_time(row.at) if row else ""


def _note(peer: Peer, request: Request, done: Unpacked, officer: str, *, now: datetime) -> None:
    with node.current().writing():
        Peer.objects.filter(agency=peer.agency).update(last_contact_at=now)
        row = CourierFile.objects.create(
            peer=peer.agency, direction="taken", nonce=request.nonce, made_at=request.at, at=now, officer=officer,
            report=done.as_data(),
        )  # fmt: skip
    done.number = row.pk


def _told(refusal: Refused) -> Told:
    code, params = wire.for_wire(refusal.code, refusal.params)
    return {"code": code, "params": params}

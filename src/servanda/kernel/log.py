"""The one writer: `append` is the only code that stores acts, with their folded state, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from servanda.kernel import acts, bulk, erasing, folding, held, lanes, node, plain, starting
from servanda.kernel.acts import By, Head
from servanda.kernel.door import VerifiedAct
from servanda.kernel.models import LaneHead, NodeState, StoredAct


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is about to be said; its place in the lane is given when it is sealed."""

    dossier: str
    kind: str
    process: int
    by: By
    at: datetime
    to: tuple[str, ...] = ()
    cls: str = "internal"
    under: tuple[str, ...] = ()
    internal: bool = False
    speaks_for: str | None = None
    via: str | None = None
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def say(drafts: Sequence[Draft], *, now: datetime) -> list[StoredAct]:
    """Seal drafts in this node's lanes and store them. `at` is moved up to never precede what it builds on."""
    here = node.current()
    if not all(draft.internal for draft in drafts):
        starting.check(here)
    with here.writing():
        known = _heads({draft.dossier for draft in drafts})
        epoch = current_epoch()
        sealed = []
        for draft in drafts:
            act = _seal(draft, known.setdefault(draft.dossier, {}), epoch)
            known[draft.dossier][act.agency, act.internal] = ((act.epoch, act.n, act.id), act.at)
            sealed.append(VerifiedAct(act))
        return append(sealed, now=now)


def append(verified: Sequence[VerifiedAct], *, now: datetime, more_follow: bool = False) -> list[StoredAct]:
    """Store acts with positions and folded rows, all or nothing. Those already stored are passed over.

    Returns the rows that are new. Twice the same act changes nothing. Where `more_follow` at once, the rows may be
    folded with those (`kernel/folding.py`).
    """
    here = node.current()
    with here.writing():
        known = {name for (name,) in plain.select(StoredAct, ["name"], name=[v.act.id for v in verified])}
        fresh: dict[str, StoredAct] = {}
        recalled = erasing.note([item for item in verified if item.act.id not in known], now=now)
        for item in erasing.without_recalled(verified):
            if item.act.id not in known and item.act.id not in fresh:
                fresh[item.act.id] = _row(item, now)
        if not fresh:
            return []
        stored = list(fresh.values())
        _insert(stored)
        _move_heads([v for v in verified if v.act.id in fresh])
        held.hold((held.key_of(row.act), row.act) for row in stored)
        erasing.carry_out(recalled, now=now)
        # What was recalled leaves the folded rows too, at once.
        if recalled or not more_follow or not folding.put_off(stored, now=now):
            folding.fold(stored, now=now)
        return stored


def current_epoch() -> int:
    state = plain.one(NodeState, id=1) or NodeState.objects.get_or_create(id=1)[0]
    return state.epoch


def heads(dossier: str) -> dict[str, Head]:
    """The last shared link of every lane of a dossier."""
    rows = plain.rows(LaneHead, dossier=dossier, internal=False)
    return {row.agency: (row.epoch, row.n, row.name) for row in rows}


def _heads(dossiers: Iterable[str]) -> dict[str, dict[tuple[str, bool], tuple[Head, datetime]]]:
    found: dict[str, dict[tuple[str, bool], tuple[Head, datetime]]] = {}
    for row in plain.rows(LaneHead, dossier=dossiers):
        found.setdefault(row.dossier, {})[row.agency, row.internal] = ((row.epoch, row.n, row.name), row.at)
    return found


def _seal(draft: Draft, known: Mapping[tuple[str, bool], tuple[Head, datetime]], epoch: int) -> acts.Act:
    here = node.current()
    own = known.get((here.agency, draft.internal))
    seen = {agency: head for (agency, internal), (head, _) in known.items() if agency != here.agency and not internal}
    past = [at for (agency, internal), (_, at) in known.items() if internal == draft.internal or not internal]
    if draft.internal:
        seen |= {agency: head for (agency, internal), (head, _) in known.items() if not internal}
    if draft.under:
        past += StoredAct.objects.filter(name__in=draft.under).values_list("at", flat=True)
    epoch, n, prev = lanes.next_place(own[0] if own else None, epoch)
    return acts.seal(
        key=here.signing_key, dossier=draft.dossier, agency=here.agency, epoch=epoch, n=n, prev=prev,
        kind=draft.kind, process=draft.process, at=max([draft.at, *past]), by=draft.by, to=draft.to, cls=draft.cls,
        seen=seen, under=draft.under, internal=draft.internal, speaks_for=draft.speaks_for, via=draft.via,
        parts=draft.parts,
    )  # fmt: skip


def _row(item: VerifiedAct, now: datetime) -> StoredAct:
    act = item.act
    row = StoredAct(
        name=act.id, jws=act.jws, dossier=act.dossier, agency=act.agency, epoch=act.epoch, n=act.n, kind=act.kind,
        internal=act.internal, at=act.at, stored_at=now, **{part: act.parts.get(part) for part in acts.PARTS},
    )  # fmt: skip
    row.act = act  # the projections need not read the bytes again
    return row


def _insert(rows: Sequence[StoredAct]) -> None:
    """Store the rows, and give each its place in the log."""
    bulk.insert(StoredAct, bulk.columns_of(StoredAct), rows)
    places = dict(plain.select(StoredAct, ["name", "seq"], name=[row.name for row in rows]))
    for row in rows:
        row.seq = places[row.name]
        row._state.adding, row._state.db = False, node.current().alias


def _move_heads(verified: Sequence[VerifiedAct]) -> None:
    columns = ["dossier", "agency", "internal", "epoch", "n", "name"]
    rows = {
        (dossier, agency, internal): ((epoch, n), name)
        for dossier, agency, internal, epoch, n, name in plain.select(
            LaneHead, columns, dossier={v.act.dossier for v in verified}
        )
    }
    moved: dict[tuple[str, str, bool], acts.Act] = {}
    for item in verified:
        act = item.act
        lane = (act.dossier, act.agency, act.internal)
        place, name = rows.get(lane, ((0, 0), ""))
        # Of two acts for one place the smaller name is the head, whichever came first.
        if place < act.position or (place == act.position and act.id < name):
            rows[lane] = (act.position, act.id)
            moved[lane] = act
    heads_now = [
        LaneHead(
            dossier=act.dossier, agency=act.agency, internal=act.internal, epoch=act.epoch, n=act.n, name=act.id,
            at=act.at,
        )
        for act in moved.values()
    ]  # fmt: skip
    key = ["dossier", "agency", "internal"]
    bulk.upsert(LaneHead, bulk.columns_of(LaneHead), heads_now, key=key)


def complete(act_name: str, parts: Mapping[str, bytes], *, now: datetime) -> StoredAct:
    """Store parts that a stored act names and lacks, and fold again. Raises Refused for a part that was not signed."""
    with node.current().writing():
        row = StoredAct.objects.get(name=act_name)
        acts.check_parts(replace(row.act, parts=parts))
        lacking = {name: raw for name, raw in parts.items() if getattr(row, name) is None}
        if lacking and not erasing.is_recalled(row.act):
            StoredAct.objects.filter(name=act_name).update(**lacking)
            row = StoredAct.objects.get(name=act_name)
            folding.fold_again(row, now=now)
        return row

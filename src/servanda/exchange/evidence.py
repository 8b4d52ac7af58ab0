"""Evidence: one file that proves a dossier's acts and receipts to anyone, without node, network or database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servanda.exchange import batches, wire
from servanda.exchange.wire import TAKEN, Receipt
from servanda.kernel import acts, jsonbytes, jws, keys, lanes
from servanda.kernel.acts import Act
from servanda.kernel.door import is_opening
from servanda.kernel.keys import Card
from servanda.kernel.refusals import Refused

VERSION = 1
# Outcomes of an act that arrived by its name or without some of its parts; "not_kept" was said so once.
WITHOUT_CONTENT = frozenset(batches.WITHOUT_CONTENT.values()) | {batches.NOT_KEPT}
NO_EVIDENCE = frozenset({"not_json", "bad_envelope"})
LIMIT = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: where, and a refusal's code with its parameters."""

    where: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """A receiver's signature that an act had arrived, and what became of it there."""

    act: str
    sender: str
    receiver: str
    at: datetime
    outcome: str
    code: str


@dataclass
class Report:
    """What the file proves, provided that the fingerprints in `roots` are those of the agencies."""

    dossier: str = ""
    roots: dict[str, str] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    absent_parts: list[tuple[str, str]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    without_content: list[Received] = field(default_factory=list)  # acknowledged by name, the content withheld
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.findings

    def find(self, where: str, refusal: Refused) -> None:
        self.findings.append(Finding(where, refusal.code, dict(refusal.params)))


def build(dossier: str, *, now: datetime, parts: Sequence[str] = acts.PARTS) -> bytes:
    """The evidence of one dossier of the node that is open; `parts` without "personal" leaves names out."""
    from servanda.exchange.gathering import gather  # needs the database, which `verify` must do without

    return jsonbytes.write(gather(dossier, now=now, parts=parts))


def verify(raw: bytes) -> Report:
    """Check everything in an evidence file. The steps:

    1. The file is strict JSON of the known form.
    2. Each card is signed by its root key, and each agency shows one root key.
    3. Each act is signed by its agency's key, belongs to the dossier, and its parts are those signed.
    4. Each lane is one unbroken chain, and what an act had seen is there.
    5. Each receipt is signed, and the names beside it lead from link to link to what it covers.
    """
    report = Report()
    try:
        # 1
        data = _read(raw)
        report.dossier = data["dossier"]
    except Refused as refusal:
        # What is no proof at all is told in one sentence; what a parser says of it helps nobody.
        report.find("file", Refused("not_evidence") if refusal.code in NO_EVIDENCE else refusal)
        return report
    # 2
    cards = _verify_cards(data["cards"], report)
    # 3
    for place, item in enumerate(data["acts"]):
        _verify_act(f"acts/{place}", item, cards, report)
    # 4
    verify_lanes(report.acts, report.findings)
    # 5
    for place, item in enumerate(data["receipts"]):
        _verify_receipt(f"receipts/{place}", item, cards, report)
    return report


def verify_lanes(found: Sequence[Act], findings: list[Finding]) -> None:
    """Chains, references and openings of the shared acts of one dossier."""
    by_name = {act.id: act for act in found}
    parties = {party for act in found if is_opening(act) for party in _stated_parties(act, findings)}
    for act in found:
        if act.prev and act.prev not in by_name:
            findings.append(Finding(act.id, "missing"))
        elif not lanes.continues(act, by_name[act.prev] if act.prev else None):
            findings.append(Finding(act.id, "bad_chain", {"agency": act.agency}))
        for agency, (epoch, n, name) in act.seen.items():
            seen = by_name.get(name)
            if seen is None or (seen.agency, seen.position) != (agency, (epoch, n)):
                findings.append(Finding(act.id, "missing" if seen is None else "bad_chain", {"agency": agency}))
        if parties and act.agency not in parties:
            findings.append(Finding(act.id, "not_a_party", {"agency": act.agency}))
    for one, other in lanes.equivocations(found):
        findings.append(Finding(one.id, "feed_fork", {"agency": one.agency, "other": other.id}))


def verify_signature(cards: Sequence[Card], token: str) -> None:
    """Raise Refused unless some key that one of these cards names, current or retired, made the signature."""
    signed, _, signature = token.rpartition(".")
    for card in cards:
        try:
            return keys.verify_by(card, signed, jws.unb64(signature), covered=True)
        except Refused:
            continue
    raise Refused("bad_signature")


def _stated_parties(act: Act, findings: list[Finding]) -> Sequence[str]:
    stated = act.facts.get("parties", [])
    if isinstance(stated, list) and all(isinstance(party, str) for party in stated):
        return stated
    findings.append(Finding(act.id, "bad_envelope", {"field": "parties"}))
    return ()


def _read(raw: bytes) -> dict[str, Any]:
    data = jsonbytes.read_object(raw, limit=LIMIT)
    if data.get("v") != VERSION or not isinstance(data.get("dossier"), str):
        raise Refused("bad_envelope", field="v")
    for name in ("cards", "acts", "receipts"):
        if not isinstance(data.get(name), list):
            raise Refused("bad_envelope", field=name)
    return data


def _verify_cards(tokens: Sequence[Any], report: Report) -> dict[str, list[Card]]:
    cards: dict[str, list[Card]] = {}
    for place, token in enumerate(tokens):
        try:
            card = keys.read_card(_text(token))
            known = cards.setdefault(card.agency, [card])
            if known[0].root != card.root:
                raise Refused("other_key", agency=card.agency)
            known.append(card)
            report.roots[card.agency] = card.fingerprint()
        except Refused as refusal:
            report.find(f"cards/{place}", refusal)
    return cards


def _verify_act(where: str, item: Any, cards: Mapping[str, list[Card]], report: Report) -> None:
    try:
        parts = item.get("parts") if isinstance(item, dict) else None
        if not isinstance(parts, dict):
            raise Refused("bad_envelope", field="parts")
        act = acts.read(_text(item.get("act")), {name: _text(raw).encode("utf-8") for name, raw in parts.items()})
        verify_signature(_cards(cards, act.agency), act.jws)
        acts.check_parts(act)
        if act.dossier != report.dossier:
            raise Refused("bad_envelope", field="dossier")
    except Refused as refusal:
        report.find(where, refusal)
        return
    report.acts.append(act)
    report.absent_parts += [(act.id, name) for name in act.hashes if name not in act.parts]


def _verify_receipt(where: str, item: Any, cards: Mapping[str, list[Card]], report: Report) -> None:
    try:
        if not isinstance(item, dict) or not isinstance(names := item.get("names"), list):
            raise Refused("bad_envelope", field="names")
        token = _text(item.get("receipt"))
        receipt = wire.read_receipt(token).says
        verify_signature(_cards(cards, receipt.sender), token)
        before = _name(item.get("before"))
        if batches.chain(before, map(_name, names)) != receipt.place.link:
            raise Refused("bad_batch")
        if head := _text(item.get("head")):
            _verify_head(head, receipt, before, names, cards)
    except Refused as refusal:
        report.find(where, refusal)
        return
    known = {act.id for act in report.acts}
    first = receipt.place.n - len(names) + 1
    for place, name in enumerate(names):
        if name in known:
            state, code, _ = receipt.outcomes.get(first + place, TAKEN)
            found = report.without_content if code in WITHOUT_CONTENT else report.received
            found.append(Received(name, receipt.receiver, receipt.sender, receipt.at, state, code))


def _verify_head(
    token: str, receipt: Receipt, before: str, names: Sequence[str], cards: Mapping[str, list[Card]]
) -> None:
    """The sender's own signature over the batch: the same two agencies, and the same chain where both speak of it."""
    head = wire.read_head(token).says
    verify_signature(_cards(cards, head.sender), token)
    if (head.sender, head.receiver) != (receipt.receiver, receipt.sender):
        raise Refused("wrong_recipient", to=head.receiver, agency=receipt.sender)
    first = receipt.place.n - len(names) + 1
    covered = head.last - first + 1
    speaks_of_it = head.epoch == receipt.place.epoch and 0 < covered <= len(names)
    if speaks_of_it and batches.chain(before, names[:covered]) != head.after:
        raise Refused("feed_fork", agency=head.sender)


def _cards(cards: Mapping[str, list[Card]], agency: str) -> Sequence[Card]:
    if agency not in cards:
        raise Refused("unknown_agency", agency=agency)
    return cards[agency]


def _name(value: Any) -> str:
    if not isinstance(value, str) or not acts.NAME.fullmatch(value):
        raise Refused("bad_envelope", field="names")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Refused("no_signature")
    return value

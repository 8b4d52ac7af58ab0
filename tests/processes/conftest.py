"""Two linked nodes with one agreement in force, and short words for what officers do on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from samples import loopback
from servanda.exchange import links
from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment, Dossier, Entry
from servanda.kernel.node import Node
from servanda.processes import reads
from servanda.processes.dossiers import read_statement, take
from tests.world import MOFA, NOW, THIRD, VUFO

TERMS: dict[str, Any] = {
    "code": "r-1", "kind": "regulation", "parties": [MOFA, VUFO], "original": "en", "in_force_on": "2026-01-01",
    "review_on": "2027-01-01", "shown": "both", "transit": {"hours": 24}, "fallback": {}, "fields": [],
    "calendar": {"zone": "Asia/Ho_Chi_Minh", "years": {
        "2026": {"holidays": ["2026-12-02"], "working": []}, "2027": {"holidays": ["2027-01-01"], "working": []}}},
    "articles": [
        {"id": "5", "field": "", "basis": [], "duties": [{
            "id": "notice", "opens": "visit.announce", "where": {"level": ["state", "official"]}, "debtor": "owner",
            "creditor": "counterpart", "deliver": "notice", "needs": {"precision": "day"},
            "by": {"before": "start_on", "working_days": 15}, "accept": False}]},
        {"id": "6", "field": "", "basis": [], "duties": [{
            "id": "preparation", "opens": "visit.ask_preparation", "debtor": "counterpart", "creditor": "owner",
            "deliver": "preparation", "by": {"before": "start_on", "working_days": 3}}]},
    ],
}  # fmt: skip
TEXTS = {"title": {"en": "Regulation"}, "articles": [
    {"id": "5", "head": {"en": "Notice"}, "text": {"en": "Fifteen working days."}},
    {"id": "6", "head": {"en": "Preparation"}, "text": {"en": "Three working days."}}]}  # fmt: skip


@dataclass
class Pair:
    """The two sides and the clock between them."""

    nodes: dict[str, Node]
    clock: datetime = field(default=NOW)

    def say(
        self, agency: str, kind: str, data: dict[str, Any], *, unit: str = "europe", role: str = "desk", **more: Any
    ) -> str:
        with self.nodes[agency].active():
            act = take(read_statement(kind, data, **more), desk(agency, unit, role), at=self.clock)
        return act.name

    def open(self, agency: str, kind: str, data: dict[str, Any], *, to: list[str], unit: str = "europe") -> str:
        with self.nodes[agency].active():
            return take(read_statement(kind, data, to=to), desk(agency, unit), at=self.clock).dossier

    def verb(self, agency: str, verb: str, file: str, deliver: str, **data: Any) -> str:
        row = self.commitment(agency, file, deliver)
        unit = (row.debtor_unit if row.debtor == agency else row.creditor_unit).split("/")[1]
        return self.say(agency, f"commitment.{verb}", {"commitment": row.id, **data}, dossier=file, unit=unit)

    def commitment(self, agency: str, file: str, deliver: str) -> Commitment:
        with self.nodes[agency].active():
            return Commitment.objects.get(dossier_id=file, deliver=deliver)

    def exchange(self, minutes: int = 1) -> None:
        self.clock += timedelta(minutes=minutes)
        loopback.exchange(list(self.nodes.values()), now=self.clock)

    def file(self, agency: str, file: str) -> Dossier:
        with self.nodes[agency].active():
            return Dossier.objects.get(id=file)

    def entries(self, agency: str, file: str) -> dict[str, Entry]:
        with self.nodes[agency].active():
            return {entry.name: entry for entry in Entry.objects.filter(dossier_id=file)}

    def digests(self, file: str) -> set[str]:
        """One value when all sides agree."""
        found = set()
        for node in self.nodes.values():
            with node.active():
                if Dossier.objects.filter(id=file, is_shared=True).exists():
                    found.add(reads.digest(file, as_of=self.clock.date()))
        return found


def desk(agency: str, unit: str = "europe", role: str = "desk") -> Actor:
    return Actor(agency=agency, officer=f"o-{unit}", unit=f"{agency}/{unit}", role=role)


@pytest.fixture
def pair(make_node: Callable[..., Node]) -> Iterator[Pair]:
    """MOFA and VUFO, linked, with the agreement of TERMS in force; afterwards every file's digests must be equal."""
    pair = in_force(Pair({agency: make_node(agency) for agency in (MOFA, VUFO)}))
    yield pair
    pair.exchange()
    assert_converged(pair)


@pytest.fixture
def three(make_node: Callable[..., Node]) -> Iterator[Pair]:
    pair = join(Pair({agency: make_node(agency) for agency in (MOFA, VUFO, THIRD)}))
    yield pair
    pair.exchange()
    assert_converged(pair)


def join(pair: Pair) -> Pair:
    for node in pair.nodes.values():
        for other in pair.nodes.values():
            if other is not node:
                with node.active():
                    links.link(other.card.jws, other.card.fingerprint(), now=pair.clock)
    return pair


def in_force(pair: Pair) -> Pair:
    """The same two, linked, under the agreement of TERMS."""
    join(pair)
    file = pair.open(MOFA, "agreement.propose", {"title": "Regulation", "terms": TERMS, "texts": TEXTS},
                     to=[f"{VUFO}/office"], unit="office")  # fmt: skip
    pair.exchange()
    sign(pair, file)
    return pair


def sign(pair: Pair, file: str) -> None:
    """The union signs, the ministry signs last."""
    with pair.nodes[MOFA].active():
        version = Dossier.objects.get(id=file).facts["proposed"]
    stated = {"version": version, "number": "1/QC", "signed_on": "2026-01-01", "signatory": "For the head"}
    signature = pair.say(VUFO, "agreement.sign", stated, dossier=file, unit="office", role="clerk")
    pair.exchange()
    entering = {**stated, "signatures": [signature]}
    pair.say(MOFA, "agreement.enter", entering, dossier=file, unit="office", role="clerk")
    pair.exchange()


def assert_converged(pair: Pair) -> None:
    with next(iter(pair.nodes.values())).active():
        files = list(Dossier.objects.filter(is_shared=True).values_list("id", flat=True))
    for file in files:
        assert len(pair.digests(file)) == 1, file

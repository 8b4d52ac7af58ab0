"""A peer that puts an agreement in force by writing down the other's signature: it owes nothing, and breaks nothing."""

from typing import Any

import pytest

from servanda.kernel.models import Commitment, StoredAct
from servanda.processes.models import Scheduled
from servanda.processes.projection import refolding
from tests.processes.conftest import TEXTS, Pair
from tests.processes.test_calendar_duties import BRIEF, terms
from tests.processes.test_hostile import VISIT, opened, raw
from tests.world import MOFA, VUFO

OURS: dict[str, Any] = BRIEF | {"debtor": "counterpart", "creditor": "owner"}


def forge(pair: Pair, stated: dict[str, Any]) -> tuple[str, str]:
    """An agreement of the union's with a reported signature of the ministry: its file, and the signature."""
    file = opened(pair, VUFO, "agreement.propose", {"terms": stated}, content={"title": "x", "texts": TEXTS})
    with pair.nodes[VUFO].active():
        version = StoredAct.objects.get(dossier=file).name
    facts = {"version": version, "number": "1", "signed_on": "2026-01-01"}
    signed = raw(pair, VUFO, file, "agreement.sign", facts, speaks_for=MOFA)
    raw(pair, VUFO, file, "agreement.enter", {**facts, "signatures": [signed]})
    pair.exchange()
    return file, signed


def owed(pair: Pair, agency: str, file: str) -> int:
    with pair.nodes[agency].active():
        return Commitment.objects.filter(dossier_id=file).count()


def test_no_turn_is_owed_under_a_signature_that_is_only_reported(pair: Pair) -> None:
    file, signed = forge(pair, terms(OURS))
    assert owed(pair, MOFA, file) == 0
    pair.say(MOFA, "dossier.confirm", {"acts": [signed]}, dossier=file, unit="office", role="clerk")
    assert owed(pair, MOFA, file) > 0
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not list(refolding.differences([file]))


@pytest.mark.parametrize("wrong", [
    {"transit": {"hours": 2**53 - 1}}, {"transit": {"hours": -3}}, {"transit": [1]}, {"fallback": {MOFA: 5}},
    {"fallback": [MOFA]}, {"fallback": {MOFA: VUFO + "/" + "x" * 5000}}, {"in_force_on": "9999-12-01"},
    {"ends_on": 7}, {"parties": [[1]]}, {"calendar": {"zone": "UTC", "years": 5}},
])  # fmt: skip
def test_terms_of_wrong_types_break_no_file(pair: Pair, wrong: dict[str, Any]) -> None:
    file, signed = forge(pair, terms(OURS, **wrong))
    assert pair.file(MOFA, file).broken == pair.file(VUFO, file).broken == ""
    pair.say(MOFA, "dossier.confirm", {"acts": [signed]}, dossier=file, unit="office", role="clerk")
    pair.exchange()
    assert pair.file(MOFA, file).broken == pair.file(VUFO, file).broken == ""


def test_rows_that_ask_are_read_only_as_a_page_would_state_them(pair: Pair) -> None:
    long = f"{MOFA}/{'x' * 5000}"
    rows: list[Any] = [{"id": "a" * 5000, "side": "counterpart"}, {"id": "a", "side": "counterpart", "unit": long}]
    rows += [{"id": f"r{n}", "side": "counterpart", "unit": f"{MOFA}/protocol"} for n in range(600)]
    file = opened(pair, VUFO, "meeting.call", {"start_on": "2026-12-21"})
    raw(pair, VUFO, file, "meeting.hold", {"held_on": "2026-12-21"})
    raw(pair, VUFO, file, "meeting.record", {})
    raw(pair, VUFO, file, "meeting.conclude", {"decisions": rows})
    pair.exchange()
    assert pair.file(MOFA, file).broken == ""
    with pair.nodes[MOFA].active():
        asked = Commitment.objects.filter(dossier_id=file, deliver="action")
        assert 0 < asked.count() <= 500
        assert all(len(row.debtor_unit) < 100 for row in asked)


def test_the_name_of_a_row_is_no_longer_than_its_column(pair: Pair) -> None:
    file = opened(pair, VUFO, "visit.announce", {**VISIT, "plan_item": "x" * 5000})
    pair.exchange()
    with pair.nodes[MOFA].active():
        found = Scheduled.objects.get(dossier=file)
        assert len(found.plan_item) <= (Scheduled._meta.get_field("plan_item").max_length or 0)

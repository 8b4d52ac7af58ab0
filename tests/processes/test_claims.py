"""A creditor claims what an article owed it although nothing was announced: it counts, and the debtor may answer it."""

from datetime import date

import pytest

from servanda.kernel.models import Commitment
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from tests.processes.conftest import Pair
from tests.processes.test_hostile import opened
from tests.world import MOFA, VUFO

CLAIM = {"title": "A visit that nobody announced", "clause": "5/notice", "happened_on": "2026-11-20", "what": "Seen."}


def claim(pair: Pair, **more: str) -> str:
    """The union learns that the ministry received a delegation."""
    file = pair.open(VUFO, "claim.raise", {**CLAIM, **more}, to=[f"{MOFA}/protocol"])
    pair.exchange()
    return file


@pytest.mark.mission("S52")
def test_what_was_not_announced_is_late_on_both_sides(pair: Pair) -> None:
    file = claim(pair)
    for agency in (MOFA, VUFO):
        row = pair.commitment(agency, file, "notice")
        # Fifteen working days before 20 November.
        assert (row.debtor, row.clause, row.due_on) == (MOFA, "5/notice", date(2026, 10, 30))
        assert reads.state_on(row, date(2026, 11, 23)) == "late"


def test_the_debtor_gives_it_late_or_explains(pair: Pair) -> None:
    file = claim(pair)
    pair.verb(MOFA, "explain", file, "notice", text="It was decided the evening before.")
    pair.verb(MOFA, "deliver", file, "notice", text="The programme.")
    pair.exchange()
    pair.say(VUFO, "claim.settle", {}, dossier=file)
    pair.exchange()
    row = pair.commitment(MOFA, file, "notice")
    assert (row.state, row.is_explained, reads.state_on(row, date(2026, 12, 1))) == ("accepted", True, "done_late")


def test_one_that_is_settled_without_a_delivery_was_not_carried_out(pair: Pair) -> None:
    file = claim(pair)
    pair.say(VUFO, "claim.settle", {}, dossier=file)
    pair.exchange()
    row = pair.commitment(MOFA, file, "notice")
    assert reads.state_on(row, date(2026, 12, 1)) == "not_carried_out"


def test_a_dropped_claim_owes_nothing(pair: Pair) -> None:
    file = claim(pair)
    pair.say(VUFO, "claim.drop", {"reason": "It was a private journey."}, dossier=file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "notice").state == "withdrawn"


@pytest.mark.parametrize(
    "stated",
    [{"clause": "5/other"}, {"clause": "7/notice"}, {"happened_on": "2025-12-31"}],
)
def test_nothing_is_claimed_that_no_article_in_force_owes(pair: Pair, stated: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        pair.open(VUFO, "claim.raise", {**CLAIM, **stated}, to=[f"{MOFA}/protocol"])
    assert refused.value.code == "clause_unknown"


def test_what_is_still_to_come_is_not_claimed(pair: Pair) -> None:
    with pytest.raises(Refused) as refused:
        pair.open(VUFO, "claim.raise", {**CLAIM, "happened_on": "2026-12-20"}, to=[f"{MOFA}/protocol"])
    assert refused.value.code == "day_ahead"


def test_a_claim_without_its_article_has_no_effect_there_either(pair: Pair) -> None:
    file = opened(pair, VUFO, "claim.raise", {"clause": "5/notice", "happened_on": "2026-11-20"})
    pair.exchange()
    with pair.nodes[MOFA].active():
        assert not Commitment.objects.filter(dossier_id=file).exists()
    assert {entry.why_not for entry in pair.entries(MOFA, file).values()} == {"clause_unknown"}

"""Notice by other means: what may not be written here is not, and still its time ahead counts on both sides."""

from datetime import date
from typing import Any

import pytest

from servanda.kernel.models import StoredAct
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.declaration import fields
from servanda.processes.dossiers import read_statement, take
from tests.processes.conftest import Pair, desk
from tests.world import MOFA, VUFO

GIVEN = {"reference": "12/TM", "given_on": "2026-11-23", "channel": "courier"}
NOTICE = {"clause": "5/notice", "happens_on": "2026-12-25", **GIVEN}


def give(pair: Pair, **more: Any) -> str:
    file = pair.open(MOFA, "elsewhere.give", {**NOTICE, **more}, to=[f"{VUFO}/europe"])
    pair.exchange()
    return file


def test_a_notice_by_other_means_counts_as_one_on_both_sides(pair: Pair) -> None:
    """Notice by other means meets the article, with its lead time, and holds nothing that is written."""
    file = give(pair)
    for agency in (MOFA, VUFO):
        row = pair.commitment(agency, file, "notice")
        assert (row.debtor, row.creditor, row.clause) == (MOFA, VUFO, "5/notice")
        assert row.due_on == date(2026, 12, 4) and row.lead_days == 23, (row.due_on, row.lead_days)
        assert reads.state_on(row, date(2026, 12, 30)) == "done"
        with pair.nodes[agency].active():
            act = StoredAct.objects.get(dossier=file, kind="elsewhere.give")
            assert act.content is None and act.personal is None
        assert pair.file(agency, file).title == "12/TM"
    assert len(pair.digests(file)) == 1
    pair.say(MOFA, "elsewhere.close", {}, dossier=file)
    pair.exchange()
    assert {pair.file(agency, file).state for agency in (MOFA, VUFO)} == {"closed"}


def test_one_that_came_late_is_late(pair: Pair) -> None:
    file = give(pair, happens_on="2026-12-04")
    for agency in (MOFA, VUFO):
        assert reads.state_on(pair.commitment(agency, file, "notice"), date(2026, 12, 30)) == "done_late"


def test_what_is_asked_in_a_file_is_handed_over_by_other_means(pair: Pair) -> None:
    visit = {"title": "A delegation", "direction": "incoming", "level": "official", "start_on": "2026-12-25"}
    file = pair.open(MOFA, "visit.announce", visit, to=[f"{VUFO}/europe"])
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "The hall", "due_on": "2026-12-10"}, dossier=file)
    pair.exchange()
    with pair.nodes[VUFO].active():
        row = pair.commitment(VUFO, file, "preparation")
        offered = {open_.kind for open_ in reads.open_steps(pair.file(VUFO, file), VUFO, [row])}
    assert {"commitment.deliver", "commitment.elsewhere"} <= offered
    pair.verb(VUFO, "elsewhere", file, "preparation", **GIVEN)
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.commitment(agency, file, "preparation").state == "delivered"
    pair.verb(MOFA, "accept", file, "preparation")
    pair.exchange()
    assert {pair.commitment(agency, file, "preparation").state for agency in (MOFA, VUFO)} == {"accepted"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"reference": "x" * 61}, "reference_long"), ({"reference": "12\nThey come on Monday"}, "reference_long"),
     ({"clause": "9/notice"}, "clause_unknown")],
)  # fmt: skip
def test_what_says_too_much_or_rests_on_no_article_is_refused(pair: Pair, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        give(pair, **wrong)
    assert refused.value.code == code


def test_nothing_is_written_and_nothing_attached(pair: Pair) -> None:
    for kind, more in (("elsewhere.give", {"title": "x"}), ("elsewhere.give", {"text": "x"}),
                       ("commitment.elsewhere", {"text": "x", "commitment": "sha256:" + "0" * 64})):  # fmt: skip
        with pytest.raises(fields.Faults):
            read_statement(kind, {**NOTICE, **more} if kind.startswith("else") else {**GIVEN, **more})
    one = {"name": "x.pdf", "size": 1, "type": "application/pdf", "sha256": "sha256:" + "0" * 64}
    statement = read_statement("elsewhere.give", NOTICE, to=[f"{VUFO}/europe"], files=[one])
    with pair.nodes[MOFA].active(), pytest.raises(Refused) as refused:
        take(statement, desk(MOFA, "europe"), at=pair.clock)
    assert refused.value.code == "nothing_here"


def test_a_day_of_giving_that_is_still_to_come_is_refused(pair: Pair) -> None:
    with pytest.raises(fields.Faults) as faults:
        give(pair, given_on="2026-12-24")
    assert list(faults.value.faults) == ["given_on"]

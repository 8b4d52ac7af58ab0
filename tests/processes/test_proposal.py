"""Proposals: an answer is owed, questions go back and forth, and what is accepted becomes an activity."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from servanda.kernel.models import Commitment
from servanda.kernel.node import Node
from servanda.kernel.refusals import Refused
from servanda.processes.declaration import file_links
from servanda.processes.kinds.activity import PROCESS as ACTIVITY
from tests.processes.conftest import TERMS, Pair, join, sign
from tests.world import MOFA, VUFO

STATED: dict[str, Any] = {
    "title": "Film week", "partner": "FR", "outcome": "New friends", "start_on": "2027-03", "place": "Huế",
    "guest": "A director", "amount": "500 EUR", "answer_by": "2026-12-10",
}  # fmt: skip


def proposed(pair: Pair, **more: Any) -> str:
    file = pair.open(MOFA, "proposal.propose", STATED | more, to=[f"{VUFO}/europe"])
    pair.exchange()
    return file


def accepted(pair: Pair) -> str:
    file = proposed(pair)
    pair.say(VUFO, "proposal.accept", {"note": "Gladly"}, dossier=file)
    pair.exchange()
    pair.say(MOFA, "proposal.conclude", {}, dossier=file)
    pair.exchange()
    return file


@pytest.mark.mission("S39", "S42")
def test_an_answer_is_owed_and_questions_go_back_and_forth(pair: Pair) -> None:
    file = proposed(pair)
    assert pair.commitment(VUFO, file, "answer").due_on == date(2026, 12, 10)
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "proposal.conclude", {}, dossier=file)
    assert refused.value.code == "step_not_open"
    pair.say(VUFO, "proposal.ask_back", {"questions": "Who pays?"}, dossier=file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "information").debtor == MOFA
    pair.say(MOFA, "proposal.reply", {"reply": "We do", "funds": "own"}, dossier=file)
    pair.exchange()
    assert pair.commitment(VUFO, file, "information").state == "accepted"
    assert pair.commitment(VUFO, file, "answer").state == "open"
    assert pair.file(VUFO, file).facts["funds"] == "own"


@pytest.mark.mission("S42", "S43")
def test_what_is_accepted_becomes_an_activity_that_carries_all_of_it(pair: Pair) -> None:
    file = accepted(pair)
    assert {pair.file(agency, file).state for agency in (MOFA, VUFO)} == {"accepted"}
    field = ACTIVITY.field("proposal")
    assert field
    with pair.nodes[VUFO].active():
        carried = file_links.carried(pair.file(VUFO, file), ACTIVITY, field)
    assert carried == {name: value for name, value in STATED.items() if name not in ("amount", "answer_by")} | {
        "amount": {"amount": "500", "currency": "EUR"}}  # fmt: skip
    begun = pair.open(VUFO, "activity.propose", carried | {"proposal": file}, to=[f"{MOFA}/europe"])
    pair.exchange()
    assert pair.file(MOFA, begun).facts["proposal"] == file


def test_an_activity_is_not_made_of_a_proposal_that_was_not_accepted(pair: Pair) -> None:
    with pytest.raises(Refused) as refused:
        pair.open(MOFA, "activity.propose", {"title": "A", "start_on": "2027-03", "proposal": proposed(pair)},
                  to=[f"{VUFO}/europe"])  # fmt: skip
    assert refused.value.code == "begins_nothing"


@pytest.mark.mission("S42")
def test_a_decline_has_its_reason_and_is_closed_by_who_proposed(pair: Pair) -> None:
    file = proposed(pair)
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "proposal.close", {}, dossier=file)
    assert refused.value.code == "step_not_open"
    pair.say(VUFO, "proposal.ask_back", {"questions": "Where?"}, dossier=file)
    pair.say(VUFO, "proposal.decline", {"reason": "No hall"}, dossier=file)
    pair.exchange()
    with pytest.raises(Refused):
        pair.say(MOFA, "proposal.withdraw", {"reason": "No"}, dossier=file)
    pair.say(MOFA, "proposal.close", {}, dossier=file)
    pair.exchange()
    assert {pair.file(agency, file).state for agency in (MOFA, VUFO)} == {"declined"}
    with pair.nodes[VUFO].active():
        assert {row.state for row in Commitment.objects.filter(dossier_id=file)} == {"withdrawn", "lapsed"}


def test_a_proposal_can_be_withdrawn_until_it_is_answered(pair: Pair) -> None:
    file = proposed(pair)
    pair.say(MOFA, "proposal.withdraw", {"reason": "No funds"}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).state == "withdrawn"
    other = proposed(pair)
    pair.say(VUFO, "proposal.accept", {}, dossier=other)
    pair.exchange()
    with pytest.raises(Refused) as refused:
        pair.say(MOFA, "proposal.withdraw", {"reason": "No"}, dossier=other)
    assert refused.value.code == "step_not_open"


def test_the_time_of_the_agreement_counts_where_an_article_names_it(make_node: Callable[..., Node]) -> None:
    pair = join(Pair({agency: make_node(agency) for agency in (MOFA, VUFO)}))
    article = {"id": "7", "field": "", "basis": [], "duties": [{
        "id": "answer", "opens": "proposal.propose", "debtor": "counterpart", "creditor": "owner", "deliver": "answer",
        "by": {"after": "opened", "working_days": 5}}]}  # fmt: skip
    agreed = {
        "title": "Regulation",
        "terms": TERMS | {"articles": [article]},
        "texts": {"title": {"en": "R"}, "articles": [{"id": "7", "head": {"en": "H"}, "text": {"en": "T"}}]},
    }
    file = pair.open(MOFA, "agreement.propose", agreed, to=[f"{VUFO}/office"], unit="office")
    pair.exchange()
    sign(pair, file)
    stated = {name: value for name, value in STATED.items() if name != "answer_by"}
    file = pair.open(MOFA, "proposal.propose", stated, to=[f"{VUFO}/europe"])
    row = pair.commitment(MOFA, file, "answer")
    assert (row.clause, row.due_on) == ("7/answer", date(2026, 11, 30))

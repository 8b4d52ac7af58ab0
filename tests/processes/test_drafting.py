"""Joint drafting between two nodes: what is approved is one text, and texts that cross are both kept."""

import pytest

from servanda.kernel.models import Dossier
from servanda.kernel.refusals import Refused
from servanda.processes import reads
from servanda.processes.folding import versioned
from servanda.processes.kinds.drafting import PROCESS
from tests.processes.conftest import TERMS, TEXTS, Pair, sign
from tests.world import MOFA, VUFO

BEGUN = {"title": "Decree", "form": "decree", "decider": "The Prime Minister", "body": "One.\nTwo.",
         "comments_by": "2026-12-04"}  # fmt: skip


def begin(pair: Pair) -> str:
    file = pair.open(MOFA, "drafting.begin", BEGUN, to=[f"{VUFO}/europe"])
    pair.exchange()
    return file


def test_a_draft_for_whose_comments_no_day_is_set_owes_none(pair: Pair) -> None:
    stated = {name: value for name, value in BEGUN.items() if name != "comments_by"}
    file = pair.open(MOFA, "drafting.begin", stated, to=[f"{VUFO}/europe"])
    with pair.nodes[MOFA].active():
        assert not Dossier.objects.get(id=file).commitments.exists()


def say(pair: Pair, agency: str, name: str, file: str, **data: object) -> str:
    with pair.nodes[agency].active():
        version = versioned.newest(Dossier.objects.get(id=file), PROCESS)
    step = PROCESS.step(name)
    stated = {"version": version, **data} if step and "version" in step.fields else data
    return pair.say(agency, f"drafting.{name}", stated, dossier=file)


def refused(pair: Pair, agency: str, name: str, file: str, **data: object) -> str:
    with pytest.raises(Refused) as found:
        say(pair, agency, name, file, **data)
    return found.value.code


def steps(pair: Pair, agency: str, file: str) -> set[str]:
    with pair.nodes[agency].active():
        row = Dossier.objects.get(id=file)
        return {found.step.name for found in reads.open_steps(row, agency, row.commitments.all())}


@pytest.mark.mission("S17")
def test_it_is_submitted_only_with_every_approval_of_the_text_as_it_stands(pair: Pair) -> None:
    file = begin(pair)
    first = pair.file(MOFA, file).facts["table"]
    sent = {"number": "1/TTr", "submitted_on": "2026-11-25"}
    assert refused(pair, MOFA, "submit", file, **sent) == "not_said_by_all"
    assert refused(pair, MOFA, "approve", file) == "not_your_step"
    say(pair, VUFO, "approve", file)
    assert refused(pair, VUFO, "approve", file) == "already_approved"
    pair.exchange()
    second = say(pair, MOFA, "revise", file, body="One.\nThree.", note="Shorter.")
    pair.exchange()
    assert refused(pair, MOFA, "submit", file, **sent) == "not_said_by_all"
    assert refused(pair, VUFO, "approve", file, version=first) == "other_version"
    say(pair, VUFO, "approve", file, version=second)
    pair.exchange()
    say(pair, MOFA, "submit", file, **sent)
    pair.exchange()
    assert pair.file(VUFO, file).state == "submitted"
    assert refused(pair, MOFA, "revise", file, body="x", note="x") == "step_not_open"
    say(pair, MOFA, "send_back", file, returned_on="2026-11-28", asked="Who pays?")
    say(pair, MOFA, "revise", file, body="One.\nThree.\nEach pays.", note="Who pays.")
    pair.exchange()
    assert "submit" not in steps(pair, MOFA, file) or refused(pair, MOFA, "submit", file, **sent) == "not_said_by_all"
    say(pair, VUFO, "approve", file)
    pair.exchange()
    say(pair, MOFA, "submit", file, number="2/TTr", submitted_on="2026-11-29")
    say(pair, MOFA, "decide", file, outcome="as_submitted", decided_on="2026-12-01", number="58")
    pair.exchange()
    for agency in (MOFA, VUFO):
        row = pair.file(agency, file)
        assert (row.state, row.is_ended, row.facts["edition"]) == ("decided", True, 3)


def test_an_approval_that_crosses_a_new_version_counts_for_the_text_that_was_read(pair: Pair) -> None:
    file = begin(pair)
    approval = say(pair, VUFO, "approve", file)
    say(pair, MOFA, "revise", file, body="Other.", note="New.")
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.entries(agency, file)[approval].has_effect
    assert refused(pair, MOFA, "submit", file, number="1", submitted_on="2026-11-25") == "not_said_by_all"


@pytest.mark.mission("S17")
def test_versions_that_cross_are_both_kept_and_one_is_chosen_once(pair: Pair) -> None:
    file = begin(pair)
    offer = say(pair, VUFO, "offer", file, body="One.\nTheirs.", note="Ours.")
    say(pair, MOFA, "revise", file, body="One.\nMine.", note="Mine.")
    pair.exchange()
    for agency in (MOFA, VUFO):
        assert pair.entries(agency, file)[offer].has_effect
    unknown = "sha256:" + "0" * 64
    assert refused(pair, MOFA, "set_aside", file, offer=unknown, reason="No.") == "no_act"
    assert refused(pair, VUFO, "adopt", file, offer=offer, body="x", reason="x") == "not_your_step"
    old = pair.file(MOFA, file).facts
    stale = {"offer": offer, "body": "One.\nTheirs.", "reason": "Better.", "version": offer}
    assert refused(pair, MOFA, "adopt", file, **stale) == "other_version"
    assert pair.file(MOFA, file).facts == old
    say(pair, MOFA, "adopt", file, offer=offer, body="One.\nTheirs.", reason="Better.")
    assert refused(pair, MOFA, "set_aside", file, offer=offer, reason="No.") == "already_chosen"
    pair.exchange()
    assert pair.file(VUFO, file).facts["edition"] == 3


def test_comments_and_approval_are_owed_by_a_day_and_an_article_may_count_it(pair: Pair) -> None:
    file = begin(pair)
    owed = pair.commitment(VUFO, file, "opinion")
    assert (str(owed.due_on), owed.debtor_unit) == ("2026-12-04", f"{VUFO}/europe")
    say(pair, VUFO, "finish", file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "opinion").state == "accepted"
    assert refused(pair, VUFO, "finish", file) == "step_not_open"
    duty = {"id": "approval", "opens": "drafting.ask_approval", "debtor": "counterpart", "creditor": "owner",
            "deliver": "answer", "by": {"after": "opened", "working_days": 5}}  # fmt: skip
    terms = TERMS | {"code": "r-2", "articles": [{"id": "7", "field": "", "basis": [], "duties": [duty]}]}
    texts = TEXTS | {"articles": [{"id": "7", "head": {"en": "Drafts"}, "text": {"en": "Five days."}}]}
    agreement = pair.open(MOFA, "agreement.propose", {"title": "R2", "terms": terms, "texts": texts},
                          to=[f"{VUFO}/office"], unit="office")  # fmt: skip
    pair.exchange()
    sign(pair, agreement)
    say(pair, MOFA, "ask_approval", file, approve_by="2026-12-24")
    pair.exchange()
    approval = pair.commitment(VUFO, file, "answer")
    assert approval.clause == "7/approval"
    say(pair, VUFO, "approve", file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "answer").state == "delivered"
    say(pair, MOFA, "revise", file, body="Other.", note="New.")
    pair.exchange()
    assert pair.commitment(VUFO, file, "answer").state == "returned"
    say(pair, MOFA, "withdraw", file, reason="Not needed.")
    pair.exchange()
    assert pair.file(VUFO, file).state == "withdrawn"
    assert pair.commitment(VUFO, file, "answer").state == "lapsed"

"""Activities between two nodes: proposed, agreed, moved, prepared for, carried out, and closed with their outcome."""

import pytest

from servanda.kernel.refusals import Refused
from tests.processes.conftest import Pair
from tests.world import MOFA, VUFO

STATED = {
    "title": "Film week", "outcome": "Two hundred new friends", "start_on": "2027-03", "place": "Huế",
    "lead": f"{VUFO}/europe", "coordinating": [f"{MOFA}/europe"], "informed": [f"{MOFA}/office"],
    "amount": "50000000 VND", "funds": "several", "basis": "Directive 12", "out_of_plan": True,
}  # fmt: skip


def propose(pair: Pair, **more: object) -> str:
    return pair.open(VUFO, "activity.propose", STATED | more, to=[f"{MOFA}/europe"])


@pytest.mark.mission("S3", "S18", "S49")
def test_an_activity_goes_from_proposal_to_outcome(pair: Pair) -> None:
    file = propose(pair)
    pair.exchange()
    pair.say(MOFA, "activity.agree", {"note": "Gladly"}, dossier=file)
    pair.exchange()
    pair.say(VUFO, "activity.fix", {"start_on": "2027-03-08", "end_on": "2027-03-12"}, dossier=file)
    pair.say(VUFO, "activity.ask_preparation", {"preparation": "Two speakers", "due_on": "2027-02-20"}, dossier=file)
    pair.exchange()
    pair.verb(MOFA, "deliver", file, "preparation", text="Named")
    pair.exchange()
    pair.say(VUFO, "activity.postpone", {"start_on": "2027-04", "reason": "Floods"}, dossier=file)
    pair.say(VUFO, "activity.fix", {"start_on": "2027-04-05", "end_on": "2027-04-09"}, dossier=file)
    outcome = {"result": "It came about", "participants": "230", "cost": "48000000 VND", "as_of": "2027-04-20"}
    pair.say(VUFO, "activity.report", outcome, dossier=file)
    pair.say(VUFO, "activity.close", {}, dossier=file)
    pair.exchange()
    row = pair.file(MOFA, file)
    assert (row.state, row.is_ended) == ("closed", True)
    assert row.facts["participants"] == 230 and row.facts["cost"] == {"amount": "48000000", "currency": "VND"}
    assert row.facts["first_on"] == "2027-04-05" and row.facts["lead"] == f"{VUFO}/europe"


def test_only_the_home_moves_it_and_only_the_other_side_agrees(pair: Pair) -> None:
    file = propose(pair)
    pair.exchange()
    for agency, kind in ((VUFO, "activity.agree"), (MOFA, "activity.fix"), (MOFA, "activity.cancel")):
        with pytest.raises(Refused) as refused:
            pair.say(agency, kind, {"start_on": "2027-03-01"} if kind.endswith("fix") else
                     {"reason": "No"} if kind.endswith("cancel") else {}, dossier=file)  # fmt: skip
        assert refused.value.code == "not_your_step"


def test_what_was_cancelled_owes_nothing(pair: Pair) -> None:
    file = propose(pair)
    pair.say(VUFO, "activity.ask_preparation", {"preparation": "A hall"}, dossier=file)
    pair.say(VUFO, "activity.cancel", {"reason": "No funds"}, dossier=file)
    pair.exchange()
    assert pair.commitment(MOFA, file, "preparation").state == "lapsed"
    assert pair.file(MOFA, file).is_ended

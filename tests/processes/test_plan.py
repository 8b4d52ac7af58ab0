"""Plans between two nodes: agreed, put in force, revised as one entry, carried out row by row, summed up."""

from datetime import date

import pytest

from servanda.kernel.refusals import Refused
from servanda.processes.fields_of_work import plan_states
from tests.processes.conftest import Pair, desk
from tests.world import MOFA, VUFO

ITEMS = [
    {"id": "a1", "title": "Film week", "kind": "activity", "partner": "FR", "start_on": "2027-03",
     "lead": f"{VUFO}/europe",
     "amount": "50000000 VND", "funds": "state", "outcome": "New friends"},
    {"id": "b2", "title": "Delegation", "kind": "visit", "start_on": "2026-10-01"},
    {"id": "c3", "title": "Exhibition", "start_on": "2027-04/2027-06"},
]  # fmt: skip


def propose(pair: Pair, **more: object) -> str:
    stated = {"title": "Programme 2027", "year": "2027", "context": "A new year", "items": ITEMS}
    file = pair.open(MOFA, "plan.propose", stated | more, to=[f"{VUFO}/europe"])
    pair.exchange()
    return file


def told(pair: Pair, agency: str, file: str, unit: str = "europe") -> dict[str, str]:
    with pair.nodes[agency].active():
        from servanda.kernel.models import Dossier

        found = plan_states.states(Dossier.objects.get(id=file), desk(agency, unit), as_of=date(2026, 11, 23))
        return {item.row["id"]: item.state for item in found}


def test_a_joint_plan_enters_into_force_when_the_other_side_agreed_to_these_rows(pair: Pair) -> None:
    file = propose(pair, joint=True)
    first = pair.entries(MOFA, file)
    (version,) = [name for name, entry in first.items() if entry.kind == "plan.propose"]
    assert refusal(pair, MOFA, "plan.adopt", {}, file) == "plan_not_agreed"
    revised = pair.say(MOFA, "plan.revise", {"items": ITEMS[:2], "context": "Less money"}, dossier=file)
    pair.exchange()
    assert refusal(pair, VUFO, "plan.agree", {"version": version}, file) == "other_version"
    pair.say(VUFO, "plan.agree", {"version": revised}, dossier=file)
    pair.exchange()
    pair.say(MOFA, "plan.adopt", {}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).state == "in_force"


def test_an_agreement_that_crosses_a_revision_is_to_the_rows_that_were_seen(pair: Pair) -> None:
    file = propose(pair, joint=True)
    (version,) = [name for name, entry in pair.entries(MOFA, file).items() if entry.kind == "plan.propose"]
    pair.say(MOFA, "plan.revise", {"items": ITEMS[:1], "context": "Cut"}, dossier=file)
    agreed = pair.say(VUFO, "plan.agree", {"version": version}, dossier=file)
    pair.exchange()
    assert pair.entries(MOFA, file)[agreed].has_effect
    assert refusal(pair, MOFA, "plan.adopt", {}, file) == "plan_not_agreed"


@pytest.mark.mission("S10", "S18", "S49")
def test_rows_tell_by_themselves_what_became_of_them(pair: Pair) -> None:
    file = propose(pair)
    pair.say(MOFA, "plan.adopt", {}, dossier=file)
    assert told(pair, MOFA, file) == {"a1": "not_begun", "b2": "overdue", "c3": "not_begun"}
    activity = {"title": "Film week", "start_on": "2027-03-08", "plan_item": f"{file}#a1"}
    one = pair.open(VUFO, "activity.propose", activity, to=[f"{MOFA}/europe"])
    visit = {"title": "D", "direction": "incoming", "level": "working", "start_on": "2027-01-05",
             "plan_item": f"{file}#b2"}  # fmt: skip
    hidden = pair.open(MOFA, "visit.announce", visit, to=[f"{VUFO}/office"], unit="protocol")
    pair.exchange()
    assert told(pair, VUFO, file) == {"a1": "under_way", "b2": "overdue", "c3": "not_begun"}
    assert told(pair, MOFA, file, "protocol")["b2"] == "under_way"
    pair.say(VUFO, "activity.fix", {"start_on": "2027-03-08"}, dossier=one)
    pair.say(VUFO, "activity.report", {"result": "Done"}, dossier=one)
    assert told(pair, VUFO, file)["a1"] == "under_way"
    pair.say(VUFO, "activity.close", {}, dossier=one)
    pair.say(MOFA, "visit.cancel", {"reason": "Ill"}, dossier=hidden, unit="protocol")
    pair.exchange()
    assert told(pair, MOFA, file)["a1"] == "done" and told(pair, MOFA, file, "protocol")["b2"] == "cancelled"
    pair.say(MOFA, "plan.close", {"summary": "One done, one cancelled."}, dossier=file)
    pair.exchange()
    assert pair.file(VUFO, file).is_ended


def refusal(pair: Pair, agency: str, kind: str, data: dict[str, object], file: str) -> str:
    with pytest.raises(Refused) as refused:
        pair.say(agency, kind, data, dossier=file)
    return refused.value.code

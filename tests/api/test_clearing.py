"""What must be approved inside the agency before it leaves."""

import pytest

from servanda.kernel.node import Node
from servanda.office.models import ClearingRule
from tests.api.offices import VISIT, Caller


@pytest.fixture
def draft(mofa: Node) -> tuple[str, str]:
    with mofa.active():
        ClearingRule.objects.create(step="visit", levels=1)
    answer = Caller(mofa, "o-desk").post("/dossiers", {"process": "visit", "fields": VISIT})
    assert answer.status_code == 202 and answer.json()["state"] == "clearing" and answer.json()["act"] is None
    return answer.json()["dossier"], answer.json()["draft"]


def test_a_head_clears_it_and_it_goes_out(mofa: Node, draft: tuple[str, str]) -> None:
    name, waiting = draft
    head = Caller(mofa, "o-head")
    assert [row["may_clear"] for row in head.get(f"/dossiers/{name}").json()["drafts"]] == [True]
    step = {"step": "office.clear", "data": {"draft": waiting, "text": "Good."}}
    for officer in ("o-desk", "o-colleague"):
        answer = Caller(mofa, officer).post(f"/dossiers/{name}/acts", step)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yours_to_clear")
    cleared = head.post(f"/dossiers/{name}/acts", step)
    assert (cleared.status_code, cleared.json()["state"]) == (201, "sent")
    assert head.get(f"/dossiers/{name}").json()["state"] == "announced"
    assert head.post(f"/dossiers/{name}/acts", step).status_code == 404


def test_it_is_returned_with_a_note_and_discarded(mofa: Node, draft: tuple[str, str]) -> None:
    name, waiting = draft
    head, desk = Caller(mofa, "o-head"), Caller(mofa, "o-desk")
    nothing = head.post(f"/dossiers/{name}/acts", {"step": "office.return", "data": {"draft": waiting}})
    assert nothing.json()["code"] == "nothing_said"
    back = {"step": "office.return", "data": {"draft": waiting, "text": "Which day?"}}
    assert head.post(f"/dossiers/{name}/acts", back).json()["state"] == "inside"
    row = desk.get(f"/dossiers/{name}").json()["drafts"][0]
    assert (row["state"], row["note"]) == ("returned", "Which day?")
    gone = desk.post(f"/dossiers/{name}/acts", {"step": "office.discard", "data": {"draft": waiting}})
    assert gone.status_code == 201


def test_a_draft_of_another_file_is_not_moved_from_here(mofa: Node, draft: tuple[str, str]) -> None:
    with mofa.active():
        ClearingRule.objects.all().delete()
    other = Caller(mofa, "o-desk").announce()
    step = {"step": "office.clear", "data": {"draft": draft[1]}}
    assert Caller(mofa, "o-head").post(f"/dossiers/{other}/acts", step).status_code == 404
    wrong = {"step": "office.clear", "data": {"draft": 1, "why": "x"}}
    faults = Caller(mofa, "o-head").post(f"/dossiers/{other}/acts", wrong).json()["faults"]
    assert {name: fault["code"] for name, fault in faults.items()} == {"draft": "field_wrong", "why": "field_unknown"}

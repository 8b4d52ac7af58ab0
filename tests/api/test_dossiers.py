"""Opening, reading, listing and moving files through the API of one node."""

from urllib.parse import quote

import pytest

from servanda.kernel.node import Node
from tests.api.offices import VISIT, Caller
from tests.web.house import TERMS, TEXTS
from tests.world import MOFA, VUFO


def test_a_file_is_opened_read_and_moved_on(desk: Caller) -> None:
    opened = desk.post("/dossiers", {"process": "visit", "fields": VISIT, "to": [f"{VUFO}/europe"], "class": "limited"})
    assert opened.status_code == 201
    said = opened.json()
    assert said["state"] == "sent" and said["act"].startswith("sha256:") and said["draft"] is None
    whole = desk.get(f"/dossiers/{said['dossier']}").json()
    assert whole["parties"] == [MOFA, VUFO] and whole["class"] == "limited" and whole["state"] == "announced"
    assert whole["facts"]["start_on"] == "2031-05" and whole["facts"]["precision"] == "month"
    assert whole["entries"][0]["sentence"] == "Protocol announced the visit: A delegation, May 2031."
    assert [row["state"] for row in whole["deliveries"]] == ["held"]
    refine = next(row for row in whole["open"] if row["step"] == "visit.refine")
    assert refine["takes"]["required"] == ["start_on"]
    moved = desk.post(f"/dossiers/{said['dossier']}/acts", {"step": "refine", "data": {"start_on": "2031-05-04"}})
    assert moved.status_code == 201
    assert desk.get(f"/dossiers/{said['dossier']}").json()["facts"]["start_on"] == "2031-05-04"


def test_a_name_may_be_written_with_its_slash_or_encoded(desk: Caller) -> None:
    name = desk.announce()
    for written in (name, quote(name, safe="")):
        for ending in ("", "/digest"):
            answer = desk.get(f"/dossiers/{written}{ending}")
            assert answer.status_code == 200, (written, ending)
    assert desk.get(f"/dossiers/{name}/digest").json()["digest"].startswith("sha256:")


@pytest.mark.parametrize("path", ["/dossiers/x", "/dossiers/a/b/c", "/nothing", "/dossiers/../feeds", "/"])
def test_an_address_that_is_none_is_answered_as_json(desk: Caller, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404 and answer.json()["code"] == "no_address"


def test_lists_are_read_page_by_page_and_filtered(desk: Caller) -> None:
    names = [desk.announce(title=f"Đoàn số {n}") for n in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        answer = desk.get("/dossiers", limit=2, cursor=cursor, process="visit").json()
        seen += [row["id"] for row in answer["items"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted(names) and len(seen) == 5
    assert [row["id"] for row in desk.get("/dossiers", q="doan so 3").json()["items"]] == [names[3]]
    assert desk.get("/dossiers", state="closed").json()["items"] == []


def test_a_misspelt_filter_is_refused_and_not_passed_over(desk: Caller) -> None:
    answer = desk.get("/dossiers", proces="visit")
    assert (answer.status_code, answer.json()["faults"]["proces"]["code"]) == (422, "field_unknown")
    assert desk.get("/dossiers", cursor="x").json()["code"] == "bad_cursor"


def test_every_fault_is_named_in_the_callers_language(mofa: Node) -> None:
    caller = Caller(mofa, "o-desk", {"Accept-Language": "vi-VN,vi;q=0.9"})
    answer = caller.post("/dossiers", {"process": "visit", "fields": {"level": "grand", "start_on": "soon", "x": 1}})
    body = answer.json()
    assert answer.status_code == 422 and body["code"] == "faults"
    codes = {name: fault["code"] for name, fault in body["faults"].items()}
    assert codes == {
        "title": "field_missing", "direction": "field_missing", "level": "field_choice",
        "start_on": "date_not_readable", "x": "field_unknown",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"process": "opera", "fields": {}}, 422, "unknown_process"),
        ({"process": "commitment", "fields": {}}, 422, "unknown_process"),
        ({"process": "visit", "fields": VISIT, "colour": "red"}, 422, "faults"),
        ({"process": "visit", "fields": VISIT, "to": ["nowhere"]}, 422, "faults"),
        ({"process": "visit", "fields": VISIT, "to": [f"{MOFA}/opera"]}, 422, "unknown_unit"),
        ({"process": "visit", "fields": VISIT, "class": "mat"}, 422, "state_secret"),
        ({"process": "visit", "fields": VISIT, "files": ["sha256:" + "a" * 64]}, 422, "no_upload"),
        (b"{", 400, "not_json"),
        (b"[]", 400, "not_json"),
        (b'{"process": "visit", "process": "visit"}', 400, "json_duplicate_key"),
        (b'{"process": "visit", "fields": {"title": 1.5}}', 400, "json_float"),
        (b'{"process": "visit", "fields": {"title": "\\ud800"}}', 400, "json_surrogate"),
    ],
)
def test_what_is_called_wrong_is_refused_with_its_code(desk: Caller, body: object, status: int, code: str) -> None:
    answer = desk.post("/dossiers", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert desk.get("/dossiers", process="visit").json()["items"] == []


def test_a_step_that_is_not_open_is_refused_and_changes_nothing(desk: Caller) -> None:
    name = desk.announce(f"{VUFO}/europe")
    before = desk.get(f"/dossiers/{name}/digest").json()
    for step, code in (("close", "step_not_open"), ("request.ask", "unknown_step"), ("fly", "unknown_step")):
        data = {"report": "x"} if step == "close" else {}
        answer = desk.post(f"/dossiers/{name}/acts", {"step": step, "data": data})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert desk.get(f"/dossiers/{name}/digest").json() == before


def test_notes_and_assignments_stay_inside(desk: Caller) -> None:
    name = desk.announce(f"{VUFO}/europe")
    note = desk.post(f"/dossiers/{name}/acts", {"step": "office.note", "data": {"text": "Look at this."}})
    assert (note.status_code, note.json()["state"]) == (201, "inside")
    assigned = Caller(desk.node, "o-clerk").post(
        f"/dossiers/{name}/acts", {"step": "office.assign", "data": {"unit": f"{MOFA}/europe", "officer": "o-europe"}}
    )
    assert assigned.status_code == 201
    whole = Caller(desk.node, "o-europe").get(f"/dossiers/{name}").json()
    assert whole["assignment"]["unit"] == f"{MOFA}/europe"
    assert [row["act"] for row in whole["deliveries"]] == [whole["entries"][0]["act"]]
    assert [row["text"] for row in whole["entries"] if row["kind"] == "office.note"] == ["Look at this."]
    forged = desk.post(f"/dossiers/{name}/acts", {"step": "office.sent", "data": {}})
    assert forged.json()["code"] == "unknown_step"


def test_a_report_of_the_other_sides_words_is_marked(desk: Caller) -> None:
    name = desk.announce(f"{VUFO}/europe")
    body = {"step": "dossier.say", "data": {"text": "They agree."}, "for": VUFO, "via": "phone"}
    assert desk.post(f"/dossiers/{name}/acts", body).status_code == 201
    entry = desk.get(f"/dossiers/{name}").json()["entries"][-1]
    assert (entry["reported"], entry["via"]) == ("reported", "phone")
    body = {"step": "dossier.say", "data": {"text": "They agree."}, "for": "other.example"}
    assert desk.post(f"/dossiers/{name}/acts", body).json()["code"] == "not_a_party"


def test_a_responsibility_that_counts_in_hours_is_agreed_no_more(mofa: Node) -> None:
    duty = {"id": "answer", "opens": "request.ask", "debtor": "counterpart", "creditor": "owner", "deliver": "answer",
            "by": {"after": "opened", "hours": 4}}  # fmt: skip
    terms = TERMS | {"parties": [MOFA, VUFO], "articles": [{"id": "7", "field": "", "basis": [], "duties": [duty]}]}
    proposed = {"process": "agreement", "fields": {"title": "R", "terms": terms, "texts": TEXTS}}
    refused = Caller(mofa, "o-clerk").post("/dossiers", proposed)
    assert (refused.status_code, refused.json()["code"]) == (422, "duty_hours")
    assert "7/answer" in refused.json()["message"]


def test_the_same_agreement_is_not_proposed_twice(mofa: Node) -> None:
    terms = TERMS | {"parties": [MOFA, VUFO]}
    proposed = {"process": "agreement", "fields": {"title": "R", "terms": terms, "texts": TEXTS}}
    first = Caller(mofa, "o-clerk").post("/dossiers", proposed)
    assert first.status_code == 201, first.json()
    again = Caller(mofa, "o-clerk").post("/dossiers", proposed)
    assert (again.status_code, again.json()["code"]) == (422, "agreement_proposed_twice")
    assert first.json()["dossier"] in again.json()["message"]

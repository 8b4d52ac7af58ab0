"""The same request again is answered, not done again."""

from concurrent.futures import ThreadPoolExecutor

from servanda.api.models import Answered
from servanda.kernel.models import StoredAct
from tests.api.offices import VISIT, Caller

BODY = {"process": "visit", "fields": VISIT}


def test_the_same_key_gets_the_first_answer(desk: Caller) -> None:
    first = desk.post("/dossiers", BODY, **{"Idempotency-Key": "k-1"})
    again = desk.post("/dossiers", BODY, **{"Idempotency-Key": "k-1"})
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    name = first.json()["dossier"]
    note = {"step": "office.note", "data": {"text": "Once."}}
    for _ in range(3):
        assert desk.post(f"/dossiers/{name}/acts", note, **{"Idempotency-Key": "k-2"}).status_code == 201
    assert len(desk.get("/dossiers", process="visit").json()["items"]) == 1
    assert len(desk.get(f"/dossiers/{name}").json()["entries"]) == 2


def test_keys_belong_to_one_officer_and_one_request(desk: Caller) -> None:
    desk.post("/dossiers", BODY, **{"Idempotency-Key": "k"})
    other = desk.post("/dossiers", {**BODY, "class": "limited"}, **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (409, "other_request")
    assert Caller(desk.node, "o-head").post("/dossiers", BODY, **{"Idempotency-Key": "k"}).status_code == 201
    assert desk.post("/dossiers", BODY, **{"Idempotency-Key": "k" * 201}).json()["code"] == "bad_key"


def test_what_was_refused_may_be_tried_again(desk: Caller) -> None:
    wrong = desk.post("/dossiers", {"process": "visit", "fields": {}}, **{"Idempotency-Key": "k"})
    assert wrong.status_code == 422
    assert desk.post("/dossiers", BODY, **{"Idempotency-Key": "k"}).status_code == 201


def test_two_at_once_are_one(desk: Caller) -> None:
    def send(_: int) -> str:
        return str(desk.post("/dossiers", BODY, **{"Idempotency-Key": "k"}).json()["dossier"])

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    with desk.node.active():
        assert Answered.objects.count() == 1
        assert StoredAct.objects.filter(kind="visit.announce").count() == 1

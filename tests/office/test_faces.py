"""The API gives a desk no more than the pages do, and an outsider's tries lock nobody out elsewhere."""

from datetime import timedelta

from servanda.web.entering import tries
from tests.api.offices import Caller, settle
from tests.web.house import START, House
from tests.world import MOFA


def test_the_api_refuses_a_desk_what_the_pages_hide(make_node) -> None:  # type: ignore[no-untyped-def]
    node = settle(make_node(MOFA))
    desk, clerk = Caller(node, "o-desk"), Caller(node, "o-clerk")
    file = desk.announce()
    for process in ("agreement", "directory"):
        assert desk.post("/dossiers", {"process": process, "fields": {"title": "x"}}).status_code == 403
    step = {"step": "office.assign", "data": {"unit": f"{MOFA}/protocol"}}
    assert desk.post(f"/dossiers/{file}/acts", step).status_code == 403
    assert clerk.post(f"/dossiers/{file}/acts", step).status_code == 201
    wrong = {"step": "office.assign", "data": {"unit": f"{MOFA}/nowhere"}}
    assert clerk.post(f"/dossiers/{file}/acts", wrong).status_code == 422


def test_tries_from_elsewhere_lock_nobody_out(lone: House) -> None:
    with lone.node.active():
        for _ in range(5):
            assert not tries.begin("o-desk", "2001:db8::1", at=START)
        assert tries.begin("o-desk", "2001:db8::2", at=START) > timedelta(0)
        assert not tries.begin("o-desk", "192.0.2.7", at=START)
        tries.was_right("o-desk", "192.0.2.7")
        assert tries.begin("o-desk", "2001:db8::1", at=START) > timedelta(0)

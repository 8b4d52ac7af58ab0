"""Who may not see gets 404, who may not do 403; a wrong field keeps what was typed."""

import pytest

from servanda.kernel.models import StoredAct
from servanda.office.models import ClearingRule
from servanda.processes.models import Outgoing
from tests.web.house import House, text_of
from tests.web.test_main_job import VISIT
from tests.world import VUFO


def test_a_stranger_sees_neither_file_nor_steps(house: House) -> None:
    dossier = house.announce()
    stranger = house.browser("o-stranger")
    missing = stranger.get("/files/mofa.example/AAAAAAAAAAAAAAAAAAAAAA/")
    for url in ("", "steps/visit.cancel/", "report/", "note/", "assign/"):
        answer = stranger.get(f"/files/{dossier}/{url}")
        assert answer.status_code == 404
        assert text_of(answer) == text_of(missing)
    assert stranger.post(f"/files/{dossier}/note/", {"text": "x"}).status_code == 404
    assert stranger.post(f"/files/{dossier}/steps/visit.cancel/", {"reason": "x"}).status_code == 404
    assert "A delegation" not in text_of(stranger.get("/files/?q=delegation"))
    assert "A delegation" not in text_of(stranger.get("/desk/?tab=watching"))


@pytest.mark.parametrize("officer", ["o-desk", "o-colleague", "o-clerk"])
def test_only_the_head_clears(house: House, officer: str) -> None:
    with house.node.active():
        ClearingRule.objects.create(step="visit", levels=1)
    house.browser("o-desk").post("/new/visit/", VISIT)
    with house.node.active():
        url = f"/prepared/{Outgoing.objects.get().name}/"
    browser = house.browser(officer)
    assert "Approve" not in text_of(browser.get(url))
    assert browser.post(url, {"do": "approve"}).status_code == 403
    assert house.browser("o-stranger").get(url).status_code == 404
    assert house.browser("o-stranger").post(url, {"do": "approve"}).status_code == 404
    with house.node.active():
        assert Outgoing.objects.get().cleared == []


def test_an_administrator_sees_no_file_and_opens_none(house: House) -> None:
    dossier = house.announce()
    admin = house.browser("o-admin")
    assert admin.get(f"/files/{dossier}/").status_code == 404
    assert "A delegation" not in text_of(admin.get("/files/"))
    assert "A delegation" not in text_of(admin.get("/desk/?tab=watching"))
    assert admin.get("/new/").status_code == 403
    assert admin.post("/new/visit/", VISIT).status_code == 403


def test_a_wrong_field_is_named_and_what_was_typed_stays(house: House) -> None:
    answer = house.browser("o-desk").post("/new/visit/", VISIT | {"start_on": "in spring", "place": "Da Nang"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "There is a problem" in page and "in spring is not a date" in page
    html = answer.content.decode()
    assert 'value="in spring"' in html and 'value="Da Nang"' in html and f'value="{VUFO}/europe" selected' in html
    missing = house.browser("o-desk").post("/new/visit/", VISIT | {"title": ""})
    assert "This field is required." in text_of(missing)


def test_a_step_that_is_not_open_is_refused(house: House) -> None:
    dossier = house.announce()
    desk = house.browser("o-desk")
    answer = desk.get(f"/files/{dossier}/steps/visit.close/")
    assert answer.status_code == 422 and "Close with a report is not open now" in text_of(answer)
    assert desk.post(f"/files/{dossier}/steps/visit.close/", {"report": "x"}).status_code == 422
    assert desk.get(f"/files/{dossier}/steps/office.note/").status_code == 422
    assert desk.get(f"/files/{dossier}/steps/dossier.confirm/?acts=sha256:00").status_code == 422
    assert desk.get(f"/files/{dossier}/steps/dossier.say/?for=museum.example").status_code == 422


def test_a_class_above_the_ceiling_is_not_offered(house: House) -> None:
    answer = house.browser("o-desk").post("/new/visit/", VISIT | {"class": "toi-mat"})
    assert answer.status_code == 422


def test_a_desk_officer_hands_out_nothing_and_a_head_only_below(house: House) -> None:
    dossier = house.announce()
    assert house.browser("o-desk").get(f"/files/{dossier}/assign/").status_code == 403
    head = house.browser("o-head")
    outside = head.post(f"/files/{dossier}/assign/", {"unit": "mofa.example/africa"})
    assert outside.status_code == 422
    assert head.post(f"/files/{dossier}/assign/", {"unit": "mofa.example/protocol"}).status_code == 302


def test_nothing_was_said_by_any_refusal(house: House) -> None:
    with house.node.active():
        before = StoredAct.objects.count()
    house.browser("o-desk").post("/new/visit/", VISIT | {"level": "none"})
    house.browser("o-admin").post("/new/visit/", VISIT)
    with house.node.active():
        assert StoredAct.objects.count() == before

"""The main job: announce, clear, hold, send; take back; return and prepare again; record what the other side said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from servanda.kernel.models import Commitment, Dossier, Entry, StoredAct
from servanda.office import outgoing
from servanda.office.models import ClearingRule
from servanda.processes.models import Assignment, Outgoing
from tests.web.house import Browser, House, text_of
from tests.world import MOFA, VUFO

VISIT = {
    "title": "A state delegation", "direction": "incoming", "level": "official", "start_on": "2031-05-06",
    "to-unit": f"{VUFO}/europe", "class": "internal", "partner": "FR",
}  # fmt: skip


def rule(house: House, step: str, levels: int) -> None:
    with house.node.active():
        ClearingRule.objects.create(step=step, levels=levels)


def the_file(house: House) -> Dossier:
    with house.node.active():
        return Dossier.objects.get(process="visit")


def held(house: House) -> Outgoing:
    with house.node.active():
        return Outgoing.objects.latest("prepared_at")


def release(house: House) -> None:
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(seconds=20))


def shared(house: House) -> list[str]:
    with house.node.active():
        return list(StoredAct.objects.filter(internal=False, dossier=the_file(house).id).values_list("kind", flat=True))


def once_of(answer: Any) -> str:
    return str(answer.context["once"])


@pytest.mark.mission("S53")
def test_a_visit_is_announced_cleared_held_and_sent(house: House) -> None:
    rule(house, "visit", 1)
    desk, head = house.browser("o-desk"), house.browser("o-head")
    form = desk.get("/new/visit/")
    assert "1 approval is needed" in text_of(form)
    answer = desk.post("/new/visit/", VISIT | {"once": once_of(form), "do": "prepare"})
    assert answer.status_code == 302
    page = text_of(desk.get(answer["Location"]))
    assert "waiting for approval" in page and "Nothing has left this agency yet." in page

    assert "A state delegation" in text_of(head.get("/desk/?tab=clear"))
    assert "A state delegation" in text_of(head.get("/desk/")), "with nothing else to do the day begins with it"
    url = f"/prepared/{held(house).name}/"
    file = head.get(answer["Location"]).content.decode()
    assert f'<a class="button primary small" href="{url}">Look and decide</a>' in file
    to_clear = head.get(url)
    assert "Approve and send" in text_of(to_clear) and "France" in text_of(to_clear)
    assert head.post(url, {"do": "approve", "once": once_of(to_clear)}).status_code == 302
    assert held(house).state == "held" and shared(house) == []

    release(house)
    assert shared(house) == ["visit.announce"]
    page = text_of(desk.get(f"/files/{the_file(house).id}/"))
    assert "Prepared by Desk of Protocol." in page and "Cleared by Head of Protocol." in page
    assert "waiting to be sent" in page and "Article 5.1 asks for at least 15 working days." in page
    house.exchange()
    assert "received" in text_of(desk.get(f"/files/{the_file(house).id}/"))


def test_what_was_sent_can_be_undone_for_a_moment(house: House) -> None:
    desk = house.browser("o-desk")
    answer = desk.post("/new/visit/", VISIT | {"do": "send"})
    page = desk.get(answer["Location"])
    assert "Announce a visit: it leaves at" in text_of(page) and 'hx-trigger="load delay:' in page.content.decode()
    colleague = house.browser("o-colleague").post(f"/prepared/{held(house).name}/undo/")
    assert colleague.status_code == 403
    assert desk.post(f"/prepared/{held(house).name}/undo/").status_code == 302
    release(house)
    assert shared(house) == []
    again = desk.get(answer["Location"])
    url = again.context["next"].url
    assert "A state delegation" in desk.get(url).content.decode()
    assert desk.post(url, VISIT).status_code == 302
    release(house)
    assert shared(house) == ["visit.announce"]


def test_a_node_may_say_how_long_undo_is_possible(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    house.browser("o-desk").post("/new/visit/", VISIT)
    assert shared(house) == ["visit.announce"]


def test_a_returned_step_comes_back_to_the_desk_and_is_prepared_again(house: House) -> None:
    rule(house, "", 1)
    desk, head = house.browser("o-desk"), house.browser("o-head")
    desk.post("/new/visit/", VISIT)
    url = f"/prepared/{held(house).name}/"
    empty = head.post(url, {"do": "return", "note": ""})
    assert empty.status_code == 422 and "Write something first." in text_of(empty)
    head.post(url, {"do": "return", "note": "Name the place."})
    assert "Returned to you with a note" in text_of(desk.get("/desk/"))
    assert "Name the place." in text_of(desk.get(url))
    again = desk.get(url).context["again_url"]
    form = desk.get(again).content.decode()
    assert "A state delegation" in form and f'value="{VUFO}/europe" selected' in form
    assert desk.post(again, VISIT | {"place": "Da Nang"}).status_code == 302
    with house.node.active():
        assert sorted(Outgoing.objects.values_list("state", flat=True)) == ["clearing", "discarded"]


def test_a_form_sent_twice_is_taken_once(house: House) -> None:
    desk = house.browser("o-desk")
    token = once_of(desk.get("/new/visit/"))
    first = desk.post("/new/visit/", VISIT | {"once": token})
    second = desk.post("/new/visit/", VISIT | {"once": token})
    assert first["Location"] == second["Location"]
    with house.node.active():
        assert Dossier.objects.filter(process="visit").count() == 1
    dossier = house.announce()
    cancel = f"/files/{dossier}/steps/visit.cancel/"
    house.node.config["undo_seconds"] = 0
    data = {"reason": "It fell through.", "once": once_of(desk.get(cancel))}
    assert desk.post(cancel, data)["Location"] == desk.post(cancel, data)["Location"]


def test_the_next_step_carries_out_what_is_owed(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    dossier = house.announce()
    desk = house.browser("o-desk")
    page = desk.get(f"/files/{dossier}/")
    assert page.context["next"].label == "Refine"
    form = desk.get(page.context["next"].url)
    assert "This fulfils:" in text_of(form)
    assert desk.post(page.context["next"].url, {"start_on": "2031-05-06"}).status_code == 302
    with house.node.active():
        assert Commitment.objects.get(dossier=dossier).state == "accepted"


def test_a_note_stays_here_and_an_entry_goes_with_its_attachment(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    dossier, desk = house.announce(), house.browser("o-desk")
    note = {"text": "Ask the embassy.", "files": SimpleUploadedFile("map.txt", b"inner map")}
    assert desk.post(f"/files/{dossier}/note/", note).status_code == 302
    scan = SimpleUploadedFile("thư mời.pdf", b"%PDF-1.7 letter")
    entry = desk.post(f"/files/{dossier}/steps/dossier.say/", {"text": "The letter.", "files": scan, "do": "send"})
    assert entry.status_code == 302
    page = desk.get(f"/files/{dossier}/")
    assert "Ask the embassy." in text_of(page) and "thư mời.pdf" in text_of(page)
    said = next(entry for entry in page.context["timeline"] if entry["text"] == "The letter.")
    answer = desk.get(said["files"][0]["url"])
    assert answer.getvalue() == b"%PDF-1.7 letter"
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()
    noted = next(entry for entry in page.context["timeline"] if entry["text"] == "Ask the embassy.")
    text = desk.get(noted["files"][0]["preview_url"])
    assert "sandbox" in text["Content-Security-Policy"] and text["Content-Type"] == "text/plain"
    text.close()
    stranger = house.browser("o-stranger").get(said["files"][0]["url"])
    assert stranger.status_code == 404
    with house.node.active():
        named = StoredAct.objects.get(kind="dossier.say").act.part("content")["files"]
    assert named[0]["name"] == "thư mời.pdf" and named[0]["size"] == 15


def test_what_the_other_side_said_by_letter_is_recorded_in_its_name(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    dossier, desk = house.announce(), house.browser("o-desk")
    house.say("o-desk", "visit.ask_preparation", {"preparation": "A programme", "due_on": "2031-05-02"}, dossier)
    links = [step for side in desk.get(f"/files/{dossier}/report/").context["sides"] for step in side["steps"]]
    url = next(link.url for link in links if str(link.label).startswith("Hand over the result"))
    assert "for=union.example" in url
    form = desk.get(url)
    assert "may confirm or dispute it" in text_of(form)
    today = datetime.now(UTC).date()
    data = {"text": "Programme of the union", "via": "letter", "said-on": today.isoformat(), "reference": "12/LH"}
    assert desk.post(url, data).status_code == 302
    page = text_of(desk.get(f"/files/{dossier}/"))
    assert "by letter" in page and "12/LH" in page and "not yet confirmed" in page
    with house.node.active():
        assert Commitment.objects.get(dossier=dossier, deliver="preparation").state == "delivered"
        assert Entry.objects.get(kind="commitment.deliver").speaker == VUFO
    future = desk.post(f"/files/{dossier}/steps/dossier.say/?for={VUFO}",
                       {"text": "x", "via": "phone", "said-on": "2999-01-01"})  # fmt: skip
    assert future.status_code == 422


def test_an_agency_without_a_system_can_be_worked_with(lone: House) -> None:
    lone.node.config["undo_seconds"] = 0
    desk = lone.browser("o-desk")
    data = VISIT | {"to-unit": "", "to-agency": "museum.example"}
    answer = desk.post("/new/visit/", data)
    page = text_of(desk.get(answer["Location"]))
    assert "museum.example" in page and "not sent by the system" in page
    assert "It reaches them by letter, telephone or guest link." in page
    assert "museum.example, museum.example" not in page
    assert "Choose who works on it" in text_of(desk.post("/new/visit/", VISIT | {"to-unit": ""}))
    assert desk.post("/new/visit/", data | {"to-agency": "not a code"}).status_code == 422


def test_only_units_of_the_other_side_are_offered_to_work_on_it_there(house: House) -> None:
    desk = house.browser("o-desk")
    offered = desk.get("/new/visit/").context["form"]
    theirs, units = (str(offered[name]) for name in ("to-unit", "to-also"))
    assert f"{VUFO}/europe" in theirs and f'"{MOFA}/' not in theirs and f"{MOFA}/africa" in units
    assert desk.post("/new/visit/", VISIT | {"to-unit": f"{MOFA}/africa"}).status_code == 422


def test_a_file_of_the_other_side_goes_from_the_inbox_to_who_leads_it(house: House) -> None:
    turned = House(house.other, house.node)
    dossier = house.announce(start_on="2031-05-06")
    house.exchange()
    clerk = Browser(turned.node, "o-clerk")
    assert "A delegation" in text_of(clerk.get("/desk/?tab=inbox"))
    assert "Nobody yet." in text_of(clerk.get(f"/files/{dossier}/"))
    assert clerk.get(f"/files/{dossier}/assign/").context["form"]["unit"].value() == f"{VUFO}/europe"
    form = {"unit": f"{VUFO}/africa", "officer": "o-stranger", "coordinating": [f"{VUFO}/europe"]}
    stranger = Browser(turned.node, "o-stranger")
    assert stranger.get(f"/files/{dossier}/").status_code == 404
    wrong = clerk.post(f"/files/{dossier}/assign/", form | {"officer": "o-europe"})
    assert wrong.status_code == 422 and "holds no post in the leading unit" in text_of(wrong)
    assert clerk.post(f"/files/{dossier}/assign/", form).status_code == 302
    assert stranger.get(f"/files/{dossier}/").status_code == 200
    with turned.node.active():
        row = Assignment.objects.get()
        assert (row.unit, row.officer, row.coordinating) == (f"{VUFO}/africa", "o-stranger", [f"{VUFO}/europe"])
    assert "A delegation" not in text_of(clerk.get("/desk/?tab=inbox"))


def test_others_who_were_reported_confirm_or_dispute(house: House) -> None:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    dossier = house.announce()
    today = datetime.now(UTC).date().isoformat()
    house.browser("o-desk").post(f"/files/{dossier}/steps/dossier.say/?for={VUFO}",
                                 {"text": "We agree.", "via": "phone", "said-on": today})  # fmt: skip
    house.exchange()
    theirs = Browser(house.other, "o-europe")
    page = theirs.get(f"/files/{dossier}/")
    steps = next(entry["steps"] for entry in page.context["timeline"] if entry["steps"])
    assert [step.label for step in steps] == ["Confirm", "Dispute"]
    assert theirs.post(steps[0].url, {}).status_code == 302
    assert not [entry for entry in theirs.get(f"/files/{dossier}/").context["timeline"] if entry["steps"]]
    assert theirs.post(steps[1].url, {"text": "no"}).status_code == 422
    assert MOFA in dossier


def test_undo_that_comes_too_late_says_so(house: House) -> None:
    desk = house.browser("o-desk")
    desk.post("/new/visit/", VISIT)
    url = f"/prepared/{held(house).name}/undo/"
    release(house)
    answer = desk.post(url)
    assert "It has left already" in text_of(desk.get(answer["Location"]))
    assert shared(house) == ["visit.announce"]


def test_a_file_too_large_is_named_and_the_note_stays_in_its_form(house: House) -> None:
    dossier = house.announce()
    with override_settings(FILE_LIMIT=10):
        files = SimpleUploadedFile("large.txt", b"more than ten bytes")
        answer = house.browser("o-desk").post(f"/files/{dossier}/note/", {"text": "Typed.", "files": files})
    assert answer.status_code == 422
    assert "large.txt has 19 bytes" in text_of(answer) and "Typed." in answer.content.decode()


@pytest.mark.parametrize(("name", "raw"), [("tool.exe", b"x"), ("letter.pdf", b"MZ\x90\0"), ("run", b"#!/bin/sh\n")])
def test_no_program_is_attached_and_the_note_stays_in_its_form(house: House, name: str, raw: bytes) -> None:
    dossier, desk = house.announce(), house.browser("o-desk")
    answer = desk.post(f"/files/{dossier}/note/", {"text": "Typed.", "files": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 422
    assert f"{name} is a program" in text_of(answer) and "Typed." in answer.content.decode()


def test_days_may_be_written_as_offices_write_them(house: House) -> None:
    browser = house.browser("o-desk")
    page = browser.get("/new/visit/")
    said = VISIT | {"start_on": "22/12/2031", "end_on": "12/2031", "do": "send", "once": once_of(page)}
    answer = browser.post("/new/visit/", said)
    assert answer.status_code == 302, text_of(answer)
    release(house)
    assert (the_file(house).facts["start_on"], the_file(house).facts["end_on"]) == ("2031-12-22", "2031-12")

"""Plans on pages: rows that tell how they stand, the click that begins one, and the warning before a clash is sent."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext

from servanda.kernel.models import Dossier, Entry, StoredAct
from servanda.office import outgoing
from servanda.office.models import ClearingRule
from servanda.processes.dossiers import read_statement, take
from servanda.processes.models import Outgoing, Scheduled
from tests.web.house import START, Browser, House, text_of
from tests.world import MOFA, VUFO

ROWS = [
    {"id": "a1", "title": "Film week", "kind": "activity", "partner": "FR", "start_on": "2031-03", "place": "Huế",
     "outcome": "New friends", "amount": {"amount": "500", "currency": "EUR"}, "lead": f"{MOFA}/protocol"},
    {"id": "b2", "title": "Delegation", "start_on": "2031-04-02"},
]  # fmt: skip


def plan(house: House, rows: list[dict[str, Any]] = ROWS, **more: Any) -> str:
    stated = {"title": "Programme 2031", "items": rows} | more
    with house.node.active():
        statement = read_statement("plan.propose", stated, to=[f"{VUFO}/europe"])
        return take(statement, house.actor("o-desk"), at=START).dossier


@pytest.mark.mission("S18", "S49")
def test_one_click_on_a_row_begins_the_activity_filled_in_and_linked(house: House) -> None:
    file, browser = plan(house), house.browser("o-desk")
    page = browser.get(f"/files/{file}/")
    assert "not begun" in text_of(page) and "Begin as an activity" in text_of(page)
    (url,) = re.findall(r'href="(/new/activity/\?item=[^"]*a1)"', page.content.decode())
    assert len(re.findall(r'href="/new/(?:activity|visit)/\?item=[^"]*b2"', page.content.decode())) == 2
    form = browser.get(url).context["form"]
    assert form["title"].value() == "Film week" and form["amount"].value() == "500 EUR"
    assert form["place"].value() == "Huế" and form["lead"].value() == f"{MOFA}/protocol"
    sent = {"title": "Film week", "start_on": "2031-03-10", "partner": "FR", "class": "internal"}
    done = browser.post(url, sent | {"to-unit": f"{VUFO}/europe"})
    assert done.status_code == 302
    with house.node.active():
        begun = Dossier.objects.get(process="activity")
        assert begun.facts["plan_item"] == f"{file}#a1" or begun.is_shared is False
    shown = text_of(browser.get(f"/files/{file}/"))
    assert "Film week" in shown
    activity = browser.get(f"/files/{begun.id}/")
    assert "Programme 2031" in text_of(activity) or not begun.is_shared


def test_a_row_of_a_plan_that_may_not_be_seen_begins_nothing(house: House) -> None:
    file = plan(house)
    for item in (f"{file}%23a1", f"{file}%23zz", "nonsense", f"{file}"):
        assert house.browser("o-stranger").get(f"/new/activity/?item={item}").status_code == 404
    assert house.browser("o-desk").get(f"/new/activity/?item={file}%23zz").status_code == 404


def test_the_number_of_queries_of_a_plan_does_not_grow(house: House) -> None:
    counted = []
    house.browser("o-desk").get(f"/files/{plan(house)}/")
    for many in (2, 40):
        rows = [{"id": f"r{n}", "title": f"Row {n}", "start_on": "2031-03-01", "partner": "FR"} for n in range(many)]
        file = plan(house, rows, title=f"Plan {many}")
        with house.node.active():
            for n in range(min(many, 6)):
                stated = {"title": "A", "start_on": "2031-06-01", "plan_item": f"{file}#r{n}", "partner": "FR"}
                take(read_statement("activity.propose", stated, to=[f"{VUFO}/europe"]), house.actor("o-desk"), at=START)
            with CaptureQueriesContext(connections[house.node.alias]) as queries:
                house.browser("o-desk").get(f"/files/{file}/")
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_joint_plan_says_whose_agreement_it_awaits(house: House) -> None:
    file, browser = plan(house, joint=True), house.browser("o-desk")
    page = browser.get(f"/files/{file}/")
    assert "has not agreed to these rows yet" in text_of(page) and "/steps/plan.adopt/" not in page.content.decode()
    house.exchange()
    clerk = Browser(house.other, "o-clerk")
    assert "/steps/plan.agree/" in clerk.get(f"/files/{file}/").content.decode()
    assert clerk.post(f"/files/{file}/steps/plan.agree/", {"note": "Gladly"}).status_code == 302
    with house.other.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))
    house.exchange()
    assert "/steps/plan.agree/" not in clerk.get(f"/files/{file}/").content.decode()
    page = browser.get(f"/files/{file}/")
    assert "has not agreed" not in text_of(page) and "/steps/plan.adopt/" in page.content.decode()


@pytest.mark.mission("S10")
def test_a_revision_is_one_entry_that_marks_what_changed(house: House) -> None:
    file, browser = plan(house), house.browser("o-desk")
    url = f"/files/{file}/steps/plan.revise/"
    form = browser.get(url).context["form"]
    assert [row["title"] for row in form["items"].value()] == ["Film week", "Delegation"]
    rows = {"items-0-id": "a1", "items-0-title": "Film weeks", "items-1-id": "c3", "items-1-title": "Added",
            "items-1-out_of_plan": "on"}  # fmt: skip
    refused = browser.post(url, rows)
    assert refused.status_code == 422 and "Film weeks" in refused.content.decode()
    assert browser.post(url, rows | {"context": "Floods in the north"}).status_code == 302
    with house.node.active():
        assert Entry.objects.filter(kind__in=("plan.revise", "office.prepare"), dossier=file).exists()


@pytest.mark.mission("S40")
def test_a_clash_is_shown_before_sending_and_sent_all_the_same(house: House) -> None:
    house.announce(title="Friendly delegation", start_on="2031-05-10", partner="FR")
    browser = house.browser("o-desk")
    sent = {"title": "Evening", "start_on": "2031-05-10", "partner": "FR", "class": "internal", "place": "Hà Nội",
            "outcome": "Typed and kept", "to-unit": f"{VUFO}/europe"}  # fmt: skip
    upload = SimpleUploadedFile("Giấy mời.txt", b"an invitation")
    asked = browser.post("/new/activity/", sent | {"files": upload})
    assert asked.status_code == 200
    page = text_of(asked)
    assert "Friendly delegation" in page and "same partner" in page and "Send all the same" in page
    assert "Typed and kept" in asked.content.decode() and "Giấy mời.txt" in page
    kept = {name: re.search(rf'name="{name}" value="([^"]*)"', asked.content.decode()) for name in ("seen", "kept")}
    with house.node.active():
        assert not Dossier.objects.filter(process="activity").exists()
    again = sent | {name: found[1] for name, found in kept.items() if found}
    assert browser.post("/new/activity/", again).status_code == 302
    with house.node.active():
        assert Dossier.objects.filter(process="activity").count() == 1
        assert any("Giấy mời.txt" in str(row.act.part("content")) for row in StoredAct.objects.all())


def test_attachments_of_another_officer_are_not_taken_along(house: House) -> None:
    house.announce(title="D", start_on="2031-05-10", partner="FR")
    sent = {"title": "E", "start_on": "2031-05-10", "partner": "FR", "class": "internal", "to-unit": f"{VUFO}/europe"}
    asked = house.browser("o-desk").post("/new/activity/", sent | {"files": SimpleUploadedFile("a.txt", b"secret")})
    found = re.findall(r'name="(seen|kept)" value="([^"]*)"', asked.content.decode())
    house.browser("o-head").post("/new/activity/", sent | dict(found))
    with house.node.active():
        assert not any("a.txt" in str(row.act.part("content")) for row in StoredAct.objects.all())


def test_a_clash_with_what_may_not_be_seen_is_not_told(house: House) -> None:
    house.announce(title="Hidden delegation", start_on="2031-05-10", partner="FR")
    sent = {"title": "E", "start_on": "2031-05-10", "partner": "FR", "class": "internal", "to-unit": f"{VUFO}/office"}
    assert house.browser("o-stranger").post("/new/activity/", sent).status_code == 302


def test_what_was_prepared_here_clashes_before_it_has_left(house: House) -> None:
    """Two desks prepare the same visit while the first waits for approval, or can still be taken back."""
    with house.node.active():
        ClearingRule.objects.create(step="visit", levels=1)
    visit = {"title": "Film delegation", "direction": "incoming", "level": "official", "start_on": "2031-05-10",
             "partner": "FR", "class": "internal", "to-unit": f"{VUFO}/europe"}  # fmt: skip
    desk, colleague = house.browser("o-desk"), house.browser("o-colleague")
    assert desk.post("/new/visit/", visit).status_code == 302
    asked = colleague.post("/new/visit/", visit)
    page = text_of(asked)
    assert asked.status_code == 200 and "may be the same one" in page and "not sent yet" in page
    with house.node.active():
        assert Dossier.objects.filter(process="visit").count() == 1
        waiting = Outgoing.objects.get()
    # Another unit is told nothing of it, and what was taken back is on no day.
    assert house.browser("o-stranger").post("/new/visit/", visit).status_code == 302
    desk.post(f"/prepared/{waiting.name}/undo/")
    assert colleague.post("/new/visit/", visit).status_code == 302

    # So do the rows of a plan that is about to leave; what has left counts once.
    row = {
        "items-0-title": "Week of song",
        "items-0-id": "a1",
        "items-0-start_on": "2031-06-10",
        "items-0-partner": "FR",
    }
    assert desk.post("/new/plan/", {"title": "Our own plan", "class": "internal"} | row).status_code == 302
    sent = {"title": "E", "start_on": "2031-06-10", "partner": "FR", "class": "internal", "to-unit": f"{VUFO}/europe"}
    page = text_of(colleague.post("/new/activity/", sent))
    assert "Week of song" in page and page.count("not sent yet") == 1
    with house.node.active():
        assert outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1)) == 1
    page = text_of(colleague.post("/new/activity/", sent))
    assert page.count("Week of song") == 1 and "not sent yet" not in page


@pytest.mark.mission("S40")
def test_a_row_that_a_hidden_file_carries_out_is_told_itself_and_nothing_of_the_file(house: House) -> None:
    row = {"id": "a1", "title": "Film week", "kind": "activity", "partner": "FR", "start_on": "2031-05-10"}
    file = plan(house, [row])
    carried = {"title": "Evening of films", "partner": "FR", "start_on": "2031-05-10", "plan_item": f"{file}#a1"}
    with house.node.active():
        statement = read_statement("activity.propose", carried, to=[f"{VUFO}/office"])
        hidden = take(statement, house.actor("o-europe"), at=START).dossier
    sent = {"title": "E", "start_on": "2031-05-10", "partner": "FR", "class": "internal", "to-unit": f"{VUFO}/office"}
    seen = house.browser("o-desk").post("/new/activity/", sent)
    assert seen.status_code == 200 and "Film week" in text_of(seen)
    assert "Evening of films" not in text_of(seen) and hidden not in seen.content.decode()
    own = house.browser("o-europe").post("/new/activity/", sent)
    assert own.status_code == 200 and "Evening of films" in text_of(own) and "Film week" not in text_of(own)
    # Who sees neither is told nothing, not even that there is something.
    assert house.browser("o-stranger").post("/new/activity/", sent).status_code == 302


def test_the_file_itself_shows_what_it_clashes_with(house: House) -> None:
    one = house.announce(title="First delegation", start_on="2031-05-10", partner="FR")
    house.announce(title="Second delegation", start_on="2031-05", partner="FR")
    page = text_of(house.browser("o-desk").get(f"/files/{one}/"))
    assert "Second delegation" in page and "the days may meet" in page
    with house.node.active():
        assert Scheduled.objects.count() == 2


def test_a_plan_of_one_agency_needs_no_other(house: House) -> None:
    sent = {"title": "Our own plan", "items-0-title": "Row", "items-0-id": "a1", "class": "internal"}
    done = house.browser("o-desk").post("/new/plan/", sent)
    assert done.status_code == 302
    with house.node.active():
        assert Dossier.objects.get(process="plan").parties == [MOFA]
    assert house.browser("o-desk").post("/new/visit/", {"title": "V"}).status_code == 422

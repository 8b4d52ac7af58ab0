"""A step that ends a file tells before what is not finished in it, on the form and to who clears it."""

from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.web.house import House, text_of
from tests.web.test_main_job import held, once_of, rule

UNFINISHED = "This ends the file, and not everything in it is finished"


def confirmed(house: House) -> str:
    file = house.announce()
    house.say("o-desk", "visit.ask_preparation", {"preparation": "Two rooms", "due_on": "2031-04-15"}, file)
    house.say("o-desk", "visit.confirm", {"start_on": "2031-05-04", "end_on": "2031-05-06"}, file)
    return file


def queries(house: House, url: str) -> int:
    with house.node.active(), CaptureQueriesContext(connections[house.node.alias]) as asked:
        house.browser("o-desk").get(url)
    return len(asked)


def test_what_is_not_finished_is_told_before_the_file_ends(house: House) -> None:
    file = confirmed(house)
    desk = house.browser("o-desk")
    close, cancel = (f"/files/{file}/steps/visit.{step}/" for step in ("close", "cancel"))
    told = text_of(desk.get(close))
    assert f"{UNFINISHED} Preparation: Two rooms, Europe, by Tue 15 Apr 2031" in told
    assert "It stays owed after the file has ended." in told
    assert "What is not handed over by then ends with the file." in text_of(desk.get(cancel))
    assert UNFINISHED not in text_of(desk.get(f"/files/{file}/steps/visit.postpone/"))
    few = queries(house, close)
    for n in range(6):
        house.say("o-desk", "visit.ask_preparation", {"preparation": f"Car {n}"}, file)
    assert text_of(desk.get(close)).count("Preparation: Car") == 6 and queries(house, close) == few
    rule(house, "visit.close", 1)
    form = desk.get(close)
    assert desk.post(close, {"report": "All is well.", "once": once_of(form), "do": "prepare"}).status_code == 302
    url = f"/prepared/{held(house).name}/"
    head = house.browser("o-head")
    page = head.get(url)
    assert "Preparation: Two rooms, Europe" in text_of(page)
    assert head.post(url, {"once": page.context["once"], "do": "approve"}).status_code == 302


def test_nothing_is_told_of_what_is_done_or_what_the_step_itself_settles(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    desk = house.browser("o-desk")
    file = house.announce()
    house.say("o-desk", "visit.confirm", {"start_on": "2031-05-04", "end_on": "2031-05-06"}, file)
    assert UNFINISHED not in text_of(desk.get(f"/files/{file}/steps/visit.close/"))
    form = desk.get("/new/request/")
    asked = {"title": "Papers", "about": "information", "question": "Which?", "to-unit": "union.example/europe"}
    sent = desk.post("/new/request/", asked | {"class": "internal", "once": once_of(form), "do": "send"})
    assert sent.status_code == 302, text_of(sent)
    page = desk.get(f"{sent['Location'].partition('?')[0]}steps/request.withdraw/")
    assert page.status_code == 200 and UNFINISHED not in text_of(page)

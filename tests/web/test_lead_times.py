"""How early a visit is announced, by which article: told before it goes, to who clears it, and where it arrives."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servanda.kernel.calendars import Calendar
from servanda.processes.models import Unit
from tests.web.house import START, YEARS, Browser, House, text_of
from tests.web.test_main_job import VISIT, held, once_of, release, rule, the_file
from tests.web.test_queries import ask, queries
from tests.world import VUFO

HTMX = {"HTTP_HX_REQUEST": "true"}
ASKED = "Article 5.1 asks for at least 15 working days."


def days_until(start: str) -> int:
    """Working days from today, counted apart from what the pages count with."""
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    calendar = Calendar.from_facts({"zone": "Asia/Ho_Chi_Minh", "years": YEARS})
    today, day, n = datetime.now(UTC).astimezone(zone).date(), date.fromisoformat(start), 0
    while day > today:
        day -= timedelta(days=1)
        n += calendar.is_working(day)
    return n


def in_days(n: int) -> str:
    return (datetime.now(UTC) + timedelta(days=n)).date().isoformat()


def link(house: House) -> str:
    return f'<a href="/agreements/{house.agreement}/#article-5.1"><bdi>Article 5.1</bdi></a>'


@pytest.mark.mission("S53")
def test_how_early_it_comes_is_told_before_it_goes_to_who_clears_it_and_where_it_arrives(house: House) -> None:
    rule(house, "visit", 1)
    desk, head, start = house.browser("o-desk"), house.browser("o-head"), in_days(45)
    stated = VISIT | {"start_on": start, "once": once_of(desk.get("/new/visit/"))}
    n = days_until(start)
    leaving = f"it is announced {n} working days before it begins. {ASKED}"

    looked = desk.post("/new/visit/", stated | {"do": "look", "title": ""}, **HTMX)
    assert "<html" not in looked.content.decode() and leaving in text_of(looked)
    assert "Europe" in text_of(looked) and link(house) in looked.content.decode()

    answer = desk.post("/new/visit/", stated | {"do": "prepare"})
    to_clear = head.get(f"/prepared/{held(house).name}/")
    assert leaving in text_of(to_clear) and link(house) in to_clear.content.decode()
    assert leaving in text_of(desk.get(f"/prepared/{held(house).name}/")), "who waits for the approval sees it too"
    head.post(f"/prepared/{held(house).name}/", {"do": "approve", "once": once_of(to_clear)})
    release(house)
    house.exchange()

    told = f"Announced {n} working days before it begins. {ASKED}"
    for page in (desk.get(answer["Location"]), Browser(house.other, "o-europe").get(answer["Location"])):
        assert told in text_of(page) and link(house) in page.content.decode()
        assert page.context["lead_time"]["agreement"]["title"] == "Regulation"
    inbox = Browser(house.other, "o-clerk").get("/desk/?tab=inbox")
    assert told in text_of(inbox) and link(house) in inbox.content.decode()


def test_less_than_the_article_asks_for_is_said_before_it_goes(house: House) -> None:
    desk = house.browser("o-desk")
    looked = desk.post("/new/visit/", VISIT | {"start_on": in_days(6), "do": "look"}, **HTMX)
    assert "This is less than the article asks for." in text_of(looked)
    assert 'class="told soon"' in looked.content.decode()
    # Nothing is asked of a working visit, and nothing at all is known without a day.
    plain = text_of(desk.post("/new/visit/", VISIT | {"level": "working", "do": "look"}, **HTMX))
    assert "it is announced" in plain and "asks for" not in plain
    undated = text_of(desk.post("/new/visit/", VISIT | {"start_on": "", "do": "look"}, **HTMX))
    assert "it is announced" not in undated and ASKED in undated
    # A file in which the day is still owed says so as soon as it is to be named.
    dossier = house.announce(start_on="2031-05")
    assert ASKED in text_of(desk.get(f"/files/{dossier}/steps/visit.refine/"))
    assert "asks for" not in text_of(desk.get(f"/files/{dossier}/steps/visit.ask_preparation/"))


def test_without_a_script_who_will_see_it_is_shown_before_it_goes(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    desk = house.browser("o-desk")
    form = desk.get("/new/visit/")
    stated: dict[str, Any] = VISIT | {"once": once_of(form), "do": "send", "shown": form.context["shown"]}
    assert '<noscript><input type="hidden" name="shown" value="' in form.content.decode()
    asked = desk.post("/new/visit/", stated)
    assert asked.status_code == 200 and "Nothing has been sent yet." in text_of(asked) and ASKED in text_of(asked)
    assert [agency["units"] for agency in asked.context["audience"]["agencies"]] == [[], ["Europe"]]
    # Another unit than the one that was shown is shown again; the same one goes.
    other = stated | {"shown": asked.context["shown"], "to-unit": f"{VUFO}/africa"}
    again = desk.post("/new/visit/", other)
    assert again.status_code == 200 and [a["units"] for a in again.context["audience"]["agencies"]][1] == ["Africa"]
    assert desk.post("/new/visit/", other | {"shown": again.context["shown"]}).status_code == 302
    assert the_file(house).counterparts[VUFO] == f"{VUFO}/africa"


def test_whom_the_only_agreement_names_is_chosen_already(house: House) -> None:
    with house.node.active():
        Unit.objects.filter(id=f"{VUFO}/europe").update(fields=["visits"], regions=["europe"])
    desk = house.browser("o-desk")
    assert desk.get("/new/visit/").context["form"]["to-unit"].value() == VUFO
    looked = desk.post("/new/visit/", VISIT | {"to-unit": VUFO, "do": "look"}, **HTMX)
    assert [agency["units"] for agency in looked.context["audience"]["agencies"]] == [[], ["Europe"]]
    # No article speaks of letters, and what an agency may keep to itself is sent only to whom the officer chose.
    for process in ("letter", "activity"):
        assert not desk.get(f"/new/{process}/").context["form"]["to-unit"].value()


def test_the_inbox_begins_with_what_is_due_first_in_as_many_queries_for_many_lines(house: House) -> None:
    turned = House(house.other, house.node)
    clerk = turned.browser("o-clerk")
    for n, (title, day) in enumerate([("Late", "2031-08-20"), ("Soon", "2031-02-11"), ("Undated", "")]):
        dossier = house.announce(title=title, start_on="2031-09-09", at=START + timedelta(minutes=n))
        if day:
            house.say("o-desk", "visit.ask_preparation", {"preparation": "A hall", "due_on": day}, dossier)
    house.exchange()

    def lines() -> list[str]:
        return [str(row.what) for group in clerk.get("/desk/?tab=inbox").context["groups"] for row in group.rows]

    assert lines() == ["Soon", "Late", "Undated"]
    few = queries(turned, "/desk/?tab=inbox", "o-clerk")
    for n in range(4):
        ask(house, house.announce(title=f"More {n}", start_on="2031-10-10", at=START), 1)
    house.exchange()
    assert len(lines()) == 7 and queries(turned, "/desk/?tab=inbox", "o-clerk") == few

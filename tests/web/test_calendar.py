"""The month of what a reader may see, and the subscription as a calendar program reads it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar

from servanda.kernel.audiences import Actor
from servanda.office.models import Officer
from servanda.processes.dossiers import read_statement, take
from tests.web.house import START, Browser, House, text_of
from tests.web.test_queries import queries
from tests.world import MOFA, VUFO

SOON = (START + timedelta(days=40)).date()
MONTH = f"/calendar/?month={SOON:%Y-%m}"
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)
Parts = list[dict[str, Any]]


def read(raw: bytes) -> Parts:
    """The events of a calendar, read as RFC 5545 says and no other way; each with its alarms."""
    text = raw.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events: Parts = []
    nested: list[dict[str, Any]] = []
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        found = LINE.fullmatch(line)
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            nested.append({"is": value, "alarms": []})
        elif name == "END":
            done = nested.pop()
            assert done["is"] == value
            if value == "VALARM":
                nested[-1]["alarms"].append(done)
            elif value == "VEVENT":
                assert {"UID", "DTSTAMP", "DTSTART"} <= set(done)
                events.append(done)
        else:
            assert name not in nested[-1], f"{name} stands twice"
            nested[-1][name] = _value(name + parameters, value)
    assert not nested
    assert [_told(event) for event in events] == another_reads(raw)
    return events


def another_reads(raw: bytes) -> list[tuple[Any, ...]]:
    """The same events as the icalendar library reads them, without a fault."""
    calendar = Calendar.from_ical(raw)
    assert not [found.errors for found in calendar.walk() if found.errors]
    return [
        (
            str(event["UID"]), str(event["SUMMARY"]), event.decoded("DTSTART"), str(event["STATUS"]),
            [(alarm["TRIGGER"].to_ical().decode(), str(alarm["ACTION"])) for alarm in event.walk("VALARM")],
        )
        for event in calendar.walk("VEVENT")
    ]  # fmt: skip


def _told(event: dict[str, Any]) -> tuple[Any, ...]:
    alarms = [(alarm["TRIGGER"], alarm["ACTION"]) for alarm in event["alarms"]]
    return event["UID"], event["SUMMARY"], event["DTSTART"], event["STATUS"], alarms


def _value(name: str, value: str) -> Any:
    if name.endswith(";VALUE=DATE"):
        return datetime.strptime(value, "%Y%m%d").date()
    if name in ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert not re.search(r"(?<!\\)[;,]", value.replace("\\\\", "")), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def subscribe(house: House, officer: str = "o-desk") -> str:
    made = house.browser(officer).post("/calendar/address/", {"do": "make"})
    found = re.search(r"/calendar/feed/[A-Za-z0-9_-]{43}\.ics", made.content.decode())
    assert made.status_code == 200 and made["Cache-Control"] == "no-store" and found
    return found[0]


def fetched(house: House, address: str) -> dict[str, dict[str, Any]]:
    answer = Browser(house.node).get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {event["UID"]: event for event in read(answer.content)}


def titled(events: dict[str, dict[str, Any]], word: str) -> dict[str, Any]:
    (found,) = [event for event in events.values() if word in event["SUMMARY"]]
    return found


def test_the_month_shows_what_may_be_seen_and_leads_on(house: House) -> None:
    house.announce(title="Visit of the orchestra", level="working", start_on=f"{SOON}", partner="FR")
    house.announce(title="Some day", level="working", start_on=f"{SOON:%Y-%m}")
    page = house.browser("o-desk").get(MONTH)
    (day,) = page.context["days"]
    assert day["on"] == SOON and [event["title"] for event in day["events"]] == ["Visit of the orchestra"]
    assert [event["title"] for event in page.context["vague"]] == ["Some day"]
    after = house.browser("o-desk").get(page.context["next_url"])
    assert "orchestra" not in text_of(after) and after.context["previous_url"] == MONTH
    for officer in ("o-stranger", "o-admin"):
        assert "orchestra" not in text_of(house.browser(officer).get(MONTH)), officer
    for odd in ("", "x", "2031-13", "0000-01", "9999-12", "2031-01-01"):
        assert house.browser("o-desk").get(f"/calendar/?month={odd}").status_code == 200, odd


def test_the_subscription_as_another_program_reads_it(house: House) -> None:
    long = "Đoàn; hữu nghị, \\ phía Nam: " + "rất dài " * 12
    visit = house.announce(title=long, level="working", start_on=f"{SOON}", end_on=f"{SOON + timedelta(days=2)}")
    ask = {"title": "Loan of drums", "about": "action", "question": "Two drums", "answer_by": f"{SOON}"}
    with house.other.active():
        theirs = Actor(agency=VUFO, officer="o-desk", unit=f"{VUFO}/europe", role="desk")
        take(read_statement("request.ask", ask, to=[f"{MOFA}/protocol"]), theirs, at=START)
    house.exchange()
    data = {"title": "Round table", "start_on": f"{SOON}", "time": "14:30", "answer_by": f"{SOON - timedelta(days=9)}"}
    with house.node.active():
        statement = read_statement("meeting.call", data, to=[f"{VUFO}/europe"])
        meeting = take(statement, house.actor("o-desk"), at=START).dossier
    address = subscribe(house)
    before = fetched(house, address)
    found = titled(before, "Đoàn")
    assert found["SUMMARY"].endswith(" ".join(long.split())) and not found["alarms"]
    assert (found["DTSTART"], found["DTEND"]) == (SOON, SOON + timedelta(days=3))
    talks = titled(before, "Round table")
    # Half past two in Ho Chi Minh City.
    assert talks["DTSTART"] == datetime(SOON.year, SOON.month, SOON.day, 7, 30, tzinfo=UTC) and "DTEND" not in talks
    (due,) = [event for event in before.values() if event["alarms"]]
    assert "Loan of drums" in due["SUMMARY"] and due["DTSTART"] == SOON
    assert due["alarms"][0]["TRIGGER"] == "-PT15H" and due["alarms"][0]["ACTION"] == "DISPLAY"
    for file, kind in ((visit, "visit.cancel"), (meeting, "meeting.cancel")):
        house.say("o-desk", kind, {"reason": "Illness"}, file)
    after = fetched(house, address)
    assert set(after) == set(before)
    states = {event["SUMMARY"]: event["STATUS"] for event in after.values()}
    assert states[found["SUMMARY"]] == states[talks["SUMMARY"]] == "CANCELLED"
    assert states[due["SUMMARY"]] == "CONFIRMED"
    colleague = titled(fetched(house, subscribe(house, "o-colleague")), "Loan of drums")
    assert colleague["UID"] == due["UID"]


def test_it_holds_what_the_officer_may_see_when_it_is_fetched(house: House) -> None:
    file = house.announce(title="Visit of the orchestra", level="working", start_on=f"{SOON}", place="Harbour")
    mine, strange = subscribe(house), subscribe(house, "o-stranger")
    (event,) = fetched(house, mine).values()
    assert set(event) & {"LOCATION", "DESCRIPTION", "ATTENDEE", "URL"} == set() and event["CLASS"] == "PRIVATE"
    assert fetched(house, strange) == {}
    house.say("o-desk", "visit.cancel", {"reason": "Illness"}, file)
    again = subscribe(house)
    assert Browser(house.node).get(mine).status_code == 404, "a new address closes the one before"
    assert list(fetched(house, again)) == [event["UID"]]
    house.browser("o-stranger").post("/calendar/address/", {"do": "close"})
    assert Browser(house.node).get(strange).status_code == 404
    with house.node.active():
        Officer.objects.filter(id="o-desk").update(is_active=False)
    assert Browser(house.node).get(again).status_code == 404
    assert Browser(house.node).get("/calendar/feed/" + "x" * 43 + ".ics").status_code == 404


def test_nothing_that_was_asked_in_a_limited_file_stands_in_the_subscription(house: House) -> None:
    visit = {"title": "Harbour", "direction": "outgoing", "level": "working", "start_on": f"{SOON}"}
    ask = {"preparation": "Two boats at night", "due_on": f"{SOON}"}
    with house.other.active():
        theirs = Actor(agency=VUFO, officer="o-desk", unit=f"{VUFO}/europe", role="desk")
        told = take(read_statement("visit.announce", visit, to=[f"{MOFA}/protocol"], cls="limited"), theirs, at=START)
        take(read_statement("visit.ask_preparation", ask, dossier=told.dossier), theirs, at=START)
    house.exchange()
    assert "Two boats at night" in text_of(house.browser("o-desk").get(MONTH))
    raw = Browser(house.node).get(subscribe(house)).content.decode().replace("\r\n ", "")
    assert raw.count("BEGIN:VEVENT") == 2 and "boats" not in raw and "Harbour" not in raw


def test_as_many_queries_for_a_full_month_as_for_an_empty_one(house: House) -> None:
    for n in range(2):
        house.announce(title=f"Visit {n}", level="working", start_on=f"{SOON}")
    few = queries(house, MONTH)
    for n in range(20):
        house.announce(title=f"More {n}", level="working", start_on=f"{SOON}")
    assert queries(house, MONTH) == few

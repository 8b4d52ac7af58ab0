"""A mission abroad: asked by the other side, answering from its own zone, with its own week and holidays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from servanda.kernel.audiences import Actor
from servanda.kernel.models import Commitment
from servanda.office import hours, local_days, outgoing
from servanda.office.models import Officer, Post
from servanda.processes.dossiers import read_statement, take
from servanda.processes.models import Unit
from servanda.processes.organisation import directory
from servanda.processes.reads import owed
from tests.web.house import START, Browser, House, text_of
from tests.world import MOFA, VUFO

BERLIN = f"{MOFA}/mission-berlin"


def mission(house: House, *, zone: str = "Europe/Berlin") -> Browser:
    """The ministry's mission in Berlin, known to the union, with one officer."""
    with house.node.active():
        named = {"code": "mission-berlin", "parent": "leadership", "kind": "mission", "zone": zone,
                 "name": {"en": "Embassy in Berlin"}}  # fmt: skip
        units = [*directory.own_units(), named]
        directory.publish(units, house.actor("o-clerk"), peers=(VUFO,), title="Units", at=START)
        officer = Officer.objects.create(id="o-berlin", email="berlin@ministry.example")
        Post.objects.create(officer=officer, unit=BERLIN, role="desk", title={"en": "Second secretary"})
    house.exchange()
    return Browser(house.node, "o-berlin")


def ask(house: House, day: date) -> str:
    with house.other.active():
        actor = Actor(agency=VUFO, officer="o-desk", unit=f"{VUFO}/europe", role="desk")
        stated = {"title": "Find the chair", "about": "contact", "question": "Who chairs the society now?",
                  "answer_by": day.isoformat()}  # fmt: skip
        file = take(read_statement("request.ask", stated, to=[BERLIN]), actor, at=datetime.now(UTC)).dossier
    house.exchange()
    return file


@pytest.mark.mission("S25", "S63")
def test_a_mission_is_asked_and_its_reply_comes_back(house: House) -> None:
    berlin = mission(house)
    file = ask(house, date(2031, 10, 2))
    with house.node.active():
        assert Commitment.objects.get(dossier_id=file).debtor_unit == BERLIN
    assert "Find the chair" in text_of(berlin.get("/desk/"))
    assert house.browser("o-stranger").get(f"/files/{file}/").status_code == 404
    page = berlin.get(f"/files/{file}/")
    assert "Times are those of Berlin." in text_of(page) and page.context["next"].label == "Answer"
    assert berlin.post(f"/files/{file}/steps/request.answer/", {"answer": "Ms Weber"}).status_code == 302
    with house.node.active():
        outgoing.release(now=datetime.now(UTC) + timedelta(minutes=1))
    house.exchange()
    told = text_of(Browser(house.other, "o-europe").get(f"/files/{file}/"))
    assert "Ms Weber" in told and "Embassy in Berlin" in told


@pytest.mark.mission("S25")
def test_a_due_day_says_when_it_ends_there_and_that_it_is_a_day_off_there(house: House) -> None:
    berlin = mission(house)
    unity, saturday = ask(house, date(2031, 10, 3)), ask(house, date(2031, 10, 4))
    page = text_of(berlin.get(f"/files/{unity}/"))
    assert "A day off here: German Unity Day." in page and "That day ends here on" in page
    assert "A day off here: weekend." in text_of(berlin.get(f"/files/{saturday}/"))
    home = text_of(house.browser("o-clerk").get(f"/files/{unity}/"))
    assert "A day off here" not in home and "That day ends here" not in home
    with house.node.active():
        (row,) = [row for row in owed(house.actor("o-berlin"), "owe", at=datetime.now(UTC)) if row.dossier_id == unity]
    assert "A day off here" in text_of(berlin.get(f"/desk/?item={row.id}"))


def test_mail_keeps_the_week_and_the_holidays_of_the_country(house: House) -> None:
    mission(house, zone="Africa/Cairo")
    with house.node.active():
        officer, desk = Officer.objects.get(id="o-berlin"), Officer.objects.get(id="o-desk")
        friday, sunday = datetime(2027, 7, 9, 9, tzinfo=UTC), datetime(2027, 7, 11, 9, tzinfo=UTC)
        revolution = datetime(2026, 7, 23, 9, tzinfo=UTC)
        told = {at: hours.load([officer, desk], now=at) for at in (friday, sunday, revolution)}
        assert [told[at]["o-berlin"].is_open(at) for at in told] == [False, True, False]
        assert not told[sunday]["o-desk"].is_open(sunday)
        Unit.objects.filter(id=BERLIN).update(kind="department")
        assert hours.load([officer], now=friday)["o-berlin"].is_open(friday)


def test_the_country_follows_from_the_zone() -> None:
    assert local_days.country_of("Europe/Brussels") == "BE" and local_days.country_of("UTC") == ""
    assert local_days.calendar("UTC", (2027,)) is None
    assert local_days.day_off("Africa/Cairo", date(2026, 7, 23), "ar").startswith("عيد")
    assert local_days.day_off("Africa/Cairo", date(2026, 7, 22), "ar") == ""

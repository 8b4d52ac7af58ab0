"""Mail in the reader's working hours: one digest a day, what presses by itself, nothing twice, nothing at night."""

from datetime import datetime, time, timedelta

import pytest

from servanda import timers
from servanda.office import hours, packing, post_office
from servanda.office.models import Mail, Notice, OfficeHours, Officer, Post
from tests.office.desks import hanoi, mails
from tests.office.post import mail_server
from tests.processes.conftest import Pair
from tests.processes.test_work import announce
from tests.web.house import Browser, text_of
from tests.world import MOFA, VUFO

EUROPE = [f"{VUFO}/europe"]


@pytest.fixture(autouse=True)
def nothing_waits(desks: Pair) -> None:
    """What the agreement itself brought is not what these tests are about."""
    with desks.nodes[VUFO].active():
        Notice.objects.all().delete()


def tick(pair: Pair, at: datetime) -> None:
    with pair.nodes[VUFO].active():
        timers.tick(now=at)


def ticks(pair: Pair, *moments: datetime) -> None:
    for at in moments:
        tick(pair, at)


def arrive(pair: Pair, at: datetime, title: str = "Drums", **more: str) -> str:
    """A request of the ministry reaches the union's Europe unit at this moment."""
    pair.clock = at - timedelta(minutes=1)
    ask = {"title": title, "about": "action", "question": "?", "answer_by": "2026-12-18"} | more
    file = pair.open(MOFA, "request.ask", ask, to=EUROPE)
    pair.exchange()
    return file


def asked(pair: Pair) -> str:
    """A preparation that the union owes by Thursday 26 November, under the article with the ladder."""
    pair.clock = hanoi(23, 9, 20)
    file = announce(pair, "2026-12-01")
    pair.say(MOFA, "visit.ask_preparation", {"preparation": "A hall"}, dossier=file, unit="protocol")
    pair.exchange()
    tick(pair, hanoi(23, 9, 30))
    return file


def test_what_came_at_the_weekend_is_one_mail_on_monday_morning(desks: Pair) -> None:
    arrive(desks, hanoi(28, 22))
    arrive(desks, hanoi(29, 11), "Flutes")
    ticks(desks, hanoi(28, 22, 1), hanoi(29, 10), hanoi(29, 23, 59), hanoi(30, 7, 59))
    assert mails(desks) == []
    ticks(desks, hanoi(30, 8), hanoi(30, 8, 1), hanoi(30, 16))
    (mail,) = mails(desks)
    assert mail.at == hanoi(30, 8) and mail.reason == "digest"
    assert "Drums" in mail.text and "Flutes" in mail.text and "2 new entries" in mail.subject


def test_there_is_one_digest_a_day(desks: Pair) -> None:
    arrive(desks, hanoi(23, 10))
    tick(desks, hanoi(23, 10, 5))
    arrive(desks, hanoi(23, 11), "Flutes")
    ticks(desks, hanoi(23, 11, 5), hanoi(23, 16, 59), hanoi(23, 17, 30))
    assert [mail.at for mail in mails(desks)] == [hanoi(23, 10, 5)]
    tick(desks, hanoi(24, 8))
    assert len(mails(desks)) == 2 and "Flutes" in mails(desks)[1].text


def test_a_holiday_shifts_it_to_the_next_working_morning(desks: Pair) -> None:
    arrive(desks, hanoi(1, 18, month=12))
    ticks(desks, hanoi(1, 18, 1, month=12), hanoi(2, 9, month=12), hanoi(3, 7, month=12))
    assert mails(desks) == []
    tick(desks, hanoi(3, 8, 2, month=12))
    assert len(mails(desks)) == 1


@pytest.mark.mission("S57")
def test_the_ladder_is_climbed_in_working_hours_and_each_rung_is_told_once(desks: Pair) -> None:
    asked(desks)
    for day in (24, 25, 26, 27, 28, 29, 30):
        for hour in (0, 7, 8, 12, 20):
            tick(desks, hanoi(day, hour, 1))
    for day in (1, 2, 3):
        ticks(desks, hanoi(day, 0, 1, month=12), hanoi(day, 8, 1, month=12))
    told = [(mail.reason, mail.at) for mail in mails(desks) if mail.at > hanoi(24, 0)]
    assert told == [("digest", hanoi(24, 8, 1)), ("due_today", hanoi(26, 8, 1))]
    assert "Due on" in mails(desks)[-2].text and "Due today: Cultural delegation" in mails(desks)[-1].subject
    referred = [(mail.reason, mail.at) for mail in mails(desks, "o-head") if mail.reason == "referred"]
    assert referred == [("referred", hanoi(27, 8, 1))]
    (above,) = mails(desks, "o-leader")
    assert (above.reason, above.at) == ("referred", hanoi(1, 8, 1, month=12)) and "Referred to you." in above.subject
    assert mails(desks, "o-africa") == []


def test_what_is_done_by_the_morning_is_not_mailed(desks: Pair) -> None:
    file = asked(desks)
    tick(desks, hanoi(26, 0, 1))
    desks.clock = hanoi(26, 7)
    desks.verb(VUFO, "deliver", file, "preparation", text="Ready.")
    ticks(desks, hanoi(26, 8), hanoi(27, 8))
    assert [mail.reason for mail in mails(desks)] == ["digest"]


def test_a_reminder_of_the_other_side_comes_by_itself(desks: Pair) -> None:
    file = asked(desks)
    desks.clock = hanoi(24, 9)
    desks.verb(MOFA, "nudge", file, "preparation", text="Is there a hall?")
    desks.exchange()
    ticks(desks, hanoi(24, 9, 5), hanoi(24, 9, 6))
    (mail,) = [mail for mail in mails(desks) if mail.reason == "nudge"]
    assert (mail.subject, mail.at) == (f"Reminder from {MOFA}: Cultural delegation", hanoi(24, 9, 5))


def test_what_its_sender_marked_urgent_comes_at_any_hour(desks: Pair) -> None:
    arrive(desks, hanoi(28, 22), urgency="at_once")
    ticks(desks, hanoi(28, 22, 1), hanoi(28, 22, 2))
    (mail,) = mails(desks)
    assert mail.at == hanoi(28, 22, 1) and mail.is_urgent


def test_a_mission_reads_in_its_own_zone_and_days(desks: Pair) -> None:
    with desks.nodes[VUFO].active():
        OfficeHours.objects.create(unit=f"{VUFO}/mission", opens=time(9), closes=time(16), days_off=["2026-11-24"])
    desks.clock = hanoi(23, 22)
    ask = {"title": "Drums", "about": "action", "question": "?", "answer_by": "2026-12-18"}
    desks.open(MOFA, "request.ask", ask, to=[f"{VUFO}/mission"])
    desks.exchange()
    # 14:30 in Hanoi is 8:30 in Paris; the 24th is a day off there, the 2nd of December would not be.
    ticks(desks, hanoi(23, 22, 2), hanoi(24, 15), hanoi(25, 8), hanoi(25, 14, 30))
    assert mails(desks, "o-paris") == []
    tick(desks, hanoi(25, 15))
    assert len(mails(desks, "o-paris")) == 1


def test_who_wants_each_gets_each_in_hours_of_their_own(desks: Pair) -> None:
    with desks.nodes[VUFO].active():
        Officer.objects.filter(id="o-desk").update(mail="each", opens=time(6), closes=time(7), language="vi")
    arrive(desks, hanoi(23, 20))
    arrive(desks, hanoi(23, 21), "Flutes")
    ticks(desks, hanoi(24, 8), hanoi(25, 6, 30), hanoi(25, 6, 31))
    assert [(mail.reason, mail.language) for mail in mails(desks)] == [("new_entry", "vi")] * 2


def test_who_may_not_read_the_file_any_more_hears_nothing_of_it(desks: Pair) -> None:
    arrive(desks, hanoi(28, 22))
    with desks.nodes[VUFO].active():
        Post.objects.filter(officer="o-desk").update(unit=f"{VUFO}/africa")
    tick(desks, hanoi(30, 8))
    assert mails(desks) == [] and len(mails(desks, "o-head")) == 1


def test_a_mail_that_failed_waits_for_the_morning_too(desks: Pair) -> None:
    arrive(desks, hanoi(23, 10))
    tick(desks, hanoi(23, 10, 1))
    with desks.nodes[VUFO].active(), mail_server() as post:
        desks.nodes[VUFO].config["smtp"] = {"host": "127.0.0.1", "port": post.port}
        Mail.objects.exclude(officer="o-desk").delete()
        assert [post_office.send(now=at) for at in (hanoi(23, 17), hanoi(24, 7), hanoi(24, 8), hanoi(24, 9))] == [
            0,
            0,
            1,
            0,
        ]
    assert [to for _sender, to, _mail in post.mails] == [f"o-desk@{VUFO}"]


def test_a_page_says_what_waits_and_from_when(desks: Pair) -> None:
    arrive(desks, hanoi(23, 10))
    tick(desks, hanoi(23, 10, 1))
    arrive(desks, hanoi(23, 11))
    node = desks.nodes[VUFO]
    with node.active():
        (officer,) = Officer.objects.filter(id="o-desk")
        when = hours.load([officer], now=hanoi(23, 11))["o-desk"]
        assert when.next_open(hanoi(27, 17)) == hanoi(30, 8) == when.next_open(hanoi(28, 9))
        assert when.next_open(hanoi(1, 20, month=12)) == hanoi(3, 8, month=12)
        assert packing.next_mail(officer, when, True, now=hanoi(23, 11)) == hanoi(24, 8)
        assert packing.next_mail(officer, when, False, now=hanoi(23, 11)) == hanoi(23, 11)
    page = text_of(Browser(node, "o-admin").get("/mail/"))
    assert "waits for working hours" in page and "Desk of Europe 1" in page and "Drums" not in page
    assert Browser(node, "o-head").get("/mail/").status_code == 404

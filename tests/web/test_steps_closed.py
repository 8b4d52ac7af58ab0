"""A step that is not open: why, how the file stands, the way back to it, and what was written is not lost."""

from servanda.kernel.models import StoredAct
from servanda.office.models import Officer
from tests.web.house import Browser, House, text_of
from tests.web.test_consultations import open_round, settle

KEPT = "The report of the whole week."


def test_a_step_that_is_not_open_says_why_and_keeps_what_was_written(house: House) -> None:
    file = house.announce()
    house.exchange()
    url = f"/files/{file}/steps/visit.close/"
    desk, europe = house.browser("o-desk"), Browser(house.other, "o-europe")
    with house.node.active():
        before = StoredAct.objects.count()
    answer = desk.post(url, {"report": KEPT, "do": "send"})
    page = text_of(answer)
    assert answer.status_code == 422 and "The step Close with a report is not open now." in page
    assert "It is open while the file stands so: confirmed. Now the file stands so: announced." in page
    assert "What you wrote was not sent" in page and f"Report {KEPT}" in page
    assert f'href="/files/{file}/"' in answer.content.decode()
    assert "What you wrote" not in text_of(desk.get(url))
    theirs = text_of(europe.post(url, {"report": KEPT, "do": "send"}))
    assert "Only Ministry, which keeps this file, takes this step." in theirs and KEPT in theirs
    with house.node.active():
        assert StoredAct.objects.count() == before


def test_it_says_so_in_the_language_of_the_page_and_nothing_to_who_may_not_see(house: House) -> None:
    file = house.announce()
    url = f"/files/{file}/steps/visit.close/"
    with house.node.active():
        Officer.objects.update(language="ar")
    page = house.browser("o-desk").post(url, {"report": KEPT})
    assert 'dir="rtl"' in page.content.decode() and KEPT in text_of(page) and "غير متاحة الآن" in text_of(page)
    hidden = house.browser("o-stranger").post(url, {"report": KEPT})
    assert hidden.status_code == 404 and KEPT not in text_of(hidden) and "announced" not in text_of(hidden)


def test_a_reply_after_the_round_was_closed_keeps_its_comments(house: House) -> None:
    house.node.config["undo_seconds"] = house.other.config["undo_seconds"] = 0
    (file,) = open_round(house, ["union.example/europe"]).values()
    house.say("o-desk", "consultation.withdraw", {"reason": "Another law."}, file)
    settle(house)
    europe = Browser(house.other, "o-europe")
    answer = europe.post(
        f"/files/{file}/steps/consultation.reply/", {"opinion": "comments", "comment-2": "Name the town, please."}
    )
    page = text_of(answer)
    assert answer.status_code == 422 and "Name the town, please." in page and "Now the file stands so" in page

"""Reminding the other side in the browser: offered to who waits, shown to who owes, refused twice in a day."""

from servanda.kernel.models import Commitment
from tests.web.house import Browser, House, text_of

PREPARATION = {"preparation": "A hall for forty", "due_on": "2031-04-20"}


def test_a_reminder_goes_out_once_a_day_and_stands_on_the_other_desk(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    file = house.announce()
    house.say("o-desk", "visit.ask_preparation", PREPARATION, file)
    house.exchange()
    with house.node.active():
        row = Commitment.objects.get(deliver="preparation")
    desk = house.browser("o-desk")
    page = desk.get("/desk/?tab=waiting")
    url = f"/files/{file}/steps/commitment.nudge/?commitment={row.id}"
    assert url in page.content.decode().replace("%3A", ":")
    assert [str(item.next.label) for group in page.context["groups"] for item in group.rows] == ["Remind"]
    assert desk.post(url, {"commitment": row.id, "text": "Any news?"}).status_code == 302
    assert "Reminded 1 time" in text_of(desk.get("/desk/?tab=waiting"))
    again = desk.post(url, {"commitment": row.id, "text": "Any news?"})
    assert again.status_code in (400, 422) and "already sent on this working day" in text_of(again)
    house.exchange()
    theirs = Browser(house.other, "o-europe")
    assert "Reminded 1 time" in text_of(theirs.get("/desk/"))
    page = text_of(theirs.get(f"/files/{file}/"))
    assert "Reminded 1 time" in page and "sent a reminder" in page and "Any news?" in page

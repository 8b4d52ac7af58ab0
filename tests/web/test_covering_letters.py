"""A letter about a file begins with what the file knows: to whom, the date, the subject, and a whole text."""

from datetime import UTC, datetime

from servanda.office.models import Issuer
from tests.web.house import House, text_of
from tests.web.test_agencies_without_a_system import ASKED, CULTURE, enter
from tests.world import VUFO

TODAY = datetime.now(UTC).date()
VISIT = {
    "title": "A delegation of parliament", "partner": "FR", "field": "visits", "start_on": "2031-05-06",
    "purpose": "To sign the programme.", "head": "N. Obody", "basis": "Decree 12",
}  # fmt: skip


def begun(house: House, file: str, officer: str = "o-desk") -> dict[str, str]:
    form = house.browser(officer).get(f"/new/letter/?about={file}").context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_letter_about_a_file_begins_with_what_the_file_knows(house: House) -> None:
    file = house.announce(**VISIT)
    asked = {"preparation": "Rooms for twelve", "due_on": "2031-04-01"}
    house.say("o-desk", "visit.ask_preparation", asked, file)
    with house.node.active():
        Issuer.objects.create(code="ministry", name="MINISTRY")
    known = begun(house, file)
    assert (known["title"], known["to-unit"], known["partner"]) == (VISIT["title"], f"{VUFO}/europe", "FR")
    assert known["basis"] == "Decree 12" and "– Policy or legal basis: Decree 12" in known["text"]
    assert known["dated_on"] == TODAY and known["issuer"] == "ministry" and not known["number"]
    for said in (
        "Pursuant to Articles 5.1, 5.2 of “Regulation”, Ministry respectfully informs Union of the following:",
        "– Visit or delegation: A delegation of parliament", "– Field: Visits", "– Partner: France",
        "– Begins: Tue 6 May 2031", "– Purpose: To sign the programme.", "– State: announced",
        "Union is kindly asked for:\n– Rooms for twelve, by Tue 1 Apr 2031",
        f"our file {file[:21]}", "Yours sincerely,",
    ):  # fmt: skip
        assert said in known["text"], (said, known["text"])
    assert "N. Obody" not in known["text"], "names are erased in time, and letters are kept"
    house.say("o-desk", "visit.cancel", {"reason": "The minister is ill."}, file)
    text = begun(house, file)["text"]
    assert "– State: cancelled" in text and "– Reason: The minister is ill." in text and "Rooms" not in text


def test_it_is_sent_as_it_stands_once_it_has_its_number(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    file, browser = house.announce(**VISIT), house.browser("o-desk")
    page = browser.get(f"/new/letter/?about={file}")
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value()}
    sent = browser.post(
        f"/new/letter/?about={file}",
        typed | {"number": "3/BNG", "do": "send", "once": browser.get("/new/letter/").context["once"]},
    )
    assert sent.status_code == 302, sent.context["form"].errors
    assert "To sign the programme." in text_of(browser.get(sent["Location"]))
    assert house.browser("o-stranger").get(f"/new/letter/?about={file}").status_code == 404


def test_who_numbers_by_himself_is_chosen_by_hand(house: House) -> None:
    with house.node.active():
        Issuer.objects.create(code="book", name="MINISTRY", numbers=True, symbol="CV")
    known = begun(house, house.announce(**VISIT | {"start_on": "2031-05"}))
    assert not known["issuer"] and not known["dated_on"] and "– Begins: May 2031" in known["text"]
    assert "is kindly asked" not in known["text"], "the notice of the day is owed by this side"


def test_an_agency_without_a_system_is_addressed_whether_it_was_entered_or_not(lone: House) -> None:
    enter(lone)
    desk = lone.browser("o-desk")
    for field, other, to in (
        ("to-unit", "to-agency", f"{CULTURE}/heritage"),
        ("to-agency", "to-unit", "harbour.example"),
    ):
        sent = desk.post(
            "/new/request/", ASKED | {"title": to, field: to, "once": desk.get("/new/request/").context["once"]}
        )
        assert sent.status_code == 302, sent.context["form"].errors
        known = begun(lone, sent["Location"].removeprefix("/files/").rstrip("/"))
        assert known[field] == to and not known[other] and "Two drums?" in known["text"] and "– Answer" in known["text"]


def test_it_is_written_in_the_language_of_the_agency(house: House) -> None:
    house.node.config["languages"] = ["vi", "en"]
    text = begun(house, house.announce(**VISIT))["text"]
    assert "Pháp" in text and "Đoàn ra, đoàn vào" in text and "France" not in text

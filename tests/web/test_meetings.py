"""A meeting in the browser: agenda and minutes are carried on, decisions come to the desk, the next one is called."""

from datetime import date, timedelta
from typing import Any

import pytest

from servanda.kernel.models import Commitment, Dossier
from servanda.processes.fields_of_work.cadence import next_day
from tests.web.house import Browser, House, text_of
from tests.world import VUFO

DAY = (date.today() + timedelta(days=20)).isoformat()
CALL = {
    "title": "Half-yearly meeting", "cadence": "half-yearly", "start_on": DAY, "place": "Hanoi", "do": "send",
    "initiator": "The Europe department",
    "agenda-0-topic": "Early news", "agenda-0-raised_by": "owner", "to-unit": f"{VUFO}/europe", "class": "internal",
}  # fmt: skip


def called(house: House) -> str:
    house.node.config["undo_seconds"] = 0
    answer = house.browser("o-desk").post("/new/meeting/", CALL)
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"]).split("/files/")[1].strip("/")


def take(house: House, dossier: str, step: str, data: dict[str, Any]) -> Any:
    answer = house.browser("o-desk").post(f"/files/{dossier}/steps/meeting.{step}/", data | {"do": "send"})
    assert answer.status_code == 302, text_of(answer)
    return answer


def form_of(house: House, dossier: str, step: str) -> Any:
    return house.browser("o-desk").get(f"/files/{dossier}/steps/meeting.{step}/").context["form"]


@pytest.mark.mission("S27")
def test_a_meeting_names_on_whose_initiative_it_is_called(house: House) -> None:
    page = text_of(house.browser("o-desk").get(f"/files/{called(house)}/"))
    assert "On whose initiative: The Europe department" in page and "Hanoi" in page


def test_the_agenda_is_carried_on_and_shows_what_was_added(house: House) -> None:
    dossier = called(house)
    (row,) = form_of(house, dossier, "set_agenda")["agenda"].value()
    assert row["topic"] == "Early news"
    more = {"agenda-0-topic": "Early news", "agenda-0-id": row["id"], "agenda-1-topic": "The year"}
    take(house, dossier, "set_agenda", more)
    page = house.browser("o-desk").get(f"/files/{dossier}/")
    (agenda,) = page.context["tables"]
    assert [(r.cells[0].text, r.mark) for r in agenda.rows] == [("Early news", "changed"), ("The year", "new")]


@pytest.mark.mission("S71")
@pytest.mark.mission("S8")
def test_minutes_name_speaker_and_side_and_decisions_come_to_the_desk(house: House) -> None:
    dossier = called(house)
    take(house, dossier, "hold", {"held_on": date.today().isoformat(), "present-0-post": "Director",
                                  "present-0-side": "counterpart", "present-0-name": "A. Person"})  # fmt: skip
    take(house, dossier, "record", {
        "minutes-0-speaker": "Director of Europe", "minutes-0-side": "counterpart",
        "minutes-0-statement": "News must come earlier.", "decisions-0-what": "Send a list each month",
        "decisions-0-side": "owner", "decisions-0-due_on": DAY})  # fmt: skip
    page = text_of(house.browser("o-desk").get(f"/files/{dossier}/"))
    assert "Director of Europe" in page and "the invited side" in page and "News must come earlier." in page
    (drafted,) = form_of(house, dossier, "conclude")["decisions"].value()
    take(house, dossier, "conclude", {f"decisions-0-{name}": value for name, value in drafted.items()})
    with house.node.active():
        row = Commitment.objects.get(dossier_id=dossier, deliver="action")
        assert "A. Person" not in str(Dossier.objects.get(id=dossier).facts)
    assert (row.due_on, row.debtor) == (date.fromisoformat(DAY), house.node.agency)
    assert "Action: Send a list each month" in text_of(house.browser("o-desk").get("/desk/"))


def test_units_of_one_name_are_told_apart_by_their_agency(house: House) -> None:
    dossier = called(house)
    take(house, dossier, "hold", {"held_on": date.today().isoformat()})
    widget = form_of(house, dossier, "record").fields["decisions"].widget.columns["unit"].widget
    named = {code: label for code, label in widget.labels.items() if code.endswith("/europe")}
    assert len(set(named.values())) == 2 and widget.code(named[f"{VUFO}/europe"]) == f"{VUFO}/europe"
    said = {"minutes-0-speaker": "Head", "minutes-0-side": "owner", "minutes-0-statement": "Yes",
            "decisions-0-what": "Answer", "decisions-0-side": "counterpart",
            "decisions-0-unit": named[f"{VUFO}/europe"]}  # fmt: skip
    take(house, dossier, "record", said)
    with house.node.active():
        assert Dossier.objects.get(id=dossier).facts["decisions"][0]["unit"] == f"{VUFO}/europe"


def test_the_next_meeting_of_a_series_is_called_from_the_last(house: House) -> None:
    dossier = called(house)
    link = f"/new/meeting/?after={dossier}"
    assert link in house.browser("o-desk").get(f"/files/{dossier}/").content.decode()
    form = house.browser("o-desk").get(link).context["form"]
    known = {name: form[name].value() for name in ("title", "cadence", "place", "start_on", "to-unit")}
    assert known == {"title": CALL["title"], "cadence": "half-yearly", "place": "Hanoi", "to-unit": f"{VUFO}/europe",
                     "start_on": str(next_day("half-yearly", DAY))}  # fmt: skip
    assert house.browser("o-stranger").get(link).status_code == 404
    visit = house.announce()
    assert house.browser("o-desk").get(f"/new/meeting/?after={visit}").status_code == 404


@pytest.mark.parametrize(
    ("cadence", "day", "after"),
    [
        ("monthly", "2027-01-31", date(2027, 2, 28)), ("half-yearly", "2026-12-10", date(2027, 6, 10)),
        ("yearly", "2028-02-29", date(2029, 2, 28)), ("once", "2027-01-31", None), ("monthly", "soon", None),
        (["monthly"], "2027-01-31", None), ("yearly", "9999-12-01", None),
    ],
)  # fmt: skip
def test_the_day_of_the_next_one(cadence: Any, day: Any, after: date | None) -> None:
    assert next_day(cadence, day) == after


@pytest.mark.mission("S1")
def test_an_agreement_is_reviewed_by_a_meeting_and_both_show_one_another(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    browser, other = house.browser("o-desk"), Browser(house.other, "o-europe")
    page = browser.get(f"/agreements/{house.agreement}/")
    way = next(link["url"] for link in page.context["others"] if link["label"] == "Review it in a meeting")
    assert browser.get(way).context["form"]["title"].value() is None
    assert house.browser("o-stranger").get(f"/new/meeting/?reviews={house.agreement}x").status_code == 404
    answer = browser.post(way, CALL | {"title": "Review of the regulation"})
    assert answer.status_code == 302, text_of(answer)
    dossier = str(answer["Location"]).split("/files/")[1].strip("/")
    house.exchange()
    for side in (browser, other):
        agreement = side.get(f"/agreements/{house.agreement}/")
        assert "Review of the regulation" in text_of(agreement)
        assert "Review it in a meeting" not in [link["label"] for link in agreement.context["others"]]
        meeting = side.get(f"/files/{dossier}/")
        assert "Agreement that it reviews" in text_of(meeting) and house.agreement in meeting.content.decode()
    take(house, dossier, "cancel", {"reason": "Nobody can come"})
    again = browser.get(f"/agreements/{house.agreement}/").context["others"]
    assert "Review it in a meeting" in [link["label"] for link in again]


@pytest.mark.mission("S5")
def test_a_file_carries_the_policy_or_legal_basis_that_it_serves(house: House) -> None:
    house.node.config["undo_seconds"] = 0
    answer = house.browser("o-desk").post("/new/meeting/", CALL | {"basis": "Directive 12, part 3"})
    house.exchange()
    for side in (house.browser("o-desk"), Browser(house.other, "o-europe")):
        assert "Policy or legal basis: Directive 12, part 3" in text_of(side.get(answer["Location"]))
